/** What a message was taken for: each guess with its confidence as a number and a thin bar. */

import type { ReactNode } from "react";
import { useWords } from "../words/Words";
import type { Guess } from "./api";
import classes from "./BotPanel.module.css";
import { percent } from "./told";

export function Guesses({ guesses }: { readonly guesses: readonly Guess[] }): ReactNode {
  const { say, language } = useWords();
  if (guesses.length === 0) return null;
  return (
    <ol className={classes.guesses} aria-label={say("bot.guesses")}>
      {guesses.map((guess) => (
        <li key={guess.intent} data-testid="bot-guess" data-intent={guess.intent}>
          <span className={classes.guessed}>{guess.label}</span>
          <span className={classes.confidence}>{percent(guess.confidence, language)}</span>
          <span className={classes.bar} aria-hidden="true">
            <span style={{ width: `${String(Math.round(guess.confidence * 100))}%` }} />
          </span>
        </li>
      ))}
    </ol>
  );
}
