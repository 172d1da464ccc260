/** Figures as bars; the table beside them says the same in words, so readers pass over these. */

import type { ReactNode } from "react";
import type { Figure } from "./shapes";
import classes from "./Supervise.module.css";

const HEIGHT = 100;
const WIDTH = 10;
const GAP = 2;
const BAR_REM = 6; // at most

/** The heights of the bars, of 100; the highest value has all of it. */
export function heights(figures: readonly Figure[]): readonly number[] {
  const most = Math.max(0, ...figures.map((one) => one.value ?? 0));
  return figures.map((one) => (most === 0 ? 0 : ((one.value ?? 0) / most) * HEIGHT));
}

interface Props {
  readonly figures: readonly Figure[];
  /** What each is of, in words. */
  readonly names: readonly string[];
}

export function Bars({ figures, names }: Props): ReactNode {
  const width = figures.length * WIDTH;
  return (
    <div className={classes.bars} style={{ maxWidth: `${String(figures.length * BAR_REM)}rem` }} aria-hidden="true">
      <svg className={classes.chart} viewBox={`0 0 ${String(width)} ${String(HEIGHT + 1)}`} preserveAspectRatio="none">
        {heights(figures).map((height, place) => (
          <rect
            key={figures[place]?.part}
            x={place * WIDTH + GAP / 2}
            y={HEIGHT - height}
            width={WIDTH - GAP}
            height={height}
          >
            <title>{`${names[place] ?? ""}: ${String(figures[place]?.value ?? "–")}`}</title>
          </rect>
        ))}
        <line x1={0} x2={width} y1={HEIGHT + 0.5} y2={HEIGHT + 0.5} vectorEffect="non-scaling-stroke" />
      </svg>
      <div className={classes.ends}>
        <span>{names[0]}</span>
        <span>{names.at(-1)}</span>
      </div>
    </div>
  );
}
