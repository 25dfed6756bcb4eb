import { expect, test } from "vitest";
import { everyPage } from "./every.ts";

test("a list is read to its end, over pages that are empty too", async () => {
  const pages: Record<string, { data: number[] | null; next?: string | null }> = {
    "": { data: [1, 2], next: "a" },
    a: { data: null, next: "b" },
    b: { data: [3], next: null },
  };
  expect(await everyPage(async (after = "") => pages[after] ?? { data: [] })).toEqual([1, 2, 3]);
});
