/** Arrow keys walk from the field through the hits; Escape goes back to the field. */

import type { KeyboardEvent } from "react";

export function walk(event: KeyboardEvent<HTMLElement>, field: HTMLElement | null): void {
  const down = event.key === "ArrowDown";
  if (event.key === "Escape" && document.activeElement !== field) {
    field?.focus();
    return;
  }
  if (!down && event.key !== "ArrowUp") return;
  const hits = [...event.currentTarget.querySelectorAll<HTMLElement>("[data-hit]")];
  const here = hits.findIndex((hit) => hit === document.activeElement);
  if (here < 0 && document.activeElement !== field) return; // A filter has its own keys.
  const next = here + (down ? 1 : -1);
  const target = next < 0 ? field : hits[next];
  if (here < 0 && !down) return;
  event.preventDefault();
  target?.focus();
}
