/** Whether one has an authenticator: set it up, renew its recovery codes, remove it. */

import { Button, Group, Loader, PasswordInput, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent, type ReactNode } from "react";
import { dropFactor, getFactor, renewCodes } from "../api/admin";
import { keys } from "../api/keys";
import { ErrorAlert } from "../shell/ErrorAlert";
import parts from "../shell/Parts.module.css";
import { useWords } from "../words/Words";
import classes from "./Account.module.css";
import { FactorSetup, RecoveryCodes } from "./FactorSetup";
import { CodeField } from "./Login";

type Doing = "nothing" | "setUp" | "drop" | "renew";

export function FactorSection(): ReactNode {
  const { say } = useWords();
  const cache = useQueryClient();
  const [doing, setDoing] = useState<Doing>("nothing");
  const { data, error } = useQuery({
    queryKey: keys.account("factor"),
    queryFn: ({ signal }) => getFactor(signal),
  });
  const done = (): void => {
    setDoing("nothing");
    void cache.invalidateQueries({ queryKey: ["account"] });
  };
  if (data === undefined) return error === null ? <Loader role="img" size="sm" aria-label={say("app.loading")} /> : <ErrorAlert error={error} />;
  const cancel = (
    <Button variant="subtle" color="gray" onClick={() => setDoing("nothing")}>
      {say("app.cancel")}
    </Button>
  );
  if (doing === "setUp") {
    return (
      <Stack className={classes.narrow} gap="xs">
        <FactorSetup onDone={done} />
        {cancel}
      </Stack>
    );
  }
  if (doing !== "nothing") return <Proven what={doing} onDone={done} cancel={cancel} />;
  const state = data.on ? say("account.factorOn", { n: data.recovery_codes }) : say("account.factorOff");
  return (
    <>
      <p className={parts.about} data-testid="factor" data-on={data.on}>
        {data.offered ? state : say("account.factorUnused")}
      </p>
      <Group gap="xs">
        {data.offered && !data.on && (
          <Button onClick={() => setDoing("setUp")} data-testid="factor-set-up">
            {say("account.setUp")}
          </Button>
        )}
        {data.on && (
          <Button variant="default" onClick={() => setDoing("renew")}>
            {say("account.renew")}
          </Button>
        )}
        {data.on && !data.required && (
          <Button variant="default" onClick={() => setDoing("drop")}>
            {say("account.drop")}
          </Button>
        )}
      </Group>
    </>
  );
}

interface ProvenProps {
  readonly what: "drop" | "renew";
  readonly onDone: () => void;
  readonly cancel: ReactNode;
}

/** What needs the password and a code. */
function Proven({ what, onDone, cancel }: ProvenProps): ReactNode {
  const { say } = useWords();
  const [text, setText] = useState<Proof>({ password: "", code: "" });
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const { mutate, isPending, error } = useMutation({
    mutationFn: async (proof: Proof) => (what === "renew" ? renewCodes(proof) : dropFactor(proof).then(() => null)),
    onSuccess: (fresh) => (fresh === null ? onDone() : setCodes(fresh)),
  });
  if (codes !== null) return <RecoveryCodes codes={codes} onDone={onDone} />;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!isPending) mutate(text);
  };
  return (
    <form onSubmit={submit} className={classes.narrow}>
      <Stack gap="sm">
        <Text fw={600}>{say(`account.${what}`)}</Text>
        <PasswordInput
          label={say("account.current")}
          autoComplete="current-password"
          required
          withAsterisk={false}
          value={text.password}
          onChange={(event) => setText({ ...text, password: event.currentTarget.value })}
        />
        <CodeField code={text.code} onCode={(code) => setText({ ...text, code })} />
        <ErrorAlert error={error} />
        <Group gap="xs">
          <Button type="submit" loading={isPending}>
            {say("account.confirm")}
          </Button>
          {cancel}
        </Group>
      </Stack>
    </form>
  );
}

interface Proof {
  readonly password: string;
  readonly code: string;
}
