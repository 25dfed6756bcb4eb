import { afterEach, expect, test, vi } from "vitest";
import { copied } from "./copy.ts";

afterEach(() => void vi.unstubAllGlobals());

test("a text is copied, or it is said that it was not", async () => {
  const writeText = vi.fn(async () => {});
  vi.stubGlobal("navigator", { clipboard: { writeText } });
  expect(await copied("1234")).toBe(true);
  expect(writeText).toHaveBeenCalledWith("1234");
  writeText.mockRejectedValueOnce(new Error("not allowed"));
  expect(await copied("1234")).toBe(false);
  vi.stubGlobal("navigator", {}); // where the address is not secure there is no clipboard at all
  expect(await copied("1234")).toBe(false);
});
