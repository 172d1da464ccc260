/** What the office knows about the citizen's last question: each fact with source, date, and how far it holds. */

import { useQuery } from "@tanstack/react-query";
import { useId, useState, type ReactNode } from "react";
import { keys } from "../../api/keys";
import { listSuggestions, type FactState, type Suggestion } from "../../api/writing";
import { Icon, type IconName } from "../../shell/Icon";
import parts from "../../shell/Parts.module.css";
import { useWords } from "../../words/Words";
import classes from "./Writing.module.css";

const MARKS: Readonly<Record<FactState, IconName>> = { current: "check", check: "warn", unverified: "warn", historical: "clock" };

interface Props {
  readonly number: string;
  readonly insert: (sentence: string) => void;
}

export function Facts({ number, insert }: Props): ReactNode {
  const { say } = useWords();
  const [open, setOpen] = useState(false);
  const list = useId();
  const { data, error, refetch } = useQuery({
    queryKey: keys.suggestions(number),
    queryFn: ({ signal }) => listSuggestions(number, signal),
    staleTime: 60_000,
  });
  if (data === undefined && error !== null) {
    return (
      <p className={classes.quiet} role="status">
        {say("facts.failed")}{" "}
        <button type="button" className={parts.link} onClick={() => void refetch()}>
          {say("app.retry")}
        </button>
      </p>
    );
  }
  if (data === undefined || data.length === 0) return null;
  return (
    <div>
      <button
        type="button"
        className={parts.link}
        aria-expanded={open}
        aria-controls={list}
        onClick={() => setOpen(!open)}
        data-testid="facts"
      >
        <Icon name="book" size={14} />
        {say("facts.found", { n: data.length })}
      </button>
      <ul id={list} className={classes.facts} hidden={!open}>
        {data.map((fact) => (
          <Fact key={fact.id} fact={fact} insert={insert} />
        ))}
      </ul>
    </div>
  );
}

function Fact({ fact, insert }: { readonly fact: Suggestion; readonly insert: (sentence: string) => void }): ReactNode {
  const { say } = useWords();
  return (
    <li className={classes.fact} data-testid="fact" data-state={fact.state}>
      <p className={classes.factText}>{fact.text}</p>
      <p className={classes.factFoot}>
        <span className={classes.factState} data-state={fact.state}>
          <Icon name={MARKS[fact.state]} size={13} />
          {say(`fact.${fact.state}`)}
        </span>
        <span>{say("facts.source", { date: fact.as_of, source: fact.source })}</span>
        <button type="button" className={parts.link} onClick={() => insert(fact.insert)} data-testid="insert-fact">
          {say("facts.insert")}
        </button>
      </p>
    </li>
  );
}
