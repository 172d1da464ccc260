/** An authenticator, step by step: the password, the picture to scan, a code, the recovery codes. */

import { Button, PasswordInput, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent, type ReactNode } from "react";
import { beginFactor, confirmFactor, type Enrolment } from "../api/admin";
import { ErrorAlert } from "../shell/ErrorAlert";
import { useWords } from "../words/Words";
import classes from "./Account.module.css";
import { CodeField } from "./Login";
import { Once } from "./Once";

export function FactorSetup({ onDone }: { readonly onDone: () => void }): ReactNode {
  const [enrolment, setEnrolment] = useState<Enrolment | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  if (codes !== null) return <RecoveryCodes codes={codes} onDone={onDone} />;
  if (enrolment !== null) return <Scan enrolment={enrolment} onDone={setCodes} />;
  return <Begin onDone={setEnrolment} />;
}

function Begin({ onDone }: { readonly onDone: (enrolment: Enrolment) => void }): ReactNode {
  const { say } = useWords();
  const [password, setPassword] = useState("");
  const { mutate, isPending, error } = useMutation({ mutationFn: beginFactor, onSuccess: onDone });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!isPending) mutate(password);
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <PasswordInput
          data-testid="factor-password"
          label={say("account.current")}
          autoComplete="current-password"
          required
          withAsterisk={false}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <ErrorAlert error={error} />
        <Button type="submit" loading={isPending} data-testid="factor-begin">
          {say("account.setUp")}
        </Button>
      </Stack>
    </form>
  );
}

interface ScanProps {
  readonly enrolment: Enrolment;
  readonly onDone: (codes: readonly string[]) => void;
}

function Scan({ enrolment, onDone }: ScanProps): ReactNode {
  const { say } = useWords();
  const [code, setCode] = useState("");
  const { mutate, isPending, error } = useMutation({ mutationFn: confirmFactor, onSuccess: onDone });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!isPending) mutate(code);
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Text>{say("account.scan")}</Text>
        <img className={classes.qr} src={enrolment.qr} alt={say("account.qr")} />
        <Once label={say("account.secret")} value={enrolment.secret} testid="factor-secret" />
        <CodeField code={code} recovery={false} onCode={setCode} />
        <ErrorAlert error={error} />
        <Button type="submit" loading={isPending} data-testid="factor-confirm">
          {say("account.confirm")}
        </Button>
      </Stack>
    </form>
  );
}

interface CodesProps {
  readonly codes: readonly string[];
  readonly onDone: () => void;
}

export function RecoveryCodes({ codes, onDone }: CodesProps): ReactNode {
  const { say } = useWords();
  return (
    <Stack gap="sm">
      <Text>{say("account.codesAbout")}</Text>
      <Once label={say("account.codes")} value={codes.join("\n")} testid="recovery-codes" />
      <Button onClick={onDone} data-testid="codes-kept">
        {say("account.codesKept")}
      </Button>
    </Stack>
  );
}
