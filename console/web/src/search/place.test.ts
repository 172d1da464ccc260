import { describe, expect, it } from "vitest";
import { askedOf, hrefOfSearch, isNarrowed, NOTHING, readSearch, type Sought } from "./place";

const FULL: Sought = {
  q: 'izin & "surat kuasa" 100%',
  status: ["new", "open"],
  channel: "email",
  mine: true,
  since: "2026-09-01",
  until: "2026-09-03",
  attachment: true,
};

describe("what is searched for", () => {
  it.each([NOTHING, FULL, { ...NOTHING, q: " usaha" }])("comes back as it went", (sought) => {
    expect(readSearch(hrefOfSearch(sought))).toEqual(sought);
  });

  it.each(["", "#/queue", "#/searching", "#/open/T-2026-000001-A?message=1"])("%s is another page", (hash) => {
    expect(readSearch(hash)).toBeNull();
  });

  it("leaves out what makes no sense", () => {
    expect(readSearch("#/search?q=a&status=open,asleep&since=kemarin&until=2026-13-40&agent=you")).toEqual({
      ...NOTHING,
      q: "a",
      status: ["open"],
    });
  });

  it("is asked for in the office's days, the last one included", () => {
    const asked = askedOf({ ...FULL, q: " izin " });
    expect(asked.get("q")).toBe("izin");
    expect(asked.get("since")).toBe("2026-09-01T00:00:00+07:00");
    expect(asked.get("until")).toBe("2026-09-03T17:00:00.000Z");
  });

  it("knows whether anything beside the words narrows it", () => {
    expect(isNarrowed({ ...NOTHING, q: "izin" })).toBe(false);
    expect(isNarrowed({ ...NOTHING, mine: true })).toBe(true);
  });
});
