/** A ticket's status, in words; the colour only helps. */

import { Badge } from "@mantine/core";
import type { ReactNode } from "react";
import type { Status } from "../api/types";
import { useWords } from "../words/Words";

const COLOUR: Readonly<Record<Status, string>> = {
  new: "blue",
  open: "teal",
  pending: "orange",
  snoozed: "grape",
  resolved: "gray",
  closed: "gray",
  spam: "red",
  merged: "gray",
};

export function StatusBadge({ status }: { readonly status: Status }): ReactNode {
  const { say } = useWords();
  return (
    <Badge color={COLOUR[status]} variant="default" size="sm" radius="sm" tt="none" fw={600} style={{ flex: "none" }} data-testid="status">
      {say(`status.${status}`)}
    </Badge>
  );
}
