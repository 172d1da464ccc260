/** "The right intent is …": one choice puts the message before those who train the bot. */

import { Button, Group, Select } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { keys } from "../api/keys";
import { ErrorAlert } from "../shell/ErrorAlert";
import { Icon } from "../shell/Icon";
import { fullTime } from "../words/time";
import { useWords } from "../words/Words";
import { correct, getMeanings, meaningsKey, type Correction, type Reading } from "./api";
import classes from "./BotPanel.module.css";

interface Props {
  readonly number: string;
  readonly reading: Reading;
}

export function CorrectMeaning({ number, reading }: Props): ReactNode {
  const { say } = useWords();
  const [choosing, setChoosing] = useState(false);
  return (
    <div className={classes.meaning}>
      {reading.correction !== null && <Corrected correction={reading.correction} />}
      {choosing ? (
        <Choose number={number} reading={reading} close={() => setChoosing(false)} />
      ) : (
        !reading.decided && (
          <Button size="compact-xs" variant="subtle" onClick={() => setChoosing(true)} data-testid="bot-correct">
            {say(reading.correction === null ? "bot.correct" : "bot.correctAgain")}
          </Button>
        )
      )}
    </div>
  );
}

function Corrected({ correction }: { readonly correction: Correction }): ReactNode {
  const { say, language } = useWords();
  return (
    <p className={classes.corrected} role="status" data-testid="bot-corrected" data-state={correction.state}>
      <Icon name="check" size={14} />
      <span>
        {say(`bot.review.${correction.state}`, { label: correction.label })}
        <small className={classes.origin}>
          {[correction.by, correction.at === null ? null : fullTime(new Date(correction.at), language)]
            .filter((part) => part !== null)
            .join(" · ")}
        </small>
      </span>
    </p>
  );
}

function Choose({ number, reading, close }: Props & { readonly close: () => void }): ReactNode {
  const { say, language } = useWords();
  const cache = useQueryClient();
  const known = useQuery({
    queryKey: meaningsKey(language),
    queryFn: ({ signal }) => getMeanings(language, signal),
    staleTime: 3_600_000,
  });
  const [intent, setIntent] = useState(reading.correction?.intent ?? null);
  const [permit, setPermit] = useState(reading.correction?.permit ?? null);
  const ofPermits = known.data?.intents.find((one) => one.id === intent)?.of_permits ?? false;
  const { mutate, isPending, error } = useMutation({
    mutationFn: (meant: string) => correct(number, reading.message, meant, ofPermits ? permit : null),
    onSuccess: close,
    onSettled: () => cache.invalidateQueries({ queryKey: keys.ticket(number) }),
  });
  const failed = error ?? known.error;
  return (
    <div className={classes.choose} role="group" aria-label={say("bot.correct")}>
      <Select
        label={say("bot.meant")}
        placeholder={say("bot.search")}
        data={(known.data?.intents ?? []).map((one) => ({ value: one.id, label: one.label }))}
        value={intent}
        onChange={setIntent}
        searchable
        autoFocus
        size="xs"
        nothingFoundMessage={say("bot.noMeaning")}
        data-testid="bot-intent"
      />
      {ofPermits && (
        <Select
          label={say("bot.meantPermit")}
          placeholder={say("bot.anyPermit")}
          data={(known.data?.permits ?? []).map((one) => ({ value: one.id, label: one.label }))}
          value={permit}
          onChange={setPermit}
          searchable
          clearable
          size="xs"
          nothingFoundMessage={say("bot.noMeaning")}
          data-testid="bot-permit"
        />
      )}
      <ErrorAlert error={failed} />
      <Group gap="xs">
        <Button
          size="compact-sm"
          color="blue.8"
          disabled={intent === null}
          loading={isPending}
          onClick={() => intent !== null && mutate(intent)}
          data-testid="bot-send-review"
        >
          {say("bot.sendReview")}
        </Button>
        <Button size="compact-sm" variant="default" onClick={close}>
          {say("app.cancel")}
        </Button>
      </Group>
    </div>
  );
}
