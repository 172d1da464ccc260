/** Only the rows in sight are drawn; arrow keys walk from one to the next. */

import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, type KeyboardEvent, type ReactNode } from "react";
import type { Ticket } from "../api/types";
import { hrefOf } from "../shell/route";
import classes from "./List.module.css";
import { Row } from "./Row";
import type { View } from "./views";

const ROW_PX = 92;
const NEAR_END = 10;

interface Props {
  readonly tickets: readonly Ticket[];
  readonly view: View;
  readonly chosen: string | null;
  readonly more: () => void;
}

export function Rows({ tickets, view, chosen, more }: Props): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: tickets.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PX,
    getItemKey: (index) => tickets[index]?.number ?? index,
    overscan: 8,
  });
  const drawn = rows.getVirtualItems();
  const last = drawn.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= tickets.length - NEAR_END) more();
  });
  return (
    <div ref={box} className={classes.rows} onKeyDown={walk}>
      <ul className={classes.runway} style={{ height: rows.getTotalSize() }}>
        {drawn.map((item) => {
          const ticket = tickets[item.index];
          return ticket === undefined ? null : (
            <li
              key={item.key}
              className={classes.place}
              style={{ height: ROW_PX, transform: `translateY(${String(item.start)}px)` }}
              aria-setsize={tickets.length}
              aria-posinset={item.index + 1}
            >
              <Row ticket={ticket} href={hrefOf({ view, number: ticket.number })} chosen={ticket.number === chosen} />
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function walk(event: KeyboardEvent<HTMLElement>): void {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const here = document.activeElement?.closest("li")?.ariaPosInSet;
  if (here === null || here === undefined) return;
  const there = Number(here) + (event.key === "ArrowDown" ? 1 : -1);
  const row = event.currentTarget.querySelector<HTMLElement>(`li[aria-posinset="${String(there)}"] a`);
  row?.focus();
  row?.scrollIntoView({ block: "nearest" });
  event.preventDefault();
}
