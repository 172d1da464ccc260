// The citizen's page: puts its words in the chosen language and hands the choice to the chat.

import type { Locale } from "../protocol";
import { pageCatalogue, type PageWords } from "./words";

const KEY = "tanya locale";

function chosen(): Locale {
  const asked = new URLSearchParams(location.search).get("lang");
  return (asked ?? remembered()) === "en" ? "en" : "id";
}

function remembered(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function remember(locale: Locale): void {
  try {
    localStorage.setItem(KEY, locale);
  } catch {
    // It is chosen again next time.
  }
}

function apply(locale: Locale): void {
  const words = pageCatalogue[locale];
  document.documentElement.lang = locale;
  document.title = words.documentTitle;
  for (const element of document.querySelectorAll<HTMLElement>("[data-word]")) {
    element.textContent = words[element.dataset["word"] as keyof PageWords];
  }
  for (const button of document.querySelectorAll<HTMLElement>("[data-locale]")) {
    button.setAttribute("aria-pressed", String(button.dataset["locale"] === locale));
  }
  document.querySelector("[data-languages]")?.setAttribute("aria-label", words.language);
  document.querySelector("tanya-chat")?.setAttribute("lang", locale);
  for (const link of document.querySelectorAll<HTMLAnchorElement>("[data-word=status], [data-word=form]")) {
    link.search = `?lang=${locale}`; // the pages of the server speak the chosen language too
  }
}

apply(chosen());
document.querySelector("tanya-chat")?.addEventListener("locale", (event) => {
  const { locale } = (event as CustomEvent<{ readonly locale: Locale }>).detail;
  remember(locale);
  apply(locale);
});
for (const button of document.querySelectorAll<HTMLElement>("[data-locale]")) {
  button.addEventListener("click", () => {
    const locale: Locale = button.dataset["locale"] === "en" ? "en" : "id";
    remember(locale);
    apply(locale);
  });
}
