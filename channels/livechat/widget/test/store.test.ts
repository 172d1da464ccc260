import { expect, it } from "vitest";

import { browserStore, memoryShelf } from "../src/store";
import { entry } from "./frames";

it("keeps entries one by one, oldest first, apart from another office's", () => {
  const shelf = memoryShelf();
  const store = browserStore(shelf, "https://a.id");
  store.saveEntry(entry("late", { at: "2020-06-17T08:00:00Z" }));
  store.saveEntry(entry("early", { at: "2020-06-17T07:00:00Z" }));
  browserStore(shelf, "https://b.id").saveEntry(entry("other"));
  expect(store.outbox().map((one) => one.clientId)).toEqual(["early", "late"]);
  store.dropEntry("early");
  expect(store.outbox().map((one) => one.clientId)).toEqual(["late"]);
});

it("passes over what it cannot read", () => {
  const shelf = memoryShelf();
  for (const raw of ["{", "null", "{}", "3"]) shelf.setItem(`tanya b outbox ${raw}`, raw);
  expect(browserStore(shelf, "b").outbox()).toEqual([]);
});

it("goes on when the shelf is full", () => {
  const full = { ...memoryShelf(), setItem: () => { throw new Error("QuotaExceededError"); } };
  expect(() => browserStore(full, "b").saveSession("s")).not.toThrow();
});
