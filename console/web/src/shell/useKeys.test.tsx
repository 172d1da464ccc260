// @vitest-environment happy-dom
import { cleanup, fireEvent, render } from "@testing-library/react";
import type { ReactNode } from "react";
import { afterEach, expect, it } from "vitest";
import { createDrafts, DraftsContext, type Drafts } from "../ticket/useDraft";
import { COMPOSER } from "../ticket/useUndo";
import { CommandsProvider, useCommands } from "./commands";
import { prefer } from "./preferences";
import { useKeys } from "./useKeys";

afterEach(() => {
  cleanup();
  window.location.hash = "";
  prefer({ rules: [], sound: false, letters: true });
});

interface Bench {
  readonly done: string[];
  readonly drafts: Drafts;
  readonly element: (id: string) => HTMLElement;
}

function Desk({ done }: { readonly done: string[] }): ReactNode {
  const idle = useKeys({ palette: () => done.push("palette"), help: () => done.push("help") });
  useCommands({ next: () => done.push("next"), list: () => done.push("list") });
  return (
    <>
      <textarea id={COMPOSER} aria-label="composer" />
      <a href="#x" id="row">
        row
      </a>
      <button id="resolve" aria-keyshortcuts="e" onClick={() => done.push("resolve")}>
        resolve
      </button>
      <output id="idle">{idle}</output>
    </>
  );
}

function bench(hash = "#/mine/T-1"): Bench {
  window.location.hash = hash;
  const done: string[] = [];
  const drafts = createDrafts();
  const { container } = render(
    <DraftsContext value={drafts}>
      <CommandsProvider>
        <Desk done={done} />
      </CommandsProvider>
    </DraftsContext>,
  );
  const element = (id: string): HTMLElement => {
    const found = container.querySelector<HTMLElement>(`#${id}`);
    if (found === null) throw new Error(id);
    return found;
  };
  return { done, drafts, element };
}

it("presses the control that names the key, and says when there is none", () => {
  const { done, element } = bench();
  fireEvent.keyDown(element("row"), { key: "e" });
  expect(done).toEqual(["resolve"]);
  fireEvent.keyDown(element("row"), { key: "t" });
  expect(element("idle").textContent).toBe("1");
});

it("leaves letters alone where one types", () => {
  const { done, element } = bench();
  for (const key of ["e", "j", "n", "u", "?", "g", "m"]) {
    const notPrevented = fireEvent.keyDown(element(COMPOSER), { key });
    expect(notPrevented).toBe(true);
  }
  expect(done).toEqual([]);
  expect(window.location.hash).toBe("#/mine/T-1");
});

it("goes to a view with two letters, and back to the list with one", () => {
  const { element } = bench();
  fireEvent.keyDown(element("row"), { key: "g" });
  fireEvent.keyDown(element("row"), { key: "p" });
  expect(window.location.hash).toBe("#/pending");
});

it("a key that is held down walks, and does nothing else again", () => {
  const { done, element } = bench();
  for (const repeat of [false, true, true]) {
    fireEvent.keyDown(element("row"), { key: "j", repeat });
    fireEvent.keyDown(element("row"), { key: "e", repeat });
  }
  expect(done).toEqual(["next", "resolve", "next", "next"]);
});

it("writes a note where n was pressed, and a reply where r was", () => {
  const { drafts, element } = bench();
  fireEvent.keyDown(element("row"), { key: "n" });
  expect(drafts.of("T-1").private).toBe(true);
  fireEvent.keyDown(element("row"), { key: "r" });
  expect(drafts.of("T-1").private).toBe(false);
});

it("heeds whoever turned single letters off", () => {
  const { done, element } = bench();
  prefer({ rules: [], sound: false, letters: false });
  fireEvent.keyDown(element("row"), { key: "e" });
  fireEvent.keyDown(element("row"), { key: "k", ctrlKey: true });
  expect(done).toEqual(["palette"]);
});
