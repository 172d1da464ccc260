/** An address as people can tell it apart. Pure. */

import type { Identity } from "./types";

const LONG = 24;

/** A chat's address is the digest of its session: its beginning is enough. */
export function shortAddress({ kind, address }: Pick<Identity, "kind" | "address">): string {
  return kind === "livechat" && address.length > LONG ? `${address.slice(0, 10)}…` : address;
}
