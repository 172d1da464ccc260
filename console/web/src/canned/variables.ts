/** What stands in braces in a canned response. Pure; the server has the last word. */

/** In braces, and no variable that there is. */
export function unknownIn(text: string, variables: readonly string[]): readonly string[] {
  const named = [...text.matchAll(/\{([^{}\n]*)\}/g)].map((found) => (found[1] ?? "").trim());
  return [...new Set(named)].filter((name) => !variables.includes(name)).map((name) => `{${name}}`);
}
