import { describe, expect, it } from "vitest";
import { nextMonday, nextMonth, tomorrow } from "./when.ts";

describe("one click", () => {
  // A Sunday in London, a Monday already in Shanghai.
  const now = Date.parse("2026-11-22T20:00:00Z");
  it("is the Monday that follows in the merchant's zone", () => {
    expect(nextMonday(now, "Europe/London")).toBe("2026-11-23T00:00");
    expect(nextMonday(now, "Asia/Shanghai")).toBe("2026-11-30T00:00");
    expect(nextMonday(Date.parse("2026-12-29T00:00:00Z"), "UTC")).toBe("2027-01-04T00:00");
  });
  it("is tomorrow, or the first of the month", () => {
    expect(tomorrow(now, "Asia/Shanghai")).toBe("2026-11-24T00:00");
    expect(nextMonth(now, "Asia/Shanghai")).toBe("2026-12-01T00:00");
    expect(nextMonth(Date.parse("2026-12-31T12:00:00Z"), "UTC")).toBe("2027-01-01T00:00");
  });
});
