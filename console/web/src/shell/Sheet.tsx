/** A dialog with a title. Its head is no `header`: readers would take it for the page's. */

import { Modal } from "@mantine/core";
import type { ReactNode } from "react";
import { useWords } from "../words/Words";
import { useFocusBack } from "./useFocusBack";
import classes from "./Dialogs.module.css";

interface Props {
  readonly title: string;
  readonly close: () => void;
  readonly size?: "md" | "lg" | "xl";
  /** A click beside it does not close it: what it shows is shown once. */
  readonly stays?: boolean;
  readonly children: ReactNode;
}

export function Sheet({ title, close, size = "md", stays = false, children }: Props): ReactNode {
  const { say } = useWords();
  useFocusBack();
  return (
    <Modal.Root opened onClose={close} size={size} closeOnClickOutside={!stays}>
      <Modal.Overlay />
      <Modal.Content>
        <div className={classes.head}>
          <Modal.Title>{title}</Modal.Title>
          <Modal.CloseButton aria-label={say("app.close")} />
        </div>
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
