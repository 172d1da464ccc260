/** The command palette: a few letters, then Enter, and one is there or it is done. */

import { Loader, Modal, TextInput, useMantineColorScheme } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, skipToken, useQuery } from "@tanstack/react-query";
import { useEffect, useId, useState, type KeyboardEvent, type ReactNode } from "react";
import { listTickets } from "../api/client";
import { keys } from "../api/keys";
import type { Agent, Ticket } from "../api/types";
import { useViewName } from "../list/useViewName";
import { useViews } from "../list/useViews";
import { VIEWS } from "../list/views";
import { useRun } from "../shell/commands";
import { ErrorAlert } from "../shell/ErrorAlert";
import { useRoute } from "../shell/route";
import { useFocusBack } from "../shell/useFocusBack";
import { useWrite } from "../shell/useKeys";
import { useWords } from "../words/Words";
import { fitting, itemOf, itemsFor, type Doing, type Item } from "./items";
import classes from "./Palette.module.css";

const SHORTEST = 2;
const MOST_FOUND = 8;

interface Props {
  readonly me: Agent;
  readonly close: () => void;
  readonly open: (sheet: "help" | "preferences") => void;
}

export default function Palette({ me, close, open }: Props): ReactNode {
  const { say } = useWords();
  useFocusBack();
  const [typed, setTyped] = useState("");
  const { items, searching, failed } = useItems(me, typed);
  const perform = usePerform(close, open);
  const [at, setAt] = useState(0);
  const here = Math.min(at, items.length - 1);
  const list = useId();
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    const chosen = items[here];
    if (event.key === "ArrowDown") setAt((here + 1) % Math.max(items.length, 1));
    else if (event.key === "ArrowUp") setAt((here - 1 + items.length) % Math.max(items.length, 1));
    else if (event.key === "Enter" && chosen !== undefined) perform(chosen.doing);
    else if (event.key === "k" && (event.ctrlKey || event.metaKey)) close();
    else return;
    event.preventDefault();
  };
  return (
    <Modal.Root opened onClose={close} size="lg" padding={0} yOffset="8vh" transitionProps={{ duration: 0 }}>
      <Modal.Overlay />
      <Modal.Content aria-label={say("palette.title")}>
        <TextInput
          autoFocus
          data-autofocus
          className={classes.input}
          size="md"
          variant="unstyled"
          role="combobox"
          aria-expanded
          aria-controls={list}
          aria-activedescendant={items[here] === undefined ? undefined : `${list}-${items[here].id}`}
          aria-label={say("palette.title")}
          placeholder={say("palette.hint")}
          value={typed}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
          rightSection={searching ? <Loader role="img" size="xs" aria-label={say("app.loading")} /> : undefined}
          data-testid="palette"
        />
        <ErrorAlert error={failed} m="xs" />
        <ul id={list} role="listbox" aria-label={say("palette.title")} className={classes.items}>
          {items.map((item, index) => (
            <Entry
              key={item.id}
              id={`${list}-${item.id}`}
              item={item}
              title={item.group === items[index - 1]?.group ? null : say(`palette.${item.group}`)}
              active={index === here}
              choose={() => perform(item.doing)}
            />
          ))}
        </ul>
        <p className={classes.none} role="status">
          {items.length === 0 && !searching ? say("palette.none") : ""}
        </p>
      </Modal.Content>
    </Modal.Root>
  );
}

interface EntryProps {
  readonly id: string;
  readonly item: Item;
  readonly title: string | null;
  readonly active: boolean;
  readonly choose: () => void;
}

function Entry({ id, item, title, active, choose }: EntryProps): ReactNode {
  useEffect(() => {
    if (active) document.getElementById(id)?.scrollIntoView({ block: "nearest" });
  }, [active, id]);
  return (
    <>
      {title !== null && (
        <li role="presentation" className={classes.group}>
          {title}
        </li>
      )}
      <li id={id} role="option" aria-selected={active} className={classes.item} onClick={choose} data-testid="palette-item">
        <span>{item.words}</span>
        <span className={classes.beside}>{item.beside}</span>
      </li>
    </>
  );
}

function useItems(me: Agent, typed: string): { readonly items: readonly Item[]; readonly searching: boolean; readonly failed: Error | null } {
  const { say } = useWords();
  const { view, number } = useRoute();
  const name = useViewName();
  const { teams, saved } = useViews();
  const views = [...VIEWS, ...teams, ...saved].map((one) => ({ view: one, name: name(one) }));
  // Its pane reads it: what can be done with it is offered as soon as it is there.
  const { data: ticket } = useQuery<Ticket>({ queryKey: keys.ticket(number ?? ""), queryFn: skipToken });
  const [settled] = useDebouncedValue(typed.trim(), 200);
  const asks = settled.length >= SHORTEST;
  const found = useQuery({
    queryKey: keys.found(settled),
    queryFn: ({ signal }) => listTickets({ q: settled }, null, signal),
    enabled: asks,
    placeholderData: keepPreviousData,
  });
  const tickets = asks ? (found.data?.data ?? []).slice(0, MOST_FOUND) : [];
  return {
    items: [...fitting(itemsFor({ me, view, views, ticket, say }), typed), ...tickets.map((one) => itemOf(one, view, say))],
    searching: asks && found.isFetching,
    failed: asks ? found.error : null,
  };
}

function usePerform(close: () => void, open: Props["open"]): (doing: Doing) => void {
  const { setColorScheme } = useMantineColorScheme();
  const { number } = useRoute();
  const write = useWrite(number);
  const run = useRun();
  return (doing) => {
    close();
    switch (doing.kind) {
      case "go":
        window.location.hash = doing.href;
        return;
      case "move":
        // By the ticket's own buttons: they say what becomes of it, and ask for what is missing.
        return run(doing.move);
      case "write":
        // Once the palette has gone: it gives the focus back to where it was.
        setTimeout(() => write(doing.private), 50);
        return;
      case "theme":
        return setColorScheme(doing.scheme);
      default:
        return open(doing.kind);
    }
  };
}
