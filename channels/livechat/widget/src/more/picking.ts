// Which files may be sent, told before anything is sent. Pure.

import type { Options } from "../protocol";
import { fill } from "../words";
import type { MoreWords } from "./words";

/** Files of one message. */
export const MOST = 5;

type Limits = NonNullable<Options["upload"]>;

/** The kinds as people name them: "PNG, JPEG, PDF". */
export function kinds(limits: Limits): string {
  return limits.types.map((type) => type.replace(/^.*\//, "").toUpperCase()).join(", ");
}

export function megabytes(bytes: number): number {
  return Math.floor(bytes / 1_048_576) || Math.ceil(bytes / 104_858) / 10;
}

/** Why this file cannot be sent; empty when it can. */
export function objection(file: Pick<File, "name" | "size" | "type">, limits: Limits, words: MoreWords): string {
  const { name } = file;
  if (!limits.types.includes(file.type)) return fill(words.fileType, { name, types: kinds(limits) });
  if (file.size > limits.maxBytes) return fill(words.fileLarge, { name, max: megabytes(limits.maxBytes) });
  return file.size === 0 ? fill(words.fileEmpty, { name }) : "";
}
