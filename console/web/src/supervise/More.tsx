/** The button under a list that goes on. */

import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useWords } from "../words/Words";

interface Props {
  readonly there: boolean;
  readonly busy: boolean;
  readonly more: () => void;
}

export function More({ there, busy, more }: Props): ReactNode {
  const { say } = useWords();
  if (!there) return null;
  return (
    <Button mt="md" size="xs" variant="default" loading={busy} onClick={more}>
      {say("supervise.more")}
    </Button>
  );
}
