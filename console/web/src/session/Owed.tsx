/** What has to be done before anything else: a password of one's own, an authenticator. */

import { Button, Paper, Stack, Text, Title } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { signOut } from "../api/client";
import { keys } from "../api/keys";
import type { Agent } from "../api/types";
import { LanguageSwitch } from "../shell/LanguageSwitch";
import { Logo } from "../shell/Logo";
import { useWords } from "../words/Words";
import { FactorSetup } from "./FactorSetup";
import classes from "./Login.module.css";
import { PasswordForm } from "./PasswordForm";

export default function Owed({ me }: { readonly me: Agent }): ReactNode {
  const { say } = useWords();
  const cache = useQueryClient();
  const first = me.owes?.[0] ?? "password";
  const again = (): void => void cache.invalidateQueries({ queryKey: keys.session });
  const leave = (): void => void signOut().then(() => cache.setQueryData(keys.session, null));
  return (
    <main className={classes.page}>
      <Paper className={classes.wide} withBorder radius="md" p="xl" data-testid="owed" data-first={first}>
        <Stack gap="md">
          <Logo />
          <div>
            <Title order={1} size="h3">
              {say(`owed.${first}`)}
            </Title>
            <Text c="var(--muted)">{say(`owed.${first}About`)}</Text>
          </div>
          {first === "password" ? <PasswordForm onDone={again} /> : <FactorSetup onDone={again} />}
          <Button variant="subtle" color="gray" onClick={leave}>
            {say("app.signOut")}
          </Button>
        </Stack>
      </Paper>
      <LanguageSwitch />
    </main>
  );
}
