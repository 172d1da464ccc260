/** Another password, proven with the one there is. */

import { Alert, Button, PasswordInput, Stack } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState, type FormEvent, type ReactNode } from "react";
import { changePassword } from "../api/admin";
import { explain } from "../words/problem";
import { useWords } from "../words/Words";
import type { Key } from "../words/id";

const SHORTEST = 10;

/** What is wrong with a new password before the server is asked; null: nothing. */
export function fault(current: string, fresh: string, again: string): Key | null {
  if (fresh.length < SHORTEST) return "refusal.password_short";
  if (fresh === current) return "account.same";
  return fresh === again ? null : "account.different";
}

export function PasswordForm({ onDone }: { readonly onDone: () => void }): ReactNode {
  const { say } = useWords();
  const [typed, setTyped] = useState({ current: "", fresh: "", again: "" });
  const [wrong, setWrong] = useState<Key | null>(null);
  const { mutate, isPending, error } = useMutation({
    mutationFn: changePassword,
    onSuccess: () => {
      setTyped({ current: "", fresh: "", again: "" });
      onDone();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const why = fault(typed.current, typed.fresh, typed.again);
    setWrong(why);
    if (why === null && !isPending) mutate({ current: typed.current, new: typed.fresh });
  };
  const field = (name: keyof typeof typed, label: Key, complete: string): ReactNode => (
    <PasswordInput
      data-testid={`password-${name}`}
      label={say(label)}
      description={name === "fresh" ? say("account.newHint") : undefined}
      autoComplete={complete}
      required
      withAsterisk={false}
      maxLength={1024}
      value={typed[name]}
      onChange={(event) => setTyped({ ...typed, [name]: event.currentTarget.value })}
    />
  );
  const told = wrong === null ? error && explain(error, say) : say(wrong, { least: SHORTEST });
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        {field("current", "account.current", "current-password")}
        {field("fresh", "account.new", "new-password")}
        {field("again", "account.newAgain", "new-password")}
        {told !== null && (
          <Alert color="red" role="alert">
            {told}
          </Alert>
        )}
        <Button type="submit" loading={isPending} data-testid="password-submit">
          {say("account.change")}
        </Button>
      </Stack>
    </form>
  );
}
