import { expect, test } from "vitest";
import { missingOf, reportOf, targetsOf, withTargets } from "./report.ts";

const header = ["订单号", "Invoice Date", "金额（元）", "备注"];

test("columns are found by their names, whatever width, case and unit", () => {
  const mapping = {
    kind: "orders" as const,
    fields: { number: ["订单号"], placed_at: ["invoicedate"], amount: ["金额(元)"] },
  };
  expect(targetsOf(mapping, header)).toEqual(["number", "placed_at", "amount", ""]);
});

test("of several columns of a preset the first that is there counts", () => {
  expect(targetsOf({ fields: { number: ["InvoiceNo", "Invoice"] } }, ["Invoice", "Price"])).toEqual(["number", ""]);
});

test("what was chosen is written back, attributes apart", () => {
  const made = withTargets({ source: "till" }, ["a", "b", "c"], ["phone", "attr:feeding", ""]);
  expect(made).toEqual({ source: "till", fields: { phone: ["a"] }, attributes: { feeding: "b" } });
});

test("what is missing is told, unless a fixed value gives it", () => {
  const kind = {
    kind: "orders",
    fields: [
      { name: "number", label: "订单号", required: true },
      { name: "amount", label: "金额", required: false },
    ],
    any_of: ["amount", "paid"],
  };
  expect(missingOf(kind, {})).toEqual({ required: ["number"], anyOf: ["amount", "paid"] });
  expect(missingOf(kind, { defaults: { number: "1" }, fields: { paid: ["x"] } })).toEqual({ required: [], anyOf: [] });
});

test("a report is read from a result, and reasons are counted", () => {
  const report = reportOf({
    kind: "orders",
    rows_read: 4,
    rows_taken: 1,
    rows_refused: 3,
    refused: [
      { row: 2, field: "sku", code: "a", message: "A" },
      { row: 3, field: "", code: "b", message: "B" },
      { row: 4, field: "", code: "b", message: "B" },
    ],
  });
  expect(report?.reasons.map((r) => [r.code, r.count])).toEqual([
    ["b", 2],
    ["a", 1],
  ]);
  expect(report?.counts.ordersCreated).toBe(0);
  for (const nothing of [null, undefined, {}, "x", []]) expect(reportOf(nothing)).toBeUndefined();
});
