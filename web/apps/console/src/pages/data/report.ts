import type { Schema } from "../../../../../shared/api.ts";

/** Which column of a file is which field. */
export type Mapping = Schema<"InspectOut">["mapping"];

/** The kinds of files. */
export type Kind = NonNullable<Mapping["kind"]>;

/** What became of a file, as a job's result tells it; a figure that is missing there is 0. */
export interface Report {
  kind: string;
  file: string;
  dryRun: boolean;
  importID: string;
  read: number;
  taken: number;
  refused: number;
  counts: Record<CountKey, number>;
  roundingMinor: number;
  resumed: boolean;
  notes: { en: string; zh: string }[];
  reasons: { message: string; code: string; count: number }[];
  rows: { row: number; field: string; message: string }[];
}

/** What an import counts beside rows. */
export const countKeys = [
  ["members_created", "membersCreated"],
  ["members_existing", "membersExisting"],
  ["products_created", "productsCreated"],
  ["products_changed", "productsChanged"],
  ["orders_created", "ordersCreated"],
  ["orders_existing", "ordersExisting"],
  ["returns_matched", "returnsMatched"],
  ["returns_unmatched", "returnsUnmatched"],
  ["returns_existing", "returnsExisting"],
] as const;

type CountKey = (typeof countKeys)[number][1];

function number(value: unknown): number {
  return typeof value === "number" ? value : 0;
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function list(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter((v) => typeof v === "object" && v !== null) : [];
}

/** Reads the report of an import out of a job's result; undefined where there is none. */
export function reportOf(result: unknown): Report | undefined {
  if (typeof result !== "object" || result === null || !("rows_read" in result)) return undefined;
  const r = result as Record<string, unknown>;
  const rows = list(r.refused).map((f) => ({ row: number(f.row), field: text(f.field), message: text(f.message) }));
  const reasons = new Map<string, { message: string; code: string; count: number }>();
  for (const f of list(r.refused)) {
    const code = text(f.code);
    const known = reasons.get(code);
    if (known) known.count += 1;
    else reasons.set(code, { code, message: text(f.message), count: 1 });
  }
  return {
    kind: text(r.kind),
    file: text(r.file),
    dryRun: r.dry_run === true,
    importID: text(r.import_id),
    read: number(r.rows_read),
    taken: number(r.rows_taken),
    refused: number(r.rows_refused),
    counts: Object.fromEntries(countKeys.map(([from, to]) => [to, number(r[from])])) as Report["counts"],
    roundingMinor: number(r.rounding_difference_minor),
    resumed: r.resumed === true,
    notes: list(r.notes).map((n) => ({ en: text(n.en), zh: text(n.zh) })),
    reasons: [...reasons.values()].sort((a, b) => b.count - a.count),
    rows,
  };
}

/** Names of columns are the same where only width, case, blanks, punctuation or a unit in brackets differ. */
function fold(name: string): string {
  const plain = name.normalize("NFKC").toLowerCase();
  const cut = plain.search(/[([]/);
  return (cut > 0 ? plain.slice(0, cut) : plain).replace(/[^\p{L}\p{N}]/gu, "");
}

/** For each column of the header what it is: a field, "attr:code", or "" for nothing. */
export function targetsOf(mapping: Mapping, header: string[]): string[] {
  const out = header.map(() => "");
  const put = (columns: string[], target: string) => {
    for (const column of columns) {
      const at = header.findIndex((h, i) => !out[i] && fold(h) === fold(column));
      if (at >= 0) {
        out[at] = target;
        return;
      }
    }
  };
  for (const [field, columns] of Object.entries(mapping.fields ?? {})) put(columns, field);
  for (const [code, column] of Object.entries(mapping.attributes ?? {})) put([column], `attr:${code}`);
  return out;
}

/** The mapping with what each column was chosen to be. */
export function withTargets(mapping: Mapping, header: string[], targets: string[]): Mapping {
  const fields: Record<string, string[]> = {};
  const attributes: Record<string, string> = {};
  targets.forEach((target, i) => {
    const column = header[i];
    if (!target || column === undefined) return;
    if (target.startsWith("attr:")) attributes[target.slice(5)] = column;
    else fields[target] = [column];
  });
  return { ...mapping, fields, attributes };
}

/** The fields that are needed and that no column and no fixed value gives. */
export function missingOf(kind: Schema<"KindOut">, mapping: Mapping): { required: string[]; anyOf: string[] } {
  const has = (name: string) => (mapping.fields?.[name]?.length ?? 0) > 0;
  const required = (kind.fields ?? [])
    .filter((f) => f.required && !has(f.name) && !mapping.defaults?.[f.name])
    .map((f) => f.name);
  const any = kind.any_of ?? [];
  return { required, anyOf: any.length > 0 && !any.some(has) ? any : [] };
}
