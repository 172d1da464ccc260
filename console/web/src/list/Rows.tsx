/** Only the rows in sight are drawn; arrow keys, j and k walk from one to the next. */

import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useImperativeHandle, useLayoutEffect, useMemo, useRef, type KeyboardEvent, type MouseEvent, type ReactNode, type Ref } from "react";
import type { Ticket } from "../api/types";
import { hrefOf } from "../shell/route";
import { useWords } from "../words/Words";
import classes from "./List.module.css";
import type { Sight } from "./pages";
import { Row } from "./Row";
import { toggle, type Selection } from "./selection";
import type { Sort, View } from "./views";

const ROW_PX = 92;

/** What keys do with the list. */
export interface RowsHandle {
  /** Goes to the next row, or the one before, from where one is; else to the first. */
  readonly step: (by: 1 | -1) => void;
  /** Ticks the row one is on. */
  readonly tick: () => void;
  /** Back to the row of the ticket that was open. */
  readonly back: () => void;
}

interface Props {
  readonly tickets: readonly Ticket[];
  readonly view: View;
  readonly sort: Sort;
  readonly chosen: string | null;
  readonly selection: Selection;
  readonly select: (next: Selection) => void;
  readonly look: (sight: Sight) => void;
  readonly ref: Ref<RowsHandle>;
}

/** The row one was on last: when it has left the list, the next one is in its place. */
interface Spot {
  readonly number: string;
  readonly index: number;
}

export function Rows({ tickets, view, sort, chosen, selection, select, look, ref }: Props): ReactNode {
  const { say } = useWords();
  const box = useRef<HTMLDivElement>(null);
  const here = useRef<Spot | null>(null);
  const rows = useVirtualizer({
    count: tickets.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PX,
    getItemKey: (index) => tickets[index]?.number ?? index,
    overscan: 8,
  });
  const numbers = useMemo(() => tickets.map((ticket) => ticket.number), [tickets]);
  const drawn = rows.getVirtualItems();
  const first = drawn[0]?.index ?? 0;
  const last = drawn.at(-1)?.index ?? 0;
  useEffect(() => look({ first, last }), [look, first, last]);
  useKeepPlace(box, numbers);

  const tick = (number: string, range: boolean): void => select(toggle(selection, number, numbers, range));
  const stand = (number: string | null): void => {
    const index = number === null ? -1 : numbers.indexOf(number);
    if (number !== null && index !== -1) here.current = { number, index };
  };
  useEffect(() => stand(chosen));
  const goTo = (index: number): void => {
    const number = numbers[Math.min(Math.max(index, 0), numbers.length - 1)];
    if (number === undefined) return;
    stand(number);
    rows.scrollToIndex(numbers.indexOf(number), { align: "auto" });
    focusWhenDrawn(box, number);
  };
  const step = (by: 1 | -1): void => {
    const spot = here.current;
    if (spot === null) return goTo(0);
    const at = numbers.indexOf(spot.number);
    if (at !== -1) return goTo(at + by);
    goTo(by === 1 ? spot.index : spot.index - 1);
  };
  useImperativeHandle(ref, () => ({
    step,
    tick: () => {
      const number = here.current?.number;
      if (number !== undefined && numbers.includes(number)) tick(number, false);
    },
    back: () => goTo(here.current?.index ?? 0),
  }));
  const walk = (event: KeyboardEvent<HTMLElement>): void => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    step(event.key === "ArrowDown" ? 1 : -1);
  };
  return (
    <div
      ref={box}
      className={classes.rows}
      onKeyDown={walk}
      onFocus={(event) => stand(numberOf(event.target))}
    >
      <ul className={classes.runway} style={{ height: rows.getTotalSize() }}>
        {drawn.map((item) => {
          const ticket = tickets[item.index];
          if (ticket === undefined) return null;
          const ticked = selection.numbers.has(ticket.number);
          return (
            <li
              key={item.key}
              className={classes.place}
              style={{ height: ROW_PX, transform: `translateY(${String(item.start)}px)` }}
              aria-setsize={tickets.length}
              aria-posinset={item.index + 1}
              data-number={ticket.number}
              data-ticked={ticked}
            >
              <label className={classes.tick}>
                <input
                  type="checkbox"
                  checked={ticked}
                  aria-label={say("bulk.tick", { number: ticket.number })}
                  onChange={() => undefined}
                  onClick={(event: MouseEvent) => tick(ticket.number, event.shiftKey)}
                  data-testid="tick"
                />
              </label>
              <Row
                ticket={ticket}
                href={hrefOf({ view, number: ticket.number })}
                chosen={ticket.number === chosen}
                byDue={sort === "due"}
              />
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** What comes in or leaves above does not move what is being read. */
function useKeepPlace(box: { readonly current: HTMLElement | null }, numbers: readonly string[]): void {
  const top = useRef<Spot | null>(null);
  useLayoutEffect(() => {
    const [list, was] = [box.current, top.current];
    if (list === null || was === null || list.scrollTop === 0) return;
    const index = numbers.indexOf(was.number);
    if (index !== -1) list.scrollTop += (index - was.index) * ROW_PX;
  }, [box, numbers]);
  useEffect(() => {
    const index = Math.ceil((box.current?.scrollTop ?? 0) / ROW_PX);
    const number = numbers[index];
    top.current = number === undefined ? null : { number, index };
  });
}

function numberOf(element: Element): string | null {
  return element.closest<HTMLElement>("li[data-number]")?.dataset["number"] ?? null;
}

/** The row may be drawn only after the list has scrolled to it. */
function focusWhenDrawn(box: { readonly current: HTMLElement | null }, number: string, tries = 10): void {
  const row = box.current?.querySelector<HTMLElement>(`li[data-number="${CSS.escape(number)}"] a`);
  if (row != null) row.focus({ preventScroll: true });
  else if (tries > 0) requestAnimationFrame(() => focusWhenDrawn(box, number, tries - 1));
}
