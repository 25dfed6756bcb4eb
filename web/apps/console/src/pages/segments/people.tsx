import { queryOptions, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { api, tagged } from "../../../../../shared/api.ts";
import { count } from "../../../../../shared/format.ts";

/** One segment with how many are in it now and what uses it, and the version that was read. */
export const segmentQuery = (id: string) =>
  queryOptions({
    queryKey: ["segments", "one", id],
    queryFn: () => tagged(api.GET("/v1/segments/{id}", { params: { path: { id } } })),
    staleTime: 30_000,
  });

/** How many are in a segment now. */
export function People({ id }: { id: string }): ReactNode {
  const one = useQuery(segmentQuery(id));
  return one.data ? count(one.data.data.members ?? 0) : <span className="meta">…</span>;
}
