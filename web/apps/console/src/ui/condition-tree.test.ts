import { describe, expect, it } from "vitest";
import {
  type Catalogue,
  type ConditionNode,
  emptyGroup,
  emptyRow,
  groupOf,
  nodeOf,
  operatorKeys,
  othersOf,
  partAt,
  type Row,
  rowsOf,
  unchosen,
  withNew,
  withOperator,
  withPart,
  withSubject,
} from "./condition-tree.ts";

const label = { zh: "", en: "" };
const op = (code: string, values: "one" | "many" | "none" = "one") => ({ code, label, denied: label, values });
const catalogue = {
  scope: "line",
  currency: "CNY",
  exponent: 2,
  periods: [],
  windows: [{ name: "spend", label, unit: "minor", operators: [op(">="), op("<")] }],
  attributes: [
    {
      name: "tier",
      label,
      of: "member",
      type: "text",
      unit: "none",
      operators: [op("=="), op("in", "many"), op("has", "none")],
      choices: [{ value: "gold", label }],
      open: false,
      selectable: true,
    },
    {
      name: "tags",
      label,
      of: "member",
      type: "list",
      unit: "none",
      operators: [op("includes")],
      choices: [],
      open: true,
      selectable: true,
    },
    {
      name: "birthday_month",
      label,
      of: "member",
      type: "int",
      unit: "none",
      operators: [op("=="), op(">=")],
      choices: [{ value: 1, label }],
      open: false,
      selectable: true,
    },
    {
      name: "order.month",
      label,
      of: "order",
      type: "int",
      unit: "none",
      operators: [op("=="), op(">=")],
      choices: [{ value: 1, label }],
      open: false,
      selectable: false,
    },
    {
      name: "referred",
      label,
      of: "member",
      type: "bool",
      unit: "none",
      operators: [op("==")],
      choices: [],
      open: false,
      selectable: true,
    },
    {
      name: "spend_minor",
      label,
      of: "member",
      type: "int",
      unit: "minor",
      operators: [op(">="), op("==")],
      choices: [],
      open: true,
      selectable: true,
    },
  ],
} as unknown as Catalogue;

const spend: ConditionNode = { kind: "clause", window: "spend", period: "365", operator: ">=", value: 500000 };
const tier: ConditionNode = { kind: "clause", attribute: "tier", operator: "==", value: "gold" };
const tags: ConditionNode = { kind: "clause", attribute: "tags", operator: "includes", value: "vip" };

describe("a tree", () => {
  it("comes back as it was", () => {
    const nodes: ConditionNode[] = [
      { kind: "all", nodes: [spend, { kind: "any", nodes: [tier, { kind: "not", nodes: [tags] }] }] },
      { kind: "all", nodes: [spend, { kind: "not", nodes: [{ kind: "any", nodes: [tier, tags] }] }] },
      { kind: "any", nodes: [] },
    ];
    for (const node of nodes) expect(nodeOf(groupOf(node))).toEqual(node);
  });

  it("has a group at its root, whatever it was", () => {
    expect(nodeOf(groupOf(spend))).toEqual({ kind: "all", nodes: [spend] });
    const denied: ConditionNode = { kind: "not", nodes: [{ kind: "all", nodes: [tier] }] };
    expect(nodeOf(groupOf(denied))).toEqual({ kind: "all", nodes: [denied] });
    expect(nodeOf(groupOf({ kind: "not", nodes: [{ kind: "not", nodes: [spend] }] }))).toEqual({
      kind: "all",
      nodes: [spend],
    });
    expect(groupOf(null).parts).toEqual([]);
  });

  it("sends nothing that is not set", () => {
    expect(nodeOf({ ...emptyRow(), attribute: "tier", operator: "has" })).toEqual({
      kind: "clause",
      attribute: "tier",
      operator: "has",
    });
    const row: Row = { ...emptyRow(), attribute: "birthday_month", operator: "==", value: 3, other: "order.month" };
    expect(nodeOf(row)).toEqual({ kind: "clause", attribute: "birthday_month", operator: "==", other: "order.month" });
  });

  it("finds the part that a mistake names, below a not too", () => {
    const root = groupOf({
      kind: "all",
      nodes: [spend, { kind: "not", nodes: [{ kind: "any", nodes: [tier, { kind: "not", nodes: [tags] }] }] }],
    });
    const group = root.parts[1];
    if (group?.kind !== "group") throw new Error("no group");
    expect(partAt(root, "tree.nodes[0].value")).toBe(root.parts[0]);
    expect(partAt(root, "tree.nodes[1].nodes[0].nodes[0].value")).toBe(group.parts[0]);
    expect(partAt(root, "tree.nodes[1].nodes[0].nodes[1].nodes[0].value")).toBe(group.parts[1]);
    expect(partAt(root, "tree")).toBe(root);
  });

  it("is edited part by part, and leaves what was there alone", () => {
    const root = groupOf({ kind: "all", nodes: [spend, { kind: "any", nodes: [tier, tags] }] });
    const group = root.parts[1];
    if (group?.kind !== "group") throw new Error("no group");
    const more = withNew(root, group.id, emptyRow());
    expect(rowsOf(root)).toBe(3);
    expect(rowsOf(more)).toBe(4);
    expect(more.parts[0]).toBe(root.parts[0]);
    expect(unchosen(more)).toBeDefined();
    expect(unchosen(root)).toBeUndefined();
    expect(rowsOf(withPart(more, group.id, () => undefined))).toBe(1);
    expect(withPart(root, root.id, () => undefined).parts).toEqual([]);
    expect(withPart(root, -1, () => undefined)).toBe(root);
  });
});

describe("a row", () => {
  const row: Row = { ...emptyRow(), window: "spend", period: "90", operator: ">=", value: 100 };

  it("keeps its value with a subject of the same unit only", () => {
    expect(withSubject(catalogue, row, "spend_minor")).toMatchObject({
      attribute: "spend_minor",
      operator: ">=",
      value: 100,
    });
    expect(withSubject(catalogue, row, "birthday_month")).toMatchObject({ operator: ">=", value: undefined });
    expect(withSubject(catalogue, row, "referred")).toMatchObject({ operator: "==", value: true });
    expect(withSubject(catalogue, { ...emptyRow(), attribute: "tier" }, "w:spend")).toMatchObject({
      window: "spend",
      period: "365",
    });
  });

  it("turns a value into a list and back", () => {
    const one: Row = { ...emptyRow(), attribute: "tier", operator: "==", value: "gold" };
    const many = withOperator(catalogue, one, "in");
    expect(many.value).toEqual(["gold"]);
    expect(withOperator(catalogue, many, "==").value).toBe("gold");
    expect(withOperator(catalogue, many, "!has")).toMatchObject({ denied: true, operator: "has", value: undefined });
    expect(withOperator(catalogue, { ...one, value: undefined }, "in").value).toEqual([]);
  });

  it("offers other attributes of the same kind, and none of another", () => {
    const month: Row = { ...emptyRow(), attribute: "birthday_month", operator: "==" };
    expect(othersOf(catalogue, month).map((a) => a.name)).toEqual(["order.month"]);
    expect(othersOf(catalogue, row)).toEqual([]);
    expect(othersOf(catalogue, { ...row, other: "spend_minor" }).map((a) => a.name)).toEqual(["spend_minor"]);
    expect(othersOf(catalogue, { ...emptyRow(), attribute: "tags", operator: "includes" })).toEqual([]);
    expect(othersOf(catalogue, emptyRow())).toEqual([]);
  });

  it("offers the denied form of what has no opposite, and of what is denied already", () => {
    const tierOps = catalogue.attributes[0]?.operators ?? [];
    expect(operatorKeys(tierOps, emptyRow()).map((o) => o.key)).toEqual(["==", "in", "!in", "has", "!has"]);
    const denied: Row = { ...emptyRow(), denied: true, operator: "==" };
    expect(operatorKeys(tierOps, denied).map((o) => o.key)).toContain("!==");
    expect(emptyGroup().parts).toEqual([]);
  });
});
