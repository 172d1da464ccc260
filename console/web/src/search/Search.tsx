/** Search: words, filters and hits; a hit opens its ticket where it was said. */

import { Button, Loader, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import type { Hit } from "../api/types";
import { ErrorAlert } from "../shell/ErrorAlert";
import { Icon } from "../shell/Icon";
import page from "../shell/Page.module.css";
import { useWords } from "../words/Words";
import { Filters } from "./Filters";
import { HitRow } from "./HitRow";
import { hrefOfSearch, isNarrowed, NOTHING, type Sought } from "./place";
import classes from "./Search.module.css";
import { useSearch, type Found } from "./useSearch";
import { walk } from "./walk";

const TYPING_MS = 250;

export function Search({ sought }: { readonly sought: Sought }): ReactNode {
  const { say } = useWords();
  const field = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useTyped(sought);
  const found = useSearch(sought);
  useEffect(() => field.current?.focus(), []);
  const look = (event: KeyboardEvent): void => {
    if (event.key === "Enter") go({ ...sought, q: typed });
  };
  return (
    <main id="ticket" className={page.page} tabIndex={-1} onKeyDown={(event) => walk(event, field.current)}>
      <div className={page.inner}>
        <h1 className={classes.title}>{say("search.title")}</h1>
        <TextInput
          ref={field}
          type="search"
          size="md"
          maxLength={300}
          aria-label={say("search.label")}
          placeholder={say("search.hint")}
          leftSection={<Icon name="search" />}
          rightSection={found.busy ? <Loader role="img" size="xs" aria-label={say("app.loading")} /> : null}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={look}
          data-testid="search-words"
        />
        <Filters sought={sought} choose={(chosen) => go({ ...chosen, q: typed })} />
        <Results sought={sought} found={found} />
      </div>
    </main>
  );
}

function Results({ sought, found }: { readonly sought: Sought; readonly found: Found }): ReactNode {
  const { say } = useWords();
  const { hits, error, more } = found;
  if (error !== null) return <ErrorAlert my="md" title={say("search.failed")} error={error} retry={found.retry} />;
  if (sought.q.trim() === "") return <p className={classes.none}>{say("search.begin")}</p>;
  if (hits === null) return <Loader role="img" m="xl" mx="auto" display="block" aria-label={say("app.loading")} />;
  if (hits.length === 0) return <None sought={sought} />;
  return (
    <>
      <p className={classes.count} role="status">
        {say(more === null ? "search.count" : "search.countMore", { n: hits.length })}
      </p>
      <ol className={classes.hits} data-testid="hits" data-stale={found.stale}>
        {hits.map((hit) => (
          <li key={keyOf(hit)}>
            <HitRow hit={hit} />
          </li>
        ))}
      </ol>
      {more !== null && (
        <Button variant="default" display="block" mx="auto" my="md" loading={found.busy} onClick={more} data-testid="more-hits">
          {say("search.more")}
        </Button>
      )}
    </>
  );
}

function None({ sought }: { readonly sought: Sought }): ReactNode {
  const { say } = useWords();
  return (
    <div className={classes.none} role="status">
      <p>{say("search.none", { q: sought.q.trim() })}</p>
      {isNarrowed(sought) ? (
        <Button variant="default" size="xs" onClick={() => go({ ...NOTHING, q: sought.q })} data-testid="search-everywhere">
          {say("search.everywhere")}
        </Button>
      ) : (
        <p>{say("search.advice")}</p>
      )}
    </div>
  );
}

/** What stands in the field; a moment after the last key the address says it too. */
function useTyped(sought: Sought): readonly [string, (typed: string) => void] {
  const [typed, setTyped] = useState(sought.q);
  const [rested] = useDebouncedValue(typed, TYPING_MS);
  const ours = useRef(sought.q);
  useEffect(() => {
    // The address changed by itself: back, forward, a link.
    if (sought.q !== ours.current) setTyped(sought.q);
    ours.current = sought.q;
  }, [sought.q]);
  useEffect(() => {
    if (rested === ours.current) return;
    ours.current = rested;
    go({ ...sought, q: rested });
  }, [rested]);
  return [typed, setTyped];
}

/** Every word typed is no step back in the browser's history. */
function go(sought: Sought): void {
  window.location.replace(hrefOfSearch(sought));
}

function keyOf(hit: Hit): string {
  return hit.message ?? `${hit.where} ${hit.ticket.number}`;
}
