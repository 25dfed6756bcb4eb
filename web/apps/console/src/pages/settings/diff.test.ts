import { expect, test } from "vitest";
import { changes } from "./diff.tsx";

test("only what differs is told, by its path", () => {
  expect(changes({ a: 1, b: { c: "x", d: [1, 2] } }, { a: 1, b: { c: "y", d: [1, 2, 3] } })).toEqual([
    { path: "b.c", before: "x", after: "y" },
    { path: "b.d", before: "1, 2", after: "1, 2, 3" },
  ]);
});

test("what was made or taken away has one side", () => {
  expect(changes(undefined, { name: "A" })).toEqual([{ path: "name", before: undefined, after: "A" }]);
  expect(changes({ on: true }, undefined)).toEqual([{ path: "on", before: "true", after: undefined }]);
  expect(changes({ list: [{ n: 1 }] }, { list: [] })).toEqual([{ path: "list.1.n", before: "1", after: undefined }]);
});

test("the same is nothing", () => {
  expect(changes({ a: [] }, { a: [] })).toEqual([]);
  expect(changes(null, undefined)).toEqual([]);
});
