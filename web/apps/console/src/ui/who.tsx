import { queryOptions, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { api, ok } from "../../../../shared/api.ts";

/** How the record of one member is read, and kept for every place that names the member. */
export const memberQuery = (id: string) =>
  queryOptions({
    queryKey: ["members", "one", id],
    queryFn: () => ok(api.GET("/v1/members/{id}", { params: { path: { id } } })),
    staleTime: 30_000,
  });

/** The record of one member. */
export function useMember(id: string | null | undefined) {
  return useQuery({ ...memberQuery(id ?? ""), enabled: !!id });
}

/** A member's name as a link to the member's page; the id where the name may not be known. */
export function MemberLink({ id }: { id: string }): ReactNode {
  const member = useMember(id);
  return (
    <Link to="/members/$id" params={{ id }} onClick={(e) => e.stopPropagation()}>
      {member.isLoading ? "…" : member.data?.name || member.data?.card_no || member.data?.external_id || id}
    </Link>
  );
}
