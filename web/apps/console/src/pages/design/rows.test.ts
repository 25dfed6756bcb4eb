import { expect, test } from "vitest";
import { rowsOf } from "./rows.ts";

const line = (kind: string, benefit: string, cost: number) => ({
  kind,
  benefit,
  name: "",
  documents: 1,
  members: 2,
  quantity: 3,
  amount_minor: 0,
  cost_minor: cost,
});

test("what is used, what was used before, and what nobody uses", () => {
  const promised = (code: string) => ({
    code,
    kind: "quota" as const,
    name: { en: code.toUpperCase() },
    eligible: 9,
    users: 0,
    uses: 0,
    cost_minor: 0,
  });
  const rows = rowsOf(
    [line("quota", "a", 100)],
    [line("quota", "a", 70), line("card", "gone", 30)],
    [promised("a"), promised("b")],
    (name, code) => name.en ?? code,
  );
  expect(rows.map((r) => [r.key, r.name, r.cost, r.before, r.members, r.eligible])).toEqual([
    ["quota a", "a", 100, 70, 2, 9],
    ["card gone", "gone", 0, 30, 0, undefined],
    ["quota b", "B", 0, 0, 0, 9],
  ]);
});
