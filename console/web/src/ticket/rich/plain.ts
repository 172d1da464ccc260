/** Rich text as plain text, and back. The server does the first the same way; `examples.json` holds both to it. */

interface Run {
  /** null: the line ends. */
  readonly text: string | null;
}

const BLOCKS = new Set(["P", "UL", "OL", "LI", "BLOCKQUOTE"]);
const BLANKS = /[ \t\n\r\f\u00a0]+/gu;
const SCHEMES = new Set(["http:", "https:", "mailto:"]);

/** What the server makes of cleaned HTML. */
export function textOf(html: string): string {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  return linesOf(body)
    .map((line) => line.trimEnd())
    .join("\n");
}

/** Paragraphs of plain text; empty lines part them. A line that was just begun stays. */
export function htmlOf(text: string): string {
  const paragraphs = text.replace(/\r\n?/gu, "\n").split(/\n{2,}/u);
  return paragraphs.map((one) => `<p>${one.split("\n").map(escaped).join("<br>")}</p>`).join("");
}

/** Where a link may lead, as it is stored; null: nowhere. What looks like an address of the web or of mail is made one. */
export function addressOf(typed: string): string | null {
  const words = typed.trim();
  if (words === "" || /\s/u.test(words) || words.length > 2000) return null;
  if (/^[a-z][a-z0-9+.-]*:/iu.test(words) && !/^[^/]+:\d+(?:\/|$)/u.test(words)) return leadsOut(words) ? words : null;
  if (/^[^@/]+@[^@/]+\.[^@/]+$/u.test(words)) return `mailto:${words}`;
  return /^[^./]+(?:\.[^./]+)+(?:[/?#:].*)?$/u.test(words) ? `https://${words}` : null;
}

/** Whether a link of ours may have this address. */
export function leadsOut(href: string): boolean {
  try {
    return SCHEMES.has(new URL(href).protocol);
  } catch {
    return false;
  }
}

function escaped(text: string): string {
  return text.replace(/&/gu, "&amp;").replace(/</gu, "&lt;").replace(/>/gu, "&gt;");
}

function linesOf(block: Element): readonly string[] {
  const list = block.tagName === "UL" || block.tagName === "OL" || block.tagName === "LI";
  const found: string[] = [];
  for (const lines of blocksOf(block)) {
    if (lines.length === 0) continue;
    if (found.length > 0 && !list) found.push("");
    found.push(...lines);
  }
  return found;
}

function blocksOf(around: Element): readonly (readonly string[])[] {
  const found: (readonly string[])[] = [];
  let inline: ChildNode[] = [];
  let number = 0;
  for (const part of around.childNodes) {
    if (!(part instanceof Element) || !BLOCKS.has(part.tagName)) {
      inline.push(part);
      continue;
    }
    found.push(paragraph(inline));
    inline = [];
    if (part.tagName === "LI") number += 1;
    found.push(blockOf(around, part, number));
  }
  found.push(paragraph(inline));
  return found;
}

function blockOf(around: Element, block: Element, number: number): readonly string[] {
  if (block.tagName === "P") return paragraph([...block.childNodes]);
  const lines = linesOf(block);
  if (block.tagName === "BLOCKQUOTE") return lines.map((line) => `> ${line}`);
  if (block.tagName !== "LI") return lines;
  const first = around.tagName === "OL" ? `${String(number)}. ` : "• ";
  return lines.map((line, index) => `${index === 0 ? first : " ".repeat(first.length)}${line}`);
}

/** The lines of some words; none when there are none. */
function paragraph(parts: readonly ChildNode[]): readonly string[] {
  const lines: string[] = [""];
  for (const { text } of runsOf(parts, false)) {
    if (text === null) lines.push("");
    else lines[lines.length - 1] += text;
  }
  const said = lines.map((line) => line.replace(BLANKS, " ").trim());
  const first = said.findIndex((line) => line !== "");
  return first === -1 ? [] : said.slice(first, said.findLastIndex((line) => line !== "") + 1);
}

function runsOf(parts: readonly ChildNode[], linked: boolean): readonly Run[] {
  return parts.flatMap((part): readonly Run[] => {
    if (!(part instanceof Element)) return part.nodeType === Node.TEXT_NODE ? [{ text: part.textContent ?? "" }] : [];
    if (part.tagName === "BR") return [{ text: null }];
    const href = part.tagName === "A" ? part.getAttribute("href") : null;
    if (href === null || href === "" || linked) return runsOf([...part.childNodes], linked);
    return linkOf(runsOf([...part.childNodes], true), href);
  });
}

/** The words of a link, and where it leads unless they say so. */
function linkOf(within: readonly Run[], href: string): readonly Run[] {
  const words = within
    .map((run) => run.text ?? " ")
    .join("")
    .replace(BLANKS, " ")
    .trim();
  if (words === "") return [];
  const address = /^mailto:/iu.test(href) ? (href.slice("mailto:".length).split("?")[0] ?? "") : href;
  const bare = (one: string): string => one.replace(/\/+$/u, "");
  const said = bare(words) === bare(address) || bare(words) === bare(href.split("://").slice(1).join("://"));
  return said ? within : [...within, { text: ` (${address})` }];
}
