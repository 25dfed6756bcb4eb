import { describe, expect, it } from "vitest";
import { asked, byMonth, grain, length, periodOf } from "./period.ts";

describe("periodOf", () => {
  it("counts today in", () => {
    expect(periodOf({ period: "7" }, "2026-03-03")).toEqual({ key: "7", from: "2026-02-25", until: "2026-03-03" });
    expect(asked(periodOf({ period: "today" }, "2026-12-31"))).toEqual({ from: "2026-12-31", to: "2027-01-01" });
  });
  it("knows months of any length", () => {
    expect(periodOf({ period: "last-month" }, "2028-03-31")).toMatchObject({ from: "2028-02-01", until: "2028-02-29" });
    expect(periodOf({ period: "last-month" }, "2026-01-01")).toMatchObject({ from: "2025-12-01", until: "2025-12-31" });
    expect(periodOf({ period: "month" }, "2026-11-01")).toMatchObject({ from: "2026-11-01", until: "2026-11-01" });
    expect(periodOf({ period: "year" }, "2026-11-22")).toMatchObject({ from: "2026-01-01", until: "2026-11-22" });
  });
  it("takes days of one's own, and nothing that is no stretch of days", () => {
    expect(periodOf({ period: "own", from: "2026-01-05", until: "2026-01-06" }, "2026-11-22")).toMatchObject({
      from: "2026-01-05",
      until: "2026-01-06",
    });
    for (const bad of [
      { from: "2026-02-30", until: "2026-03-01" },
      { from: "2026-03-02", until: "2026-03-01" },
      { from: "x", until: "2026-03-01" },
      {},
    ]) {
      expect(periodOf({ period: "own", ...bad }, "2026-11-22")).toMatchObject({
        from: "2026-10-24",
        until: "2026-11-22",
      });
    }
    expect(periodOf({ period: "fortnight" }, "2026-11-22").key).toBe("30");
  });
});

it("sums days by month", () => {
  const days = ["2026-01-30", "2026-01-31", "2026-02-01"].map((date, i) => ({ date, n: i + 1 }));
  expect(byMonth(days, (d) => d.n)).toEqual([
    { label: "2026-01", value: 3 },
    { label: "2026-02", value: 3 },
  ]);
  expect(length({ from: "2026-01-30", until: "2026-02-01" })).toBe(3);
  expect([grain(123), grain(124)]).toEqual(["day", "month"]);
});
