/** A window over the page: its title, what it asks, and nothing that a reader would take for the page's head. */

import { Modal } from "@mantine/core";
import type { ReactNode } from "react";

interface Props {
  readonly title: string;
  readonly wide?: boolean;
  readonly close: () => void;
  readonly children: ReactNode;
}

export function Dialog({ title, wide = false, close, children }: Props): ReactNode {
  return (
    <Modal.Root opened onClose={close} size={wide ? "lg" : "md"}>
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Body>
          <Modal.Title mb="sm" fw={600}>
            {title}
          </Modal.Title>
          {children}
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
