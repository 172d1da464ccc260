/** One message of the citizen: what the bot read in it, what it did, and what was really meant. */

import type { ReactNode } from "react";
import { clock, fullTime } from "../words/time";
import { useWords } from "../words/Words";
import type { Heard, Reading } from "./api";
import classes from "./BotPanel.module.css";
import { CorrectMeaning } from "./CorrectMeaning";
import { Facts } from "./Facts";
import { Guesses } from "./Guesses";
import { action, entity, source, why } from "./told";

interface Props {
  readonly number: string;
  readonly reading: Reading;
}

export function ReadingItem({ number, reading }: Props): ReactNode {
  const { say, language } = useWords();
  const at = new Date(reading.at);
  return (
    <li className={classes.reading} data-testid="bot-reading" data-seq={reading.seq}>
      <p className={classes.quote}>
        <q>{reading.text === "" ? say("bot.noText") : reading.text}</q>{" "}
        <time dateTime={reading.at} title={fullTime(at, language)}>
          {clock(at)}
        </time>
      </p>
      {reading.heard.map((heard, index) => (
        <HeardPart key={index} heard={heard} />
      ))}
      <CorrectMeaning number={number} reading={reading} />
    </li>
  );
}

function HeardPart({ heard }: { readonly heard: Heard }): ReactNode {
  const { say } = useWords();
  return (
    <div className={classes.heard}>
      <Guesses guesses={heard.guesses} />
      {heard.entities.length > 0 && (
        <ul className={classes.entities} aria-label={say("bot.entities")}>
          {heard.entities.map((one, index) => (
            <li key={index} data-testid="bot-entity">
              {entity(one, say)}
            </li>
          ))}
        </ul>
      )}
      <p className={classes.did}>
        <strong data-testid="bot-action" data-action={heard.action}>
          {action(heard, say)}
        </strong>
        {heard.about !== null && heard.answer !== null && <span>{heard.about}</span>}
        {heard.why !== null && <span>{why(heard.why, heard.why_label, say)}</span>}
      </p>
      <p className={classes.by}>
        {say("bot.readBy", { source: source(heard, say) })}
        {heard.locale !== "" && ` · ${say(heard.locale === "en" ? "bot.english" : "bot.indonesian")}`}
      </p>
      <Facts facts={heard.facts} />
    </div>
  );
}
