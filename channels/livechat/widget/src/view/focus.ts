// Keeps the Tab key inside a panel that fills the screen: behind it there is nothing to see.

const REACHABLE = "button,a[href],input,textarea,[tabindex]";

/** Moves the focus over the end of `panel` when Tab would leave it. */
export function hold(event: KeyboardEvent, panel: HTMLElement): void {
  if (event.key !== "Tab") return;
  const stops = [...panel.querySelectorAll<HTMLElement>(REACHABLE)].filter((one) => one.tabIndex >= 0 && one.checkVisibility());
  const [first, last] = [stops[0], stops[stops.length - 1]];
  const [edge, other] = event.shiftKey ? [first, last] : [last, first];
  if ((panel.getRootNode() as ShadowRoot).activeElement !== edge) return;
  event.preventDefault();
  other?.focus();
}
