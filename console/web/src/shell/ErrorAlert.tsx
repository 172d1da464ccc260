/** Says in words what went wrong, in the place of the thing; nothing while `error` is null. */

import { Alert, Button, type AlertProps } from "@mantine/core";
import type { ReactNode } from "react";
import { explain } from "../words/problem";
import { useWords } from "../words/Words";

interface Props extends Pick<AlertProps, "m" | "mt" | "my" | "w"> {
  readonly error: Error | null;
  /** What could not be done; what is below says why. */
  readonly title?: string;
  /** There is a button that tries again. */
  readonly retry?: () => void;
  /** It can be put away. */
  readonly dismiss?: () => void;
  readonly testid?: string;
}

export function ErrorAlert({ error, title, retry, dismiss, testid, ...room }: Props): ReactNode {
  const { say } = useWords();
  if (error === null) return null;
  const shut = dismiss === undefined ? {} : { withCloseButton: true, onClose: dismiss, closeButtonLabel: say("app.dismiss") };
  return (
    <Alert color="red" role="alert" p="xs" title={title} data-testid={testid} {...shut} {...room}>
      {explain(error, say)}
      {retry !== undefined && (
        <Button mt="xs" size="xs" display="block" variant="default" onClick={retry}>
          {say("app.retry")}
        </Button>
      )}
    </Alert>
  );
}
