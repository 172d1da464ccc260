/** "A ticket of its own from here": under what a citizen wrote, but the first of a conversation. */

import { lazy, Suspense, useState, type ReactNode } from "react";
import type { Message } from "../api/types";
import { useWords } from "../words/Words";
import classes from "./Transcript.module.css";

const SplitDialog = lazy(() => import("../actions/SplitDialog"));

interface Props {
  readonly number: string;
  readonly message: Message;
}

export function SplitButton({ number, message }: Props): ReactNode {
  const { say } = useWords();
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" className={classes.splitHere} onClick={() => setOpen(true)} data-testid="split">
        {say("message.split")}
      </button>
      <Suspense fallback={null}>{open && <SplitDialog number={number} message={message} close={() => setOpen(false)} />}</Suspense>
    </>
  );
}
