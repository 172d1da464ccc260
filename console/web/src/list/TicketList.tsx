/** A view's tickets, with a search. */

import { Alert, Button, Loader, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState, type ReactNode } from "react";
import { Icon } from "../shell/Icon";
import { explain } from "../words/problem";
import { useWords } from "../words/Words";
import classes from "./List.module.css";
import { Rows } from "./Rows";
import { useTickets } from "./useTickets";
import type { View } from "./views";

interface Props {
  readonly view: View;
  readonly chosen: string | null;
}

export function TicketList({ view, chosen }: Props): ReactNode {
  const { say } = useWords();
  const [typed, setTyped] = useState("");
  const [search] = useDebouncedValue(typed, 300);
  const { tickets, error, retry, more } = useTickets(view, search);
  return (
    <section className={classes.list} aria-label={say("list.label")}>
      <div className={classes.search}>
        <TextInput
          type="search"
          aria-label={say("list.search")}
          placeholder={say("list.search")}
          leftSection={<Icon name="search" />}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          data-testid="search"
        />
      </div>
      {error !== null && (
        <Alert color="red" role="alert" m="xs" title={say("list.failed")}>
          <p className={classes.problem}>{explain(error, say)}</p>
          <Button size="xs" variant="default" onClick={retry}>
            {say("app.retry")}
          </Button>
        </Alert>
      )}
      {tickets === null && error === null && <Loader m="auto" aria-label={say("app.loading")} />}
      {tickets?.length === 0 && <Empty view={view} search={search} />}
      {tickets !== null && tickets.length > 0 && <Rows tickets={tickets} view={view} chosen={chosen} more={more} />}
    </section>
  );
}

function Empty({ view, search }: { readonly view: View; readonly search: string }): ReactNode {
  const { say } = useWords();
  const q = search.trim();
  if (q !== "") return <p className={classes.empty}>{say("list.emptySearch", { q })}</p>;
  return <p className={classes.empty}>{say(view === "queue" ? "list.emptyQueue" : "list.empty")}</p>;
}
