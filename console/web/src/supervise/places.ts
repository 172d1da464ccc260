/** Where those who supervise are: a page and perhaps a ticket, in the address after '#'. Pure. */

export const PAGES = ["wall", "transcripts", "reports", "audit"] as const;
export type PageName = (typeof PAGES)[number];

export interface Place {
  readonly page: PageName;
  readonly number: string | null;
}

export function readPlace(hash: string): Place {
  const [, , page, number] = hash.split("/");
  return {
    page: PAGES.find((one) => one === page) ?? "wall",
    number: number === undefined || number === "" ? null : decode(number),
  };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function hrefOfPlace(page: PageName, number: string | null = null): string {
  return number === null ? `#/supervise/${page}` : `#/supervise/${page}/${encodeURIComponent(number)}`;
}
