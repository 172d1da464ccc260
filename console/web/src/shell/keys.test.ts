// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { VIEWS } from "../list/views";
import { controlFor, meaningOf, takesLetters, VIEW_KEYS, type Pressed } from "./keys";

const press = (key: string, more: Partial<Pressed> = {}): Pressed => ({
  key,
  command: false,
  alt: false,
  letters: true,
  typing: false,
  elsewhere: false,
  ...more,
});
const element = (html: string): Element => {
  document.body.innerHTML = html;
  const made = document.body.firstElementChild;
  if (made === null) throw new Error(html);
  return made;
};

describe("keys", () => {
  it.each([
    ["j", { kind: "run", command: "next" }],
    ["k", { kind: "run", command: "previous" }],
    ["x", { kind: "run", command: "tick" }],
    ["e", { kind: "press", key: "e" }],
    ["t", { kind: "press", key: "t" }],
    ["r", { kind: "write", private: false }],
    ["n", { kind: "write", private: true }],
    ["u", { kind: "back" }],
    ["?", { kind: "help" }],
  ])("%s", (key, act) => expect(meaningOf(null, press(key)).act).toEqual(act));

  it("g waits for a letter, and every view has its own", () => {
    expect(meaningOf(null, press("g"))).toEqual({ begun: "g", act: null });
    const reached = VIEW_KEYS.map((one) => meaningOf("g", press(one.keys[1] ?? "")).act);
    expect(reached).toEqual(VIEW_KEYS.map(({ act }) => act));
    expect(new Set(VIEW_KEYS.map((one) => one.keys.join())).size).toBe(VIEWS.length);
  });

  it("after g another letter does nothing, not even its own thing", () => {
    expect(meaningOf("g", press("e"))).toEqual({ begun: null, act: null });
  });

  it.each(["j", "e", "t", "?", "g", "/", "Enter"])("%s is only a letter while one is typing", (key) => {
    expect(meaningOf(null, press(key, { typing: true }))).toEqual({ begun: null, act: null });
  });

  it.each(["e", "j", "?"])("%s belongs to the dialog that is open", (key) => {
    expect(meaningOf(null, press(key, { elsewhere: true })).act).toBeNull();
  });

  it.each([{ command: true }, { alt: true }])("leaves the browser its own keys: %o", (held) => {
    expect(meaningOf(null, press("r", held)).act).toBeNull();
    expect(meaningOf(null, press("t", held)).act).toBeNull();
  });

  it("single letters can be turned off; the palette stays", () => {
    expect(meaningOf(null, press("e", { letters: false })).act).toBeNull();
    expect(meaningOf(null, press("k", { letters: false, command: true })).act).toEqual({ kind: "palette" });
  });

  it("Ctrl+K and Escape work while typing", () => {
    expect(meaningOf(null, press("k", { command: true, typing: true })).act).toEqual({ kind: "palette" });
    expect(meaningOf(null, press("Escape", { typing: true })).act).toEqual({ kind: "leave" });
  });
});

describe("fields", () => {
  it.each([
    "<input>",
    '<input type="search">',
    "<textarea></textarea>",
    "<select></select>",
    '<div contenteditable="true"></div>',
    '<div role="textbox"></div>',
  ])("letters are text in %s", (html) => expect(takesLetters(element(html))).toBe(true));
  it.each(["<a></a>", "<button></button>", '<input type="checkbox">', '<div contenteditable="false"></div>'])(
    "letters are keys on %s",
    (html) => expect(takesLetters(element(html))).toBe(false),
  );
});

describe("the control of a key", () => {
  it("is the first that can be used", () => {
    element('<div><button aria-keyshortcuts="e" disabled>1</button><button aria-keyshortcuts="x e">2</button></div>');
    expect(controlFor(document, "e")?.textContent).toBe("2");
    expect(controlFor(document, "t")).toBeNull();
  });
});
