/** One's own account: password, authenticator, signed-in browsers, API tokens. */

import { Text } from "@mantine/core";
import { useState, type ReactNode } from "react";
import type { Agent } from "../api/types";
import { Page } from "../shell/Page";
import parts from "../shell/Parts.module.css";
import { useWords } from "../words/Words";
import classes from "./Account.module.css";
import { FactorSection } from "./FactorSection";
import { PasswordForm } from "./PasswordForm";
import { Sessions } from "./Sessions";
import { MakeToken, Tokens } from "./Tokens";

export default function Account({ me }: { readonly me: Agent }): ReactNode {
  const { say } = useWords();
  const [changed, setChanged] = useState(false);
  return (
    <Page title={say("account.title")} about={`${me.name} · ${me.email}`}>
      <section className={classes.section}>
        <h2>{say("account.password")}</h2>
        <div className={classes.narrow}>
          <PasswordForm onDone={() => setChanged(true)} />
          {changed && (
            <Text role="status" c="var(--good)" mt="xs">
              {say("account.changed")}
            </Text>
          )}
        </div>
      </section>
      <section className={classes.section}>
        <h2>{say("account.factor")}</h2>
        <FactorSection />
      </section>
      <section className={classes.section}>
        <h2>{say("account.sessions")}</h2>
        <Sessions agent={null} />
      </section>
      <section className={classes.section}>
        <h2>{say("account.tokens")}</h2>
        <p className={parts.about}>{say("account.tokensAbout")}</p>
        <Tokens agent={null} />
        <MakeToken />
      </section>
    </Page>
  );
}
