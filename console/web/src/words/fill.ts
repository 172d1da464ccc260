/** Puts values into a sentence's {blanks}. Pure. */

export type Blanks = Readonly<Record<string, string | number>>;

/** A blank nobody filled stays visible: better seen than lost. */
export function fill(sentence: string, blanks: Blanks = {}): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = blanks[name];
    return value === undefined ? whole : String(value);
  });
}

export function blanksOf(sentence: string): readonly string[] {
  return [...sentence.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "").sort();
}
