/** Whether the panel beside the ticket is open, kept from one visit to the next. */

const KEPT_AS = "tanya.botPanel";

export function keptOpen(): boolean {
  try {
    return localStorage.getItem(KEPT_AS) !== "closed";
  } catch {
    return true;
  }
}

export function keepOpen(open: boolean): void {
  try {
    localStorage.setItem(KEPT_AS, open ? "open" : "closed");
  } catch {
    // Private windows may refuse; the choice then lasts as long as the page.
  }
}
