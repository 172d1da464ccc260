/** The few line drawings the desk needs; always beside words, so hidden from readers. */

import type { ReactNode } from "react";

const PATHS = {
  livechat: "M4 5h16v11H10l-5 4v-4H4z",
  email: "M3 6h18v12H3zM3 7l9 6 9-6",
  telegram: "M21 4 3 11l6 2.5 2 6 3.5-4 4.5 3.500zM9 13.5 17 8",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  back: "M14.5 5 8 12l6.5 7",
  down: "M12 5v14M6 13l6 6 6-6",
  up: "M12 19V5M6 11l6-6 6 6",
  form: "M4 5h16v5H4zM4 14h16v5H4z",
  search: "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.5 15.5 20 20",
  person: "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4.5 20c.8-3.5 3.7-5.5 7.5-5.500s6.7 2 7.5 5.5",
  team: "M9 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM3 19c.6-3 2.900-4.500 6-4.500s5.400 1.500 6 4.500M16 5.500a3 3 0 0 1 0 5M17.500 14.800c1.900.6 3.100 2 3.500 4.200",
  bot: "M5 8h14v11H5zM12 8V4M9.5 12.500v1M14.5 12.500v1M9.5 16.500h5M2.5 12v3M21.5 12v3",
  clip: "M19 11.5 12 18.500a4 4 0 0 1-6-6l7.5-7.500a2.7 2.7 0 0 1 4 4L10 16.5",
  cross: "M6.5 6.5l11 11M17.5 6.5l-11 11",
  undo: "M8.500 5 4 9.500l4.500 4.500M4.500 9.500H14a5 5 0 0 1 0 10H9",
  book: "M5 4.500h11a3 3 0 0 1 3 3V20H8a3 3 0 0 1-3-3zM5 17a3 3 0 0 1 3-3h11",
  prompt: "M5 6.500 10.500 12 5 17.500M12.500 18H19",
  plus: "M12 5v14M5 12h14",
  pencil: "M5 19l1-4L16.500 4.500l3 3L9 18zM14.500 6.500l3 3",
  check: "M5 12.500l4.500 4.500L19 7.500",
  warn: "M12 4 2.500 20h19zM12 10v5M12 17.500v.5",
  bolt: "M13 3 5 14h6l-1 7 8-11h-6z",
  tag: "M4 4h8l8 8-8 8-8-8zM8 8v.5",
  flag: "M6 21V4M6 5h11l-2 4 2 4H6",
  wall: "M3.500 5h17v11h-17zM9 20h6M12 16v4M7 12.500v-2M12 12.500V8M17 12.500v-3",
  bold: "M7 5h6a3.5 3.5 0 0 1 0 7H7zM7 12h7a3.5 3.5 0 0 1 0 7H7z",
  italic: "M10 5h7M7 19h7M14 5l-4 14",
  bullets: "M9.500 6H20M9.500 12H20M9.500 18H20M4.500 6v.2M4.500 12v.2M4.500 18v.2",
  numbers: "M10 6h10M10 12h10M10 18h10M3.500 5 5 4v5M3.500 15.500c.5-1 2.500-1 2.500.4S3.500 18 3.500 19.500H6",
  quote: "M5 5v14M9.500 7H20M9.500 12H20M9.500 17H16",
  link: "M10 14a3.500 3.500 0 0 0 5 0l4-4a3.500 3.500 0 0 0-5-5l-1.500 1.500M14 10a3.500 3.500 0 0 0-5 0l-4 4a3.500 3.500 0 0 0 5 5l1.500-1.500",
  redo: "M15.500 5 20 9.500 15.500 14M19.500 9.500H10a5 5 0 0 0 0 10h5",
  clock: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 8v4.500l3 2",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }): ReactNode {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.8}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      style={{ flex: "none" }}
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
