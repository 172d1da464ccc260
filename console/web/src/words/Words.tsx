/** The chosen language, for every part of the screen. */

import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from "react";
import { en } from "./en";
import { fill, type Blanks } from "./fill";
import { id, type Catalogue, type Key } from "./id";

export type Language = "id" | "en";
export type Say = (key: Key, blanks?: Blanks) => string;

interface Words {
  readonly language: Language;
  readonly say: Say;
  readonly choose: (language: Language) => void;
}

const CATALOGUES: Readonly<Record<Language, Catalogue>> = { id, en };
const KEPT_AS = "tanya.language";

export function sayIn(language: Language): Say {
  return (key, blanks) => fill(CATALOGUES[language][key], blanks);
}

const WordsContext = createContext<Words>({ language: "id", say: sayIn("id"), choose: () => undefined });

export function useWords(): Words {
  return useContext(WordsContext);
}

export function WordsProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const [language, setLanguage] = useState(kept);
  useEffect(() => {
    document.documentElement.lang = language;
    keep(language);
  }, [language]);
  const words = useMemo(() => ({ language, say: sayIn(language), choose: setLanguage }), [language]);
  return <WordsContext value={words}>{children}</WordsContext>;
}

function kept(): Language {
  try {
    return localStorage.getItem(KEPT_AS) === "en" ? "en" : "id";
  } catch {
    return "id";
  }
}

function keep(language: Language): void {
  try {
    localStorage.setItem(KEPT_AS, language);
  } catch {
    // Private windows may refuse; the choice then lasts as long as the page.
  }
}
