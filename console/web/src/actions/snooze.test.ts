import { describe, expect, it } from "vitest";
import { asField, fromField, presets } from "./snooze";

const at = (wib: string): Date => new Date(`${wib}+07:00`);
const offered = (now: string): Record<string, string> =>
  Object.fromEntries(presets(at(now)).map(({ name, until }) => [name, asField(until)]));

describe("snooze", () => {
  it("offers two hours, tomorrow and Monday, in the office's time", () => {
    expect(offered("2026-09-03T23:30:00")).toEqual({
      hours: "2026-09-04T01:30",
      tomorrow: "2026-09-04T08:00",
      monday: "2026-09-07T08:00",
    });
  });
  it("means the office's tomorrow, though it is still yesterday in UTC", () => {
    expect(offered("2026-09-03T01:00:00")["tomorrow"]).toBe("2026-09-04T08:00");
  });
  it("on a Monday means the next one", () => expect(offered("2026-09-07T07:00:00")["monday"]).toBe("2026-09-14T08:00"));
  it("on a Sunday says Monday once", () => {
    expect(offered("2026-09-06T10:00:00")).toEqual({ hours: "2026-09-06T12:00", tomorrow: "2026-09-07T08:00" });
  });
  it("reads a date as the office's", () => {
    expect(fromField("2026-09-03T14:05", at("2026-09-03T14:00:00"))?.toISOString()).toBe("2026-09-03T07:05:00.000Z");
  });
  it.each(["", "nonsense", "2026-09-03T13:59"])("refuses %j", (value) => {
    expect(fromField(value, at("2026-09-03T14:00:00"))).toBeNull();
  });
});
