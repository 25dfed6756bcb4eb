import { describe, expect, it } from "vitest";
import { dayAfter, dayOf, instantOf, lastDay } from "./zone.ts";

describe("days of the merchant's zone", () => {
  it("begin at the zone's midnight", () => {
    expect(instantOf("2026-11-22", "Asia/Shanghai")).toBe("2026-11-21T16:00:00.000Z");
    expect(instantOf("2026-11-22T09:30", "Asia/Shanghai")).toBe("2026-11-22T01:30:00.000Z");
    expect(instantOf("2026-07-01", "America/New_York")).toBe("2026-07-01T04:00:00.000Z");
    expect(instantOf("2026-01-01", "America/New_York")).toBe("2026-01-01T05:00:00.000Z");
  });
  it("hold where the clock changes that night", () => {
    expect(instantOf("2026-03-29", "Europe/Berlin")).toBe("2026-03-28T23:00:00.000Z");
    expect(instantOf("2026-03-30", "Europe/Berlin")).toBe("2026-03-29T22:00:00.000Z");
    expect(instantOf("2026-10-25", "Europe/Berlin")).toBe("2026-10-24T22:00:00.000Z");
    expect(instantOf("2026-10-26", "Europe/Berlin")).toBe("2026-10-25T23:00:00.000Z");
  });
  it("follow each other over months and leap days", () => {
    expect(dayAfter("2026-12-31")).toBe("2027-01-01");
    expect(dayAfter("2028-02-28")).toBe("2028-02-29");
  });
  it("are those on the wall of the merchant", () => {
    expect(dayOf("2026-11-21T15:59:59Z", "Asia/Shanghai")).toBe("2026-11-21");
    expect(dayOf("2026-11-21T16:00:00Z", "Asia/Shanghai")).toBe("2026-11-22");
    expect(lastDay("2026-11-21T16:00:00Z", "Asia/Shanghai")).toBe("2026-11-21");
    expect(lastDay("2026-11-21T16:00:01Z", "Asia/Shanghai")).toBe("2026-11-22");
  });
});
