// The few lines of DOM that every view needs.

export type Child = Node | string | null;

/** An element with its attributes (null leaves one out) and children; strings become text, never markup. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string | null>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) mark(element, name, value);
  element.append(...children.filter((child): child is Node | string => child !== null));
  return element;
}

export function mark(element: Element, name: string, value: string | null): void {
  if (value === null) element.removeAttribute(name);
  else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** Sets the text only when it differs: a live region repeats every change. */
export function say(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

export function on<E extends Element>(element: E, event: string, action: (event: Event) => void): E {
  element.addEventListener(event, action);
  return element;
}

/** Fills `slot` again only when what it shows has changed. */
export function refill(slot: HTMLElement, signature: string, build: () => readonly Child[]): void {
  if (slot.dataset["shown"] === signature) return;
  slot.dataset["shown"] = signature;
  slot.replaceChildren(...build().filter((child): child is Node | string => child !== null));
  slot.hidden = slot.childNodes.length === 0;
}
