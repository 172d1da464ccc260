/** A view's tickets, with a search, an order, and what is ticked. */

import { Loader, NativeSelect, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useRef, useState, type ReactNode } from "react";
import { ErrorAlert } from "../shell/ErrorAlert";
import { Icon } from "../shell/Icon";
import { useCommands } from "../shell/commands";
import { useWords } from "../words/Words";
import { BulkBar } from "./BulkBar";
import classes from "./List.module.css";
import { Rows, type RowsHandle } from "./Rows";
import { all, NOTHING, without } from "./selection";
import { useSort } from "./useSort";
import { useTickets } from "./useTickets";
import { SORTS, type View } from "./views";

interface Props {
  readonly view: View;
  readonly chosen: string | null;
}

export function TicketList({ view, chosen }: Props): ReactNode {
  const { say } = useWords();
  const [typed, setTyped] = useState("");
  const [search] = useDebouncedValue(typed, 300);
  const [sort, setSort] = useSort(view);
  const [selection, select] = useState(NOTHING);
  const rows = useRef<RowsHandle>(null);
  const { tickets, old, growing, error, retry, look } = useTickets(view, sort, search);
  useCommands({
    next: () => rows.current?.step(1),
    previous: () => rows.current?.step(-1),
    tick: () => rows.current?.tick(),
    list: () => rows.current?.back(),
  });
  return (
    <section className={classes.list} aria-label={say("list.label")} aria-busy={tickets === null || old}>
      <div className={classes.tools}>
        <TextInput
          type="search"
          className={classes.search}
          aria-label={say("list.search")}
          aria-keyshortcuts="/"
          placeholder={say("list.search")}
          leftSection={<Icon name="search" />}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          data-testid="search"
        />
        <NativeSelect
          aria-label={say("list.sort")}
          value={sort}
          onChange={(event) => setSort(SORTS.find((one) => one === event.currentTarget.value) ?? sort)}
          data={SORTS.map((one) => ({ value: one, label: say(`sort.${one}`) }))}
          data-testid="sort"
        />
      </div>
      <BulkBar
        numbers={selection.numbers}
        done={(numbers) => select((now) => without(now, numbers))}
        clear={() => select(NOTHING)}
      />
      {selection.numbers.size > 0 && tickets !== null && selection.numbers.size < tickets.length && (
        <button type="button" className={classes.all} onClick={() => select(all(tickets.map((one) => one.number)))}>
          {say("bulk.all")}
        </button>
      )}
      <ErrorAlert error={error} m="xs" title={say("list.failed")} retry={retry} />
      {tickets === null && error === null && <Loader role="img" m="auto" aria-label={say("app.loading")} />}
      {tickets?.length === 0 && <Empty view={view} search={search} />}
      {tickets !== null && tickets.length > 0 && (
        <Rows
          ref={rows}
          tickets={tickets}
          view={view}
          sort={sort}
          chosen={chosen}
          selection={selection}
          select={select}
          look={look}
        />
      )}
      {growing && (
        <p className={classes.growing} role="status">
          {say("app.loading")}
        </p>
      )}
    </section>
  );
}

function Empty({ view, search }: { readonly view: View; readonly search: string }): ReactNode {
  const { say } = useWords();
  const q = search.trim();
  if (q !== "") return <p className={classes.empty}>{say("list.emptySearch", { q })}</p>;
  return <p className={classes.empty}>{say(view === "queue" ? "list.emptyQueue" : "list.empty")}</p>;
}
