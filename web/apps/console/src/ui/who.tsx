import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { api, ok } from "../../../../shared/api.ts";

/** The record of one member, shared by every place that names the member. */
export function useMember(id: string | null | undefined) {
  return useQuery({
    queryKey: ["members", "one", id],
    queryFn: () => ok(api.GET("/v1/members/{id}", { params: { path: { id: id ?? "" } } })),
    enabled: !!id,
    staleTime: 30_000,
  });
}

/** A member's name as a link to the member's page; the id until the name is known. */
export function MemberLink({ id }: { id: string }): ReactNode {
  const member = useMember(id);
  return (
    <Link to="/members/$id" params={{ id }} onClick={(e) => e.stopPropagation()}>
      {member.data?.name || member.data?.card_no || member.data?.external_id || id}
    </Link>
  );
}
