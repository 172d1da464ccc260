// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import examples from "./examples.json";
import { addressOf, htmlOf, leadsOut, textOf } from "./plain";

describe("rich text as plain text", () => {
  it.each(examples)("says $text", ({ html, text }) => expect(textOf(html)).toBe(text));
});

describe("plain text as rich text", () => {
  it.each([
    ["Halo", "<p>Halo</p>"],
    ["satu\ndua\n\ntiga", "<p>satu<br>dua</p><p>tiga</p>"],
    ["satu\r\ndua\n\n\n\ntiga\n", "<p>satu<br>dua</p><p>tiga<br></p>"],
    ["tiga\n\n", "<p>tiga</p><p></p>"],
    ["<b>1</b> & 2", "<p>&lt;b&gt;1&lt;/b&gt; &amp; 2</p>"],
    ["", "<p></p>"],
  ])("%j is %s", (text, html) => expect(htmlOf(text)).toBe(html));

  it.each(["Halo", "satu\ndua\n\ntiga <b> & “x”", "- a\n- b\n\n1. c", "> kutip"])("comes back as it was: %j", (text) =>
    expect(textOf(htmlOf(text))).toBe(text),
  );
});

describe("an address", () => {
  it.each([
    ["https://jakarta.go.id/izin?a=1", "https://jakarta.go.id/izin?a=1"],
    ["HTTP://jakarta.go.id", "HTTP://jakarta.go.id"],
    ["jakarta.go.id", "https://jakarta.go.id"],
    [" www.jakarta.go.id/a#b ", "https://www.jakarta.go.id/a#b"],
    ["oss.go.id:8080/x", "https://oss.go.id:8080/x"],
    ["izin@jakarta.go.id", "mailto:izin@jakarta.go.id"],
    ["mailto:izin@jakarta.go.id", "mailto:izin@jakarta.go.id"],
  ])("%j leads to %s", (typed, href) => expect(addressOf(typed)).toBe(href));

  it.each(["", "izin", "javascript:alert(1)", "JAVASCRIPT:alert(1)", "data:text/html,x", "ftp://x.id", "file:///etc", "/x", "//x.id", "a b.id", `x.id/${"y".repeat(2000)}`])(
    "%j leads nowhere",
    (typed) => expect(addressOf(typed)).toBeNull(),
  );

  it("leads out of here, or is none", () => {
    expect(["https://x.id", "mailto:a@x.id", "java\tscript:alert(1)", "//x.id", "/x", "x"].map(leadsOut)).toEqual([
      true, true, false, false, false, false,
    ]);
  });
});
