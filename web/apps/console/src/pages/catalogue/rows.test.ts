import { expect, test } from "vitest";
import { cells, minorOf, readPrices } from "./rows.ts";

test("a line is cut at tabs, commas or semicolons, and quotes hold them", () => {
  expect(cells("A\t1,5\tx")).toEqual(["A", "1,5", "x"]);
  expect(cells('"a ""b"", c",2')).toEqual(['a "b", c', "2"]);
  expect(cells("A;2")).toEqual(["A", "2"]);
});

test("amounts are whole minor units or none", () => {
  expect(minorOf("¥1,190.50", 2)).toBe(119050);
  expect(minorOf("119", 2)).toBe(11900);
  expect(minorOf("0.5", 2)).toBe(50);
  expect(minorOf("119.005", 2)).toBeUndefined();
  expect(minorOf("119.10", 0)).toBeUndefined();
  expect(minorOf("119.00", 0)).toBe(119);
  expect(minorOf("-1", 2)).toBeUndefined();
  expect(minorOf("abc", 2)).toBeUndefined();
});

test("a heading is skipped and wrong lines are named", () => {
  const read = readPrices("编码,价格,限量\r\nA,10,5\r\n\r\n,3\r\nB,x\r\nC,1,1.5\r\nD,2", 2);
  expect(read.rows).toEqual([
    { line: 2, sku: "A", price_minor: 1000, stock: 5 },
    { line: 7, sku: "D", price_minor: 200, stock: undefined },
  ]);
  expect(read.bad).toEqual([
    { line: 4, why: "badSku" },
    { line: 5, why: "badPrice" },
    { line: 6, why: "badStock" },
  ]);
  expect(readPrices("\uFEFFA,x", 2).bad).toEqual([]);
});
