import { describe, expect, it } from "vitest";

import { dark, light, type Palette } from "../src/view/palette";

type Name = keyof Palette;

const TEXT: readonly (readonly [Name, Name])[] = [
  ["accent-text", "accent"],
  ["text", "surface"],
  ["text", "sunken"],
  ["text", "bubble"],
  ["muted", "surface"],
  ["muted", "sunken"],
  ["muted", "bubble"],
  ["link", "surface"],
  ["link", "bubble"],
  ["notice-text", "notice"],
];
const EDGES: readonly (readonly [Name, Name])[] = [
  ["edge", "surface"],
  ["accent", "surface"],
];

/** WCAG 2.2 contrast ratio of two #rrggbb colours. */
function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

describe.each([
  ["light", light],
  ["dark", dark],
])("%s", (name, palette) => {
  it.each(TEXT)("%s on %s can be read", (front, back) => {
    expect(contrast(palette[front], palette[back])).toBeGreaterThanOrEqual(4.5);
  });

  // In the dark the accent is a fill behind white text; its own edge is not what identifies a control.
  it.each(name === "light" ? EDGES : EDGES.slice(0, 1))("%s on %s can be seen", (front, back) => {
    expect(contrast(palette[front], palette[back])).toBeGreaterThanOrEqual(3);
  });
});
