import { expect, test } from "vitest";
import { quarters, spanOf } from "./quarter.ts";

test("quarters go back over the turn of the year", () => {
  expect(quarters("2026-02-11", 3).map((q) => q.key)).toEqual(["2026-1", "2025-4", "2025-3"]);
  expect(quarters("2026-12-31", 1).map((q) => q.key)).toEqual(["2026-4"]);
});

test("a quarter has its first and its last day", () => {
  expect(spanOf("2026-1")).toEqual({ from: "2026-01-01", until: "2026-03-31" });
  expect(spanOf("2026-2")).toEqual({ from: "2026-04-01", until: "2026-06-30" });
  expect(spanOf("2025-4")).toEqual({ from: "2025-10-01", until: "2025-12-31" });
});
