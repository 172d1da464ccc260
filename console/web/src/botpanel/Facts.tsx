/** The facts behind an answer, folded until asked for. */

import type { ReactNode } from "react";
import { useWords } from "../words/Words";
import type { Fact } from "./api";
import classes from "./BotPanel.module.css";
import { origin } from "./told";

interface Props {
  readonly facts: readonly Fact[];
  readonly open?: boolean;
}

export function Facts({ facts, open = false }: Props): ReactNode {
  const { say, language } = useWords();
  if (facts.length === 0) return null;
  return (
    <details className={classes.facts} open={open} data-testid="bot-facts">
      <summary>{say("bot.facts", { n: facts.length })}</summary>
      <ul>
        {facts.map((fact) => (
          <li key={fact.id} data-testid="bot-fact" data-fact={fact.id}>
            {fact.text === null ? (
              <span className={classes.doubt}>{say("bot.fact.gone", { id: fact.id })}</span>
            ) : (
              <>
                {fact.text}
                <small className={fact.status === "current" ? classes.origin : classes.doubt}>{origin(fact, language, say)}</small>
              </>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}
