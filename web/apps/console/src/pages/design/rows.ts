import type { Schema } from "../../../../../shared/api.ts";

type Used = Schema<"SheetLine">;
type Promised = Schema<"DesignBenefit">;

/** One benefit in a quarter. */
export interface Row {
  key: string;
  kind: string;
  benefit: string;
  name: string;
  members: number;
  quantity: number;
  amount: number;
  cost: number;
  /** What it cost in the quarter before. */
  before: number;
  /** Members whom the programme promises it; unknown of what it does not promise. */
  eligible?: number;
}

/** What was used in a quarter or in the one before, then what is promised and nobody used. */
export function rowsOf(
  now: Used[],
  before: Used[],
  promised: Promised[],
  named: (name: Promised["name"], code: string) => string,
): Row[] {
  const eligible = new Map(promised.map((b) => [b.code, b.eligible]));
  const cost = new Map(before.map((l) => [`${l.kind} ${l.benefit}`, l.cost_minor]));
  const rows = now.map((l) => row(l, l));
  const there = new Set(rows.map((r) => r.key));
  for (const l of before) {
    if (!there.has(`${l.kind} ${l.benefit}`)) rows.push(row(l));
    there.add(`${l.kind} ${l.benefit}`);
  }
  for (const b of promised) {
    if (!rows.some((r) => r.benefit === b.code))
      rows.push(row({ kind: b.kind, benefit: b.code, name: named(b.name, b.code) }));
  }
  return rows;

  function row(of: { kind: string; benefit: string; name?: string }, used?: Used): Row {
    const key = `${of.kind} ${of.benefit}`;
    return {
      key,
      kind: of.kind,
      benefit: of.benefit,
      name: of.name || of.benefit,
      members: used?.members ?? 0,
      quantity: used?.quantity ?? 0,
      amount: used?.amount_minor ?? 0,
      cost: used?.cost_minor ?? 0,
      before: cost.get(key) ?? 0,
      eligible: eligible.get(of.benefit),
    };
  }
}
