import { expect, it } from "vitest";

import { linkify } from "../src/linkify";

const links = (text: string) => linkify(text).flatMap((part) => (part.href ? [part.text] : []));

it.each([
  ["lihat https://oss.go.id.", ["https://oss.go.id"]],
  ["(https://oss.go.id/a_(b)), lalu", ["https://oss.go.id/a_(b)"]],
  ["https://a.id/x?y=1&z=2 dan https://b.id", ["https://a.id/x?y=1&z=2", "https://b.id"]],
  ["HTTPS://OSS.GO.ID/x", ["HTTPS://OSS.GO.ID/x"]],
  ["http://oss.go.id", []],
  ["javascript:alert(1)", []],
  ["https://bank.id@evil.example/", []],
  ["https://", []],
  ["https://tanya\u202egpj.exe", []],
])("in %j finds %j", (text, found) => {
  expect(links(text)).toEqual(found);
});

it.each(["", "biasa", "a https://oss.go.id. b\nc", "https://bank.id@evil.example/ https://oss.go.id"])(
  "loses nothing of %j",
  (text) => {
    expect(linkify(text).map((part) => part.text).join("")).toBe(text);
  },
);
