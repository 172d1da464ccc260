/** "820 B", "1,4 MB". Pure. */

import type { Language } from "./Words";

export function fileSize(bytes: number, language: Language): string {
  const units = ["B", "kB", "MB", "GB"];
  const step = bytes < 1 ? 0 : Math.min(3, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** step;
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: value < 10 && step > 0 ? 1 : 0 });
  return `${number.format(value)} ${units[step] ?? ""}`;
}
