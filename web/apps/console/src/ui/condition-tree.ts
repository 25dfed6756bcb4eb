import type { Schema } from "../../../../shared/api.ts";

/** A condition as the API reads and writes it. */
export type ConditionNode = Schema<"ConditionNode">;
/** What a condition is compared with. */
export type ConditionValue = Schema<"ConditionNode">["value"];
/** Everything that a condition may name. */
export type Catalogue = Schema<"ConditionCatalogue">;
/** The operators of the API. */
export type Operator = NonNullable<ConditionNode["operator"]>;
type OperatorWords = Schema<"ConditionOperator">;
type Attribute = Schema<"ConditionAttribute">;

/** One row of the builder: a subject, an operator, and a value or another attribute. */
export interface Row {
  kind: "row";
  id: number;
  denied: boolean;
  attribute?: string;
  window?: string;
  period?: string;
  operator?: Operator;
  value?: ConditionValue;
  other?: string;
}

/** Rows and groups that are joined by and, or by or. */
export interface Group {
  kind: "group";
  id: number;
  denied: boolean;
  join: "all" | "any";
  parts: Part[];
}

/** A part of the builder. */
export type Part = Row | Group;

let last = 0;
const fresh = () => ++last;

/** A row in which nothing is chosen yet. */
export function emptyRow(): Row {
  return { kind: "row", id: fresh(), denied: false };
}

/** A group without parts; as the root it holds always. */
export function emptyGroup(join: "all" | "any" = "all", parts: Part[] = []): Group {
  return { kind: "group", id: fresh(), denied: false, join, parts };
}

/** The tree of the API as the builder shows it: a group at the root, "not" as a mark of what it denies. */
export function groupOf(node: ConditionNode | null | undefined): Group {
  if (!node) return emptyGroup();
  const part = partOf(node);
  return part.kind === "group" && !part.denied ? part : emptyGroup("all", [part]);
}

function partOf(node: ConditionNode): Part {
  const inner = node.nodes?.[0];
  if (node.kind === "not" && inner) {
    const part = partOf(inner);
    return { ...part, denied: !part.denied };
  }
  if (node.kind === "all" || node.kind === "any") {
    return emptyGroup(node.kind, (node.nodes ?? []).map(partOf));
  }
  const { attribute, window, period, operator, value, other } = node;
  return { kind: "row", id: fresh(), denied: false, attribute, window, period, operator, value, other };
}

/** What the builder shows, as the API reads it. */
export function nodeOf(part: Part): ConditionNode {
  const node: ConditionNode =
    part.kind === "group"
      ? { kind: part.join, nodes: part.parts.map(nodeOf) }
      : clean({
          kind: "clause",
          attribute: part.attribute,
          window: part.window,
          period: part.window ? part.period : undefined,
          operator: part.operator,
          value: part.other ? undefined : part.value,
          other: part.other,
        });
  return part.denied ? { kind: "not", nodes: [node] } : node;
}

function clean(node: ConditionNode): ConditionNode {
  return Object.fromEntries(Object.entries(node).filter(([, v]) => v !== undefined)) as unknown as ConditionNode;
}

/** Whose part a mistake names: `tree.nodes[1].nodes[0].value` of the written tree, by the part's id. */
export function partAt(root: Group, field: string): Part | undefined {
  const steps = [...field.matchAll(/nodes\[(\d+)\]/g)].map((m) => Number(m[1]));
  let part: Part | undefined = root;
  let inNot = root.denied;
  for (const step of steps) {
    if (inNot) {
      inNot = false; // the one node of a "not" is the part itself
      continue;
    }
    if (part?.kind !== "group") return part;
    part = part.parts[step];
    inNot = part?.denied ?? false;
  }
  return part;
}

/** The root with one of its parts changed, or taken out where `change` answers undefined. */
export function withPart(root: Group, id: number, change: (part: Part) => Part | undefined): Group {
  const next = changed(root, id, change);
  return next?.kind === "group" ? next : emptyGroup();
}

function changed(part: Part, id: number, change: (part: Part) => Part | undefined): Part | undefined {
  if (part.id === id) return change(part);
  if (part.kind === "row") return part;
  const parts = part.parts.map((p) => changed(p, id, change)).filter((p) => p !== undefined);
  const same = parts.length === part.parts.length && parts.every((p, i) => p === part.parts[i]);
  return same ? part : { ...part, parts };
}

/** The root with a new part at the end of a group. */
export function withNew(root: Group, groupID: number, part: Part): Group {
  return withPart(root, groupID, (p) => (p.kind === "group" ? { ...p, parts: [...p.parts, part] } : p));
}

/** How many rows there are. */
export function rowsOf(part: Part): number {
  return part.kind === "row" ? 1 : part.parts.reduce((sum, p) => sum + rowsOf(p), 0);
}

/** Names a subject of the catalogue in a select: an attribute or, after "w:", a window. */
export function subjectKey(row: Row): string | undefined {
  return row.window ? `w:${row.window}` : row.attribute;
}

/** The attribute or the window of a row, as the catalogue knows it. */
export function subjectOf(
  catalogue: Catalogue,
  row: Row,
): { attribute?: Attribute; operators: OperatorWords[]; unit: string; type: string } | undefined {
  if (row.window) {
    const window = catalogue.windows.find((w) => w.name === row.window);
    return window && { operators: window.operators, unit: window.unit, type: "int" };
  }
  const attribute = catalogue.attributes.find((a) => a.name === row.attribute);
  return attribute && { attribute, operators: attribute.operators, unit: attribute.unit, type: attribute.type };
}

/** A row about something else: what fits of its operator and value stays. */
export function withSubject(catalogue: Catalogue, row: Row, key: string): Row {
  const was = subjectOf(catalogue, row);
  const next: Row = key.startsWith("w:")
    ? { kind: "row", id: row.id, denied: row.denied, window: key.slice(2), period: row.period ?? "365" }
    : { kind: "row", id: row.id, denied: row.denied, attribute: key };
  const is = subjectOf(catalogue, next);
  if (!is) return next;
  const kept = is.operators.find((o) => o.code === row.operator);
  const operator = kept ?? is.operators[0];
  next.operator = operator?.code;
  const same =
    was &&
    was.type === is.type &&
    was.unit === is.unit &&
    !was.attribute?.choices.length &&
    !is.attribute?.choices.length;
  if (same && kept && !row.other) next.value = row.value;
  else {
    next.denied = false;
    next.value = firstValue(is.type, operator);
  }
  return next;
}

/** What stands in a new row: true of a yes-or-no, nothing else. */
function firstValue(type: string, operator: OperatorWords | undefined): ConditionValue {
  if (operator?.values === "many") return [];
  return type === "bool" && operator?.values === "one" ? true : undefined;
}

/** A row with another operator; a leading "!" denies it. A list becomes its first value, and the other way round. */
export function withOperator(catalogue: Catalogue, row: Row, key: string): Row {
  const denied = key.startsWith("!");
  const code = (denied ? key.slice(1) : key) as Operator;
  const operator = subjectOf(catalogue, row)?.operators.find((o) => o.code === code);
  const next: Row = { ...row, denied, operator: code };
  const value = row.value;
  if (operator?.values === "none") {
    next.value = undefined;
    next.other = undefined;
  } else if (operator?.values === "many") {
    next.other = undefined;
    next.value = Array.isArray(value)
      ? value
      : value === undefined || value === null
        ? []
        : ([value] as ConditionValue);
  } else if (Array.isArray(value)) next.value = value[0] as ConditionValue;
  if (!comparing(code)) next.other = undefined;
  return next;
}

/** Whether two attributes can be compared by the operator. */
export function comparing(code: Operator | undefined): boolean {
  return !!code && /^[<>=!]=?$/.test(code);
}

/**
 * The attributes that a row could be compared with instead of a value: days with days, choices with the same choices. Others
 * of the same type and unit, such as two sums, are left to the text; one that stands there already is among them.
 */
export function othersOf(catalogue: Catalogue, row: Row): Attribute[] {
  const is = subjectOf(catalogue, row);
  if (!is || is.type === "bool" || is.type === "list" || !comparing(row.operator)) return [];
  const choices = JSON.stringify(is.attribute?.choices.map((c) => c.value) ?? []);
  return catalogue.attributes.filter(
    (a) =>
      a.name !== row.attribute &&
      a.type === is.type &&
      a.unit === is.unit &&
      (a.name === row.other || a.unit === "none") &&
      (a.name === row.other || a.type === "day" || JSON.stringify(a.choices.map((c) => c.value)) === choices) &&
      (a.type !== "text" || a.choices.length > 0),
  );
}

/** Operators whose denied form is offered: what has no opposite of its own. */
const deniable = new Set<string>(["in", "includes", "contains", "starts_with", "ends_with", "has"]);

/** What the operator select offers; a denied form that stands there already is always among them. */
export function operatorKeys(
  operators: OperatorWords[],
  row: Row,
): { key: string; operator: OperatorWords; denied: boolean }[] {
  return operators.flatMap((operator) => {
    const plain = { key: operator.code, operator, denied: false };
    const denied = { key: `!${operator.code}`, operator, denied: true };
    const both = deniable.has(operator.code) || (row.denied && row.operator === operator.code);
    return both ? [plain, denied] : [plain];
  });
}

/** The first row about which nothing is chosen yet. */
export function unchosen(part: Part): Row | undefined {
  if (part.kind === "row") return subjectKey(part) ? undefined : part;
  for (const p of part.parts) {
    const row = unchosen(p);
    if (row) return row;
  }
  return undefined;
}
