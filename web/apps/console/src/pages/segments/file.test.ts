import { expect, test } from "vitest";
import { decoded, firstColumn } from "./file.ts";

test("the first column of a file", () => {
  expect(firstColumn('\uFEFF13800138000,Ada\r\n"A ""1""",x\n\n  C-1 ;y\nC-1\tz\n')).toEqual([
    "13800138000",
    'A "1"',
    "C-1",
  ]);
  expect(firstColumn("")).toEqual([]);
  expect(firstColumn(`${"x".repeat(201)}\nok`)).toEqual(["ok"]);
});

test("files of spreadsheets in China", () => {
  expect(decoded(new Uint8Array([0xbf, 0xa8, 0xba, 0xc5]).buffer)).toBe("卡号");
  expect(decoded(new TextEncoder().encode("卡号").buffer)).toBe("卡号");
});
