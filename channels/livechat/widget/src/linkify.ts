// Finds the https addresses in a text. Gives parts, never markup: the view writes them as text nodes.

export type Part = { readonly text: string; readonly href: string | null };

const ADDRESS = /https:\/\/[^\s<>"'`\u200b-\u200f\u202a-\u202e\u2066-\u2069]+/gi;
const TRAILING = /[.,;:!?*_~\]}>]$/;

export function linkify(text: string): readonly Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const shown = trim(match[0]);
    const href = safe(shown);
    if (!href) continue;
    const at = match.index ?? 0;
    if (at > from) parts.push({ text: text.slice(from, at), href: null });
    parts.push({ text: shown, href });
    from = at + shown.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from), href: null });
  return parts;
}

/** Without the punctuation that ends the sentence, and without a bracket that was opened before the address. */
function trim(address: string): string {
  let shown = address;
  for (;;) {
    const unopened = shown.endsWith(")") && shown.split(")").length > shown.split("(").length;
    if (!unopened && !TRAILING.test(shown)) return shown;
    shown = shown.slice(0, -1);
  }
}

/** The address when it leads where it seems to; "https://bank@elsewhere" does not. */
function safe(address: string): string | null {
  try {
    const url = new URL(address);
    const plain = url.protocol === "https:" && !url.username && !url.password && url.hostname.includes(".");
    return plain ? url.href : null;
  } catch {
    return null;
  }
}
