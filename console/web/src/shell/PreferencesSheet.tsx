/** How the console looks here, and what it tells outside the page. */

import { Alert, Button, SegmentedControl, Switch, useMantineColorScheme } from "@mantine/core";
import { useState, type ReactNode } from "react";
import { useWords } from "../words/Words";
import { chime } from "./chime";
import classes from "./Dialogs.module.css";
import parts from "./Parts.module.css";
import { permission, permitted } from "./permission";
import { prefer, RULES, usePreferences, type Rule } from "./preferences";
import { Sheet } from "./Sheet";

const SCHEMES = ["light", "dark", "auto"] as const;

export default function PreferencesSheet({ close }: { readonly close: () => void }): ReactNode {
  const { say } = useWords();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Sheet title={say("preferences.title")} close={close}>
      <div className={classes.choices} data-testid="preferences">
        <h3 className={classes.group}>{say("preferences.theme")}</h3>
        <SegmentedControl
          aria-label={say("preferences.theme")}
          value={colorScheme}
          onChange={(value) => setColorScheme(SCHEMES.find((one) => one === value) ?? "auto")}
          data={SCHEMES.map((one) => ({ value: one, label: say(`theme.${one}`) }))}
        />
        <Notices />
        <Letters />
      </div>
    </Sheet>
  );
}

function Notices(): ReactNode {
  const { say } = useWords();
  const now = usePreferences();
  const { rules, sound } = now;
  const [state, setState] = useState(permission);
  const turn = async (rule: Rule, on: boolean): Promise<void> => {
    const allowed = !on || (await permitted());
    setState(permission());
    if (allowed) prefer({ ...now, rules: on ? [...rules, rule] : rules.filter((one) => one !== rule) });
  };
  return (
    <>
      <h3 className={classes.group}>{say("preferences.notices")}</h3>
      <p className={parts.quiet}>{say("preferences.noticesHint")}</p>
      {state === "denied" && (
        <Alert color="yellow" role="alert" p="xs" data-testid="notices-refused">
          {say("preferences.refused")}
        </Alert>
      )}
      {state === "default" && rules.length > 0 && (
        <Alert color="yellow" role="alert" p="xs" data-testid="notices-unasked">
          <p className={parts.quiet}>{say("preferences.unasked")}</p>
          <Button size="xs" mt="xs" variant="default" onClick={() => void permitted().then(() => setState(permission()))}>
            {say("preferences.allow")}
          </Button>
        </Alert>
      )}
      {RULES.map((rule) => (
        <Switch
          key={rule}
          label={say(`notice.rule.${rule}`)}
          checked={rules.includes(rule)}
          onChange={(event) => void turn(rule, event.currentTarget.checked)}
          data-testid={`rule-${rule}`}
        />
      ))}
      <Switch
        label={say("preferences.sound")}
        checked={sound}
        disabled={rules.length === 0}
        onChange={(event) => {
          prefer({ ...now, sound: event.currentTarget.checked });
          if (event.currentTarget.checked) chime();
        }}
        data-testid="sound"
      />
    </>
  );
}

function Letters(): ReactNode {
  const { say } = useWords();
  const now = usePreferences();
  return (
    <>
      <h3 className={classes.group}>{say("keys.title")}</h3>
      <Switch
        label={say("preferences.letters")}
        description={say("preferences.lettersHint")}
        checked={now.letters}
        onChange={(event) => prefer({ ...now, letters: event.currentTarget.checked })}
        data-testid="letters"
      />
    </>
  );
}
