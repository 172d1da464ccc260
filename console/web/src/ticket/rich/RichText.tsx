/** Rich text that an agent wrote, made of elements one by one: whatever is in it, nothing else comes out. */

import { Fragment, useMemo, type ReactNode } from "react";
import { leadsOut } from "./plain";
import classes from "./Rich.module.css";

const AS_THEY_ARE = new Set(["p", "strong", "em", "ul", "ol", "li", "blockquote"] as const);
type Tag = typeof AS_THEY_ARE extends Set<infer T> ? T : never;
/** Deeper than the server lets anything be. */
const DEEPEST = 40;

export function RichText({ html }: { readonly html: string }): ReactNode {
  const shown = useMemo(() => [...new DOMParser().parseFromString(html, "text/html").body.childNodes].map((node, at) => made(node, at, 0)), [html]);
  return (
    <div className={classes.text} data-testid="rich-text">
      {shown}
    </div>
  );
}

function made(node: ChildNode, key: number, depth: number): ReactNode {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent;
  if (!(node instanceof Element) || depth > DEEPEST) return null;
  const name = node.tagName.toLowerCase();
  if (name === "br") return <br key={key} />;
  const within = [...node.childNodes].map((child, at) => made(child, at, depth + 1));
  const href = name === "a" ? node.getAttribute("href") : null;
  if (href !== null && leadsOut(href)) {
    return (
      <a key={key} href={href} target="_blank" rel="noopener noreferrer">
        {within}
      </a>
    );
  }
  if (isKept(name)) {
    const Kept = name;
    return <Kept key={key}>{within}</Kept>;
  }
  return <Fragment key={key}>{within}</Fragment>;
}

function isKept(name: string): name is Tag {
  return AS_THEY_ARE.has(name as Tag);
}
