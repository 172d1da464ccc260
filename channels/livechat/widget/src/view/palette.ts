// The colours, in both schemes. test/palette.test.ts holds them to the contrast that WCAG 2.2 AA asks for.

export interface Palette {
  readonly accent: string;
  readonly "accent-text": string;
  readonly surface: string;
  readonly sunken: string;
  readonly bubble: string;
  readonly text: string;
  readonly muted: string;
  readonly link: string;
  readonly line: string;
  readonly edge: string;
  readonly notice: string;
  readonly "notice-text": string;
}

export const light: Palette = {
  accent: "#0e5a7d",
  "accent-text": "#ffffff",
  surface: "#ffffff",
  sunken: "#f1f5f7",
  bubble: "#ffffff",
  text: "#15232b",
  muted: "#4d5f6a",
  link: "#0b5a84",
  line: "#d5dde2",
  edge: "#75868f",
  notice: "#fdf0df",
  "notice-text": "#6b3a00",
};

export const dark: Palette = {
  accent: "#21698f",
  "accent-text": "#ffffff",
  surface: "#161e23",
  sunken: "#0f1519",
  bubble: "#212c33",
  text: "#e7eef2",
  muted: "#a3b4be",
  link: "#84ccf3",
  line: "#2f3c44",
  edge: "#758993",
  notice: "#382a14",
  "notice-text": "#ffd9a3",
};

/** As declarations; the page may set --tanya-accent and so on over each of them. */
export function declarations(palette: Palette): string {
  return Object.entries(palette)
    .map(([name, value]) => `--${name}:var(--tanya-${name},${value as string})`)
    .join(";");
}
