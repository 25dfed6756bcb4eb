import { readFileSync } from "node:fs";
import { afterEach, describe, expect, it, vi } from "vitest";
import { api, onWritten, questions } from "./api.ts";

interface Operation {
  "x-permission"?: string;
}

const file = new URL("../../internal/api/testdata/openapi.json", import.meta.url);
const { paths } = JSON.parse(readFileSync(file, "utf8")) as { paths: Record<string, Record<string, Operation>> };

describe("what only asks", () => {
  const byReading = Object.keys(paths).filter((path) => paths[path]?.post?.["x-permission"]?.endsWith(":read"));
  // What needs more than the permission to read, and writes nothing all the same.
  const more = ["/v1/quotes", "/v1/uploads/{id}/inspect"];

  it("is every POST for which the permission to read is enough, and little else", () => {
    expect([...questions].sort()).toEqual([...byReading, ...more].sort());
  });

  it("is there", () => {
    for (const path of questions) expect(paths[path]?.post, path).toBeDefined();
  });
});

describe("whoever hears that something was written", () => {
  const hear = vi.fn();
  afterEach(() => {
    onWritten(undefined);
    vi.unstubAllGlobals();
    hear.mockReset();
  });
  const answering = (status: number) => {
    vi.stubGlobal("fetch", async () => new Response("{}", { status, headers: { "Content-Type": "application/json" } }));
    onWritten(hear);
  };

  it("is told of writes", async () => {
    answering(200);
    await api.POST("/v1/plans/{id}/quote", { params: { path: { id: "pln_1" } }, body: { member_id: "mem_1" } });
    await api.POST("/v1/segments/count", { body: { condition: "" } });
    await api.POST("/v1/orders/{id}/refunds", {
      params: { path: { id: "ord_1" }, query: { dry_run: true } },
      body: { number: "1" },
    });
    await api.GET("/v1/session");
    expect(hear).not.toHaveBeenCalled();
    await api.POST("/v1/orders/{id}/refunds", { params: { path: { id: "ord_1" } }, body: { number: "1" } });
    await api.DELETE("/v1/session");
    expect(hear).toHaveBeenCalledTimes(2);
  });

  it("is told nothing where it was refused", async () => {
    answering(422);
    await api.POST("/v1/orders/{id}/refunds", { params: { path: { id: "ord_1" } }, body: { number: "1" } });
    expect(hear).not.toHaveBeenCalled();
  });
});
