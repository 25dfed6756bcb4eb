import { useQuery } from "@tanstack/react-query";
import { api, ok, type Schema } from "../../../../../shared/api.ts";

export type Category = Schema<"CategoryOut">;

/** The tree of categories, parents before their children, with how deep each lies. */
export function useCategories() {
  const query = useQuery({
    queryKey: ["catalogue", "categories"],
    queryFn: () => ok(api.GET("/v1/categories", {})),
    staleTime: 60_000,
  });
  return { ...query, rows: inTree(query.data?.data ?? []) };
}

/** Categories as they are read: each one directly after its parent, siblings in their own order. */
export function inTree(all: Category[]): (Category & { depth: number })[] {
  const below = new Map<string, Category[]>();
  for (const c of all) below.set(c.parent ?? "", [...(below.get(c.parent ?? "") ?? []), c]);
  const walk = (parent: string, depth: number): (Category & { depth: number })[] =>
    (below.get(parent) ?? []).flatMap((c) => [{ ...c, depth }, ...walk(c.code, depth + 1)]);
  return walk("", 0);
}
