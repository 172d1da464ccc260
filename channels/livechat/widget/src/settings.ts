// Where the office is and which language is spoken: from the element, the page's settings, the script, in this order.

import type { Locale } from "./protocol";

export interface PageSettings {
  readonly baseURL?: string;
  readonly locale?: string;
}

declare global {
  interface Window {
    TanyaSettings?: PageSettings;
  }
}

/** The language for a tag such as "en-GB"; Indonesian unless it is English. */
export function toLocale(...tags: readonly (string | null | undefined)[]): Locale {
  const tag = tags.find((one) => one) ?? "id";
  return /^en\b/i.test(tag) ? "en" : "id";
}

/** The first of the addresses given, absolute, without query, fragment and last slash. */
export function toBase(page: string, ...addresses: readonly (string | null | undefined)[]): string {
  const url = new URL(addresses.find((one) => one) ?? "/", page);
  return (url.origin + url.pathname).replace(/\/+$/, "");
}

export function socketAddress(base: string): string {
  return `${base.replace(/^http/, "ws")}/chat/v1/socket`;
}
