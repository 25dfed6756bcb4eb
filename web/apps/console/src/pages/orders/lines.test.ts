import { describe, expect, it } from "vitest";
import { bodyLines, complete, type NewLine, newNumber, takes } from "./lines.ts";
import { paymentsOf } from "./payments.tsx";
import { nothing, quoteBody } from "./quote.ts";

const line: NewLine = { key: "a", name: "湿巾", type: "product", quantity: 2, price: 4990 };

describe("what comes back", () => {
  it("leaves out lines of which nothing comes back, in the order of lines", () => {
    expect(takes({ 2: 1, 0: 3, 1: 0 })).toEqual([
      { line: 0, quantity: 3 },
      { line: 2, quantity: 1 },
    ]);
    expect(takes({})).toEqual([]);
  });
});

describe("a number", () => {
  it("is another each time and short enough", () => {
    const now = new Date("2026-11-22T05:04:03Z");
    const many = new Set(Array.from({ length: 50 }, () => newNumber("R", now)));
    expect(many.size).toBeGreaterThan(45);
    for (const n of many) expect(n).toMatch(/^R261122050403-[0-9A-Z]{4}$/);
  });
});

describe("lines by hand", () => {
  it("count when they name something and have a number and a price", () => {
    expect(complete(line)).toBe(true);
    expect(complete({ ...line, name: " " })).toBe(false);
    expect(complete({ ...line, name: "", sku: "CA1" })).toBe(true);
    expect(complete({ ...line, quantity: null })).toBe(false);
    expect(complete({ ...line, quantity: 0 })).toBe(false);
    expect(complete({ ...line, price: null })).toBe(false);
    expect(complete({ ...line, price: 0 })).toBe(true);
  });
  it("are sent without those that are not finished", () => {
    expect(bodyLines([line, { ...line, price: null }])).toEqual([
      { sku: undefined, name: "湿巾", type: "product", quantity: 2, unit_price_minor: 4990 },
    ]);
  });
  it("use nothing of a guest", () => {
    const draft = {
      ...nothing,
      channel: "pos" as const,
      lines: [line],
      points: 100,
      coupons: "best" as const,
      uses: { etl_1: 2, etl_2: 0 },
      proof: { kind: "pin" as const, value: "1" },
    };
    expect(quoteBody(draft)).toMatchObject({ points: 0, coupons: [], entitlements: undefined, proof: undefined });
    expect(quoteBody({ ...draft, member: "mem_1" })).toMatchObject({
      points: 100,
      coupons: "best",
      entitlements: [{ id: "etl_1", quantity: 2 }],
      proof: { kind: "pin", value: "1" },
    });
  });
});

describe("payments", () => {
  it("follow the sum where nothing was typed", () => {
    expect(paymentsOf([{ kind: "cash", amount: null }], 500)).toEqual([{ kind: "cash", amount_minor: 500 }]);
  });
  it("give what the others leave to the empty one", () => {
    const pays = [
      { kind: "cash" as const, amount: 300 },
      { kind: "wechat" as const, amount: null },
      { kind: "card" as const, amount: null },
    ];
    expect(paymentsOf(pays, 500)).toEqual([
      { kind: "cash", amount_minor: 300 },
      { kind: "wechat", amount_minor: 200 },
    ]);
  });
  it("are none where nothing is to be paid, and never below nothing", () => {
    expect(paymentsOf([{ kind: "cash", amount: null }], 0)).toEqual([]);
    expect(
      paymentsOf(
        [
          { kind: "cash", amount: 800 },
          { kind: "card", amount: null },
        ],
        500,
      ),
    ).toEqual([{ kind: "cash", amount_minor: 800 }]);
  });
});
