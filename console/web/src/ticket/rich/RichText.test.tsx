// @vitest-environment happy-dom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { RichText } from "./RichText";

const shown = (html: string): HTMLElement => {
  render(<RichText html={html} />);
  return screen.getByTestId("rich-text");
};
afterEach(cleanup);

describe("rich text", () => {
  it("is shown as it was written", () => {
    const html = "<p>a <strong>b <em>c</em></strong><br>d</p><ul><li><p>e</p></li></ul><ol><li>f</li></ol><blockquote><p>g</p></blockquote>";
    expect(shown(html).innerHTML).toBe(html);
  });

  it("leads out of here in a page of its own", () => {
    expect(shown('<p><a href="https://x.id/?a=1&amp;b=2">x</a></p>').innerHTML).toBe(
      '<p><a href="https://x.id/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer">x</a></p>',
    );
  });

  // The server lets none of these through; were it wrong, nothing would happen here.
  it.each([
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<p onclick="alert(1)" style="color:red" class="x" id="x">klik</p>',
    '<a href="javascript:alert(1)">klik</a>',
    '<a href="data:text/html,x">klik</a>',
    '<a href="/console/#/admin">klik</a>',
    "<svg onload=alert(1)><a href='javascript:alert(1)'>x</a></svg>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<form action=https://x.example><input name=sandi></form>",
    "<style>p { background: url(https://x.example) }</style>",
    `${"<blockquote>".repeat(500)}x`,
  ])("shows nothing else of %s", (hostile) => {
    const found = shown(`<p>Halo</p>${hostile}`);
    expect(found.innerHTML.startsWith("<p>Halo</p>")).toBe(true);
    expect(found.querySelectorAll("script,img,svg,iframe,form,input,style,a").length).toBe(0);
    for (const one of found.querySelectorAll("*")) expect(one.attributes.length).toBe(0);
    expect(found.querySelectorAll("blockquote").length).toBeLessThan(50);
  });
});
