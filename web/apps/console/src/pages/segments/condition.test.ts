import { expect, test } from "vitest";
import { conditionOf } from "./condition.ts";

const code = (id: string) => (id === "sto_1" ? "north" : undefined);

test("filters become one condition", () => {
  expect(conditionOf({}, code)).toBe("");
  expect(conditionOf({ q: "Ada", sort: "spend" }, code)).toBe("");
  expect(conditionOf({ condition: " spend(365) > 1 || referred " }, code)).toBe("spend(365) > 1 || referred");
  expect(conditionOf({ tier: "gold", tag: 'a"b', condition: "referred || advised" }, code)).toBe(
    'tier == "gold" && "a\\"b" in tags && (referred || advised)',
  );
  expect(
    conditionOf({ store: "sto_1", joined_from: "2026-01-01", last_until: "2026-02-28", spend_from: "100" }, code),
  ).toBe('store == "north" && joined_on >= "2026-01-01" && last_order_on <= "2026-02-28" && spend_minor >= 100');
});

test("what is no filter is left out", () => {
  expect(conditionOf({ spend_until: "1e9", tier: "gold" }, code)).toBe('tier == "gold"');
});

test("nothing is kept while the store is not known", () => {
  expect(conditionOf({ store: "sto_2", tier: "gold" }, code)).toBe("");
  expect(conditionOf({ store: "sto_2", condition: "referred" }, () => undefined)).toBe("");
});
