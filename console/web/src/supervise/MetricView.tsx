/** One metric: its figures as bars and as a table, and its definition. */

import type { ReactNode } from "react";
import { useWords } from "../words/Words";
import { Bars } from "./Bars";
import type { Measured } from "./BehindList";
import { known, partOf, told } from "./figures";
import type { Figure, Metric } from "./shapes";
import classes from "./Supervise.module.css";

const LONG = 8; // figures; more of them are folded away

interface Props {
  readonly metric: Metric;
  /** Where it is as CSV. */
  readonly csv: string;
  readonly open: (number: Measured) => void;
}

export function MetricView({ metric, csv, open }: Props): ReactNode {
  const { say } = useWords();
  const title = useTitle(metric.metric);
  const drawn = metric.unit !== "seconds" && metric.unit !== "score" && metric.figures.length > 1;
  const table = <Table metric={metric} title={title} open={open} />;
  return (
    <section className={classes.metric} aria-label={title} data-testid={`metric-${metric.metric}`}>
      <h2 className={classes.subtitle}>{title}</h2>
      <Definition metric={metric.metric} />
      {metric.figures.length === 0 && <p className={classes.hint}>{say("report.nothing")}</p>}
      {drawn && <Bars figures={metric.figures} names={metric.figures.map((one) => partOf(metric.metric, one, say))} />}
      {metric.figures.length > LONG ? (
        <details className={classes.definition}>
          <summary>{say("report.table")}</summary>
          {table}
        </details>
      ) : (
        metric.figures.length > 0 && table
      )}
      <a className={classes.plain} href={csv} download>
        {say("report.csv")}
        <span className="visually-hidden"> {title}</span>
      </a>
    </section>
  );
}

function useTitle(metric: string): string {
  const { say } = useWords();
  const key = `report.${metric}`;
  return known(key) ? say(key) : metric;
}

function Table({ metric, title, open }: { readonly metric: Metric; readonly title: string; readonly open: (number: Measured) => void }): ReactNode {
  const { say, language } = useWords();
  return (
    <table className={classes.table}>
      <caption className="visually-hidden">{title}</caption>
      <thead>
        <tr>
          <th scope="col">{say("report.of")}</th>
          <th scope="col" data-number>
            {say(`report.unit.${metric.unit}`)}
          </th>
          <th scope="col" data-number>
            {say(metric.metric === "replies" ? "report.unit.tickets" : "report.whole")}
          </th>
        </tr>
      </thead>
      <tbody>
        {metric.figures.map((figure) => (
          <tr key={figure.part}>
            <th scope="row">{partOf(metric.metric, figure, say)}</th>
            <td data-number>{value(figure)}</td>
            <td data-number>{figure.of ?? "–"}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
  function value(figure: Figure): ReactNode {
    const words = told(figure.value, metric.unit, language, say);
    if (figure.value === null || (figure.value === 0 && metric.unit !== "seconds")) return words;
    const name = `${title}, ${partOf(metric.metric, figure, say)}: ${words}`;
    return (
      <button
        type="button"
        className={classes.plain}
        aria-label={say("report.behind", { name })}
        data-testid={`figure-${metric.metric}-${figure.part}`}
        onClick={() => open({ metric: metric.metric, part: figure.part, name })}
      >
        {words}
      </button>
    );
  }
}

/** What is counted, of what, and what is left out. */
function Definition({ metric }: { readonly metric: string }): ReactNode {
  const { say } = useWords();
  const parts = (["numerator", "denominator", "without"] as const).flatMap((part) => {
    const key = `report.${metric}.${part}`;
    return known(key) ? [[part, say(key)] as const] : [];
  });
  return (
    <details className={classes.definition}>
      <summary>{say("report.definition")}</summary>
      <dl>
        {parts.map(([part, words]) => (
          <div key={part}>
            <dt>{say(`report.${part}`)}</dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
