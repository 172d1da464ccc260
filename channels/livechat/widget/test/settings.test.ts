import { expect, it } from "vitest";

import { socketAddress, toBase, toLocale } from "../src/settings";
import { uuid } from "../src/uuid";

it("finds the office and its socket", () => {
  const page = "https://kota.id/berita/1?x=y";
  expect(toBase(page, null, "https://tanya.id/")).toBe("https://tanya.id");
  expect(toBase(page, null, undefined, null)).toBe("https://kota.id");
  expect(toBase(page, "/bantuan/")).toBe("https://kota.id/bantuan");
  expect(socketAddress("https://tanya.id")).toBe("wss://tanya.id/chat/v1/socket");
  expect(socketAddress("http://127.0.0.1:8080")).toBe("ws://127.0.0.1:8080/chat/v1/socket");
});

it("speaks Indonesian unless asked for English", () => {
  expect(toLocale(null, undefined, "")).toBe("id");
  expect(toLocale(null, "en-GB", "id")).toBe("en");
  expect(toLocale("id", "en")).toBe("id");
  expect(toLocale("fr")).toBe("id");
});

it("makes a UUID of version 4, also without crypto.randomUUID", () => {
  const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  expect(uuid()).toMatch(shape);
  const { randomUUID } = crypto;
  Object.defineProperty(crypto, "randomUUID", { value: undefined, configurable: true });
  expect(uuid()).toMatch(shape);
  Object.defineProperty(crypto, "randomUUID", { value: randomUUID, configurable: true });
});
