// What the page says in window.TanyaSettings, and where the office is: from the element, the page, the script, in this order.

import type { TanyaChat } from "./element";
import type { Locale, User } from "./protocol";

export interface PageSettings {
  readonly baseURL?: string;
  readonly locale?: string;
  readonly theme?: "light" | "dark";
  readonly user?: User;
  readonly attributes?: Readonly<Record<string, unknown>>;
  /** Called once the chat is on the page. */
  readonly ready?: (chat: TanyaChat) => void;
}

declare global {
  interface Window {
    TanyaSettings?: PageSettings;
    Tanya?: TanyaChat;
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
