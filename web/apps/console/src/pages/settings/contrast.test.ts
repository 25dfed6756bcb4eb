import { expect, test } from "vitest";
import { contrast, enough, inkOn, isColour } from "./contrast.ts";

test("contrast goes from 1 to 21 and knows no order", () => {
  expect(contrast("#000000", "#FFFFFF")).toBeCloseTo(21);
  expect(contrast("#FFFFFF", "#000000")).toBeCloseTo(21);
  expect(contrast("#2B5BE8", "#2b5be8")).toBeCloseTo(1);
});

test("the better ink always reads well enough", () => {
  for (const colour of ["#2B5BE8", "#FFD400", "#7F7F7F", "#E5484D", "#000000", "#FFFFFF"]) {
    expect(contrast(inkOn(colour), colour)).toBeGreaterThanOrEqual(enough);
  }
});

test("only six digits are a colour", () => {
  for (const text of ["#fff", "red", "", undefined, "#12345G"]) expect(isColour(text)).toBe(false);
});
