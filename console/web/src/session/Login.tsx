/** Signing in: the password, and the code of an authenticator where there is one. */

import { Button, Paper, PasswordInput, Stack, Text, TextInput, Title } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent, type ReactNode } from "react";
import { signIn } from "../api/client";
import { ApiError } from "../api/http";
import { keys } from "../api/keys";
import { ErrorAlert } from "../shell/ErrorAlert";
import { LanguageSwitch } from "../shell/LanguageSwitch";
import { Logo } from "../shell/Logo";
import { useWords } from "../words/Words";
import classes from "./Login.module.css";

type Step = "password" | "code";

export function Login(): ReactNode {
  const { say } = useWords();
  const cache = useQueryClient();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [step, setStep] = useState<Step>("password");
  const { mutate, isPending, error, reset } = useMutation({
    mutationFn: signIn,
    onSuccess: (agent) => {
      // What another saw here is not for whoever comes now.
      cache.removeQueries({ predicate: (query) => query.queryKey[0] !== keys.session[0] });
      cache.setQueryData(keys.session, agent);
    },
    onError: (why) => {
      if (!isCode(why, "code_needed")) return;
      setStep("code");
      reset(); // it is a question, not a refusal
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!isPending) mutate({ email: email.trim(), password, code: step === "code" ? code : "" });
  };
  const again = (): void => {
    reset();
    setStep("password");
    setPassword("");
    setCode("");
  };
  return (
    <main className={classes.page}>
      <Paper className={classes.card} withBorder radius="md" p="xl">
        <form onSubmit={submit}>
          <Stack gap="md">
            <Logo />
            <Title order={1} size="h3">
              {say(step === "code" ? "login.codeTitle" : "login.title")}
            </Title>
            {step === "password" ? (
              <Pair email={email} password={password} onEmail={setEmail} onPassword={setPassword} />
            ) : (
              <CodeField code={code} onCode={setCode} />
            )}
            <ErrorAlert error={error} testid="login-refused" />
            <Button type="submit" loading={isPending} data-testid="login-submit">
              {say("login.submit")}
            </Button>
            {step === "code" && (
              <Button variant="subtle" color="gray" onClick={again}>
                {say("login.otherAccount")}
              </Button>
            )}
          </Stack>
        </form>
      </Paper>
      <LanguageSwitch />
    </main>
  );
}

interface PairProps {
  readonly email: string;
  readonly password: string;
  readonly onEmail: (email: string) => void;
  readonly onPassword: (password: string) => void;
}

function Pair({ email, password, onEmail, onPassword }: PairProps): ReactNode {
  const { say } = useWords();
  return (
    <>
      <TextInput
        data-testid="login-email"
        label={say("login.email")}
        type="email"
        autoComplete="username"
        required
        withAsterisk={false}
        autoFocus
        value={email}
        onChange={(event) => onEmail(event.currentTarget.value)}
      />
      <PasswordInput
        data-testid="login-password"
        label={say("login.password")}
        autoComplete="current-password"
        required
        withAsterisk={false}
        value={password}
        onChange={(event) => onPassword(event.currentTarget.value)}
      />
    </>
  );
}

interface CodeProps {
  readonly code: string;
  /** Whether a recovery code would do. */
  readonly recovery?: boolean;
  readonly onCode: (code: string) => void;
}

export function CodeField({ code, recovery = true, onCode }: CodeProps): ReactNode {
  const { say } = useWords();
  return (
    <>
      {recovery && (
        <Text size="sm" c="var(--muted)">
          {say("login.codeAbout")}
        </Text>
      )}
      <TextInput
        data-testid="code"
        label={say("login.code")}
        autoComplete="one-time-code"
        required
        withAsterisk={false}
        autoFocus
        maxLength={64}
        value={code}
        onChange={(event) => onCode(event.currentTarget.value)}
      />
    </>
  );
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof ApiError && error.code === code;
}
