/** Signing in. */

import { Alert, Button, Paper, PasswordInput, Stack, TextInput, Title } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent, type ReactNode } from "react";
import { signIn } from "../api/client";
import { ApiError } from "../api/http";
import { keys } from "../api/keys";
import { LanguageSwitch } from "../shell/LanguageSwitch";
import { Logo } from "../shell/Logo";
import { explain } from "../words/problem";
import { useWords, type Say } from "../words/Words";
import classes from "./Login.module.css";

export function Login(): ReactNode {
  const { say } = useWords();
  const cache = useQueryClient();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const { mutate, isPending, error } = useMutation({
    mutationFn: signIn,
    onSuccess: (agent) => cache.setQueryData(keys.session, agent),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!isPending) mutate({ email: email.trim(), password });
  };
  return (
    <main className={classes.page}>
      <Paper className={classes.card} withBorder radius="md" p="xl">
        <form onSubmit={submit}>
          <Stack gap="md">
            <Logo />
            <Title order={1} size="h3">
              {say("login.title")}
            </Title>
            <TextInput
              data-testid="login-email"
              label={say("login.email")}
              type="email"
              autoComplete="username"
              required
              withAsterisk={false}
              autoFocus
              value={email}
              onChange={(event) => setEmail(event.currentTarget.value)}
            />
            <PasswordInput
              data-testid="login-password"
              label={say("login.password")}
              autoComplete="current-password"
              required
              withAsterisk={false}
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
            />
            {error !== null && (
              <Alert color="red" role="alert">
                {refusal(error, say)}
              </Alert>
            )}
            <Button type="submit" loading={isPending} data-testid="login-submit">
              {say("login.submit")}
            </Button>
          </Stack>
        </form>
      </Paper>
      <LanguageSwitch />
    </main>
  );
}

function refusal(error: Error, say: Say): string {
  return error instanceof ApiError && error.status === 401 ? say("login.wrong") : explain(error, say);
}
