/** Why a ticket could not be moved; where fields are missing, the sheet that asks for them. */

import { lazy, Suspense, type ReactNode } from "react";
import type { Ticket } from "../api/types";
import { ErrorAlert } from "../shell/ErrorAlert";
import type { Settling } from "./types";
import { useFields } from "./useFields";
import { missingIn } from "./why";

const MissingSheet = lazy(() => import("./MissingSheet"));

interface Props {
  readonly ticket: Ticket;
  readonly error: Error | null;
  /** What is done once they are filled. */
  readonly settling: Settling;
  readonly dismiss: () => void;
}

export function Refusal({ ticket, error, settling, dismiss }: Props): ReactNode {
  const missing = missingIn(error);
  const asked = useFields().filter((field) => missing.includes(field.key));
  if (asked.length === 0) return <ErrorAlert error={error} mt="xs" dismiss={dismiss} />;
  return (
    <Suspense fallback={null}>
      <MissingSheet ticket={ticket} fields={asked} settling={settling} close={dismiss} />
    </Suspense>
  );
}
