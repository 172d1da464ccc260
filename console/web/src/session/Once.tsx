/** Something that is shown this once: to be copied, and never fetched again. */

import { Button, CopyButton } from "@mantine/core";
import type { ReactNode } from "react";
import parts from "../shell/Parts.module.css";
import { useWords } from "../words/Words";
import classes from "./Account.module.css";

interface Props {
  readonly label: string;
  readonly value: string;
  readonly testid: string;
}

export function Once({ label, value, testid }: Props): ReactNode {
  const { say } = useWords();
  return (
    <div className={classes.once}>
      <span className={parts.quiet}>{label}</span>
      <div className={classes.onceRow}>
        <code className={classes.secret} data-testid={testid}>
          {value}
        </code>
        <CopyButton value={value}>
          {({ copied, copy }) => (
            <Button variant="default" size="xs" onClick={copy}>
              {say(copied ? "account.copied" : "account.copy")}
            </Button>
          )}
        </CopyButton>
      </div>
    </div>
  );
}
