import { keepPreviousData, type QueryClient, queryOptions, useQuery } from "@tanstack/react-query";
import { api, ok, type Schema, tagged } from "../../../../../shared/api.ts";
import { useMe } from "../../session.tsx";
import type { Programme } from "./document.ts";

/** A version, as its list says it. */
export type Version = Schema<"VersionOut">;
/** One difference between two programmes. */
export type Change = Schema<"ProgramChange">;
/** What a programme promises, in words. */
export type Description = Schema<"ProgramDescription">;
/** Names a programme: a version's number, the draft, the one in force, or a document. */
export type Which = number | "draft" | "in_force" | Programme;

/** The programme in force, with the version that is planned next. */
export const inForce = queryOptions({ queryKey: ["program"], queryFn: () => ok(api.GET("/v1/program")) });

/** Every version, newest first. */
export const versions = queryOptions({
  queryKey: ["program", "versions"],
  queryFn: () => ok(api.GET("/v1/program/versions")),
});

/** One version with its document. */
export function version(number: number) {
  return queryOptions({
    queryKey: ["program", "version", number],
    queryFn: () => ok(api.GET("/v1/program/versions/{number}", { params: { path: { number } } })),
  });
}

/** The draft with its tag. */
export const draft = queryOptions({
  queryKey: ["program", "draft"],
  queryFn: async () => {
    const { data, tag } = await tagged(api.GET("/v1/program/draft"));
    return { ...data, tag };
  },
});

/** What a programme promises, in words. */
export function described(program: Which) {
  return queryOptions({
    queryKey: ["program", "describe", program],
    queryFn: ({ signal }) => ok(api.POST("/v1/program/describe", { body: { program }, signal })),
    placeholderData: keepPreviousData,
  });
}

/** What lies between two programmes, and what members are told of it. */
export function compared(from: Which, to: Which, effective?: string) {
  return queryOptions({
    queryKey: ["program", "compare", from, to, effective ?? ""],
    queryFn: ({ signal }) =>
      ok(api.POST("/v1/program/compare", { body: { from, to, effective_at: effective }, signal })),
    placeholderData: keepPreviousData,
  });
}

/** Reads everything about the programme again, after something was published, withdrawn or saved. */
export async function changedProgramme(client: QueryClient): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: ["program"] }),
    client.invalidateQueries({ queryKey: ["conditions"] }),
  ]);
}

/** The version that was published last: the one that is planned, else the one in force. What a draft changes, it changes of that. */
export function useLatest(): { which: Which; planned?: Version } | undefined {
  const now = useQuery(inForce);
  if (!now.data) return undefined;
  return now.data.next ? { which: now.data.next.number, planned: now.data.next } : { which: "in_force" };
}

/**
 * Whether these pages are for the reader. Tills read the programme too, to name tiers; their pages are the till's, so that
 * reading it is not enough: one who neither writes it nor sees the ledger works at a till.
 */
export function useMayRead(): boolean {
  const may = useMe().permissions;
  return may.includes("program:read") && (may.includes("program:write") || may.includes("ledger:read"));
}
