import type { paths } from "../../../../../shared/schema.d.ts";
import type { Search } from "../../router.tsx";
import { stretch } from "../../ui/zone.ts";

type Query = NonNullable<paths["/v1/members"]["get"]["parameters"]["query"]>;

/** The words of the address that filter members; a saved view and an export keep exactly these. */
export const filterKeys = [
  "q",
  "tier",
  "tag",
  "store",
  "channel",
  "status",
  "joined_from",
  "joined_until",
  "last_from",
  "last_until",
  "spend_from",
  "spend_until",
  "condition",
] as const;

const sorts = ["joined", "last_order", "spend", "points"] as const;

/** What a list may be sorted by. */
export type MemberSort = (typeof sorts)[number];

/** The sort of the address; the newest first where it names none. */
export function sortOf(search: Search): { by: MemberSort; up: boolean } {
  const by = sorts.find((s) => s === search.sort) ?? "joined";
  return { by, up: search.dir === "asc" };
}

/** A whole number of the address, where it is one. */
export function whole(text: string | undefined): number | undefined {
  return text && /^\d{1,11}$/.test(text) ? Number(text) : undefined;
}

/** The address as the API asks it: days become instants of the merchant's zone. */
export function memberQuery(search: Search): Query {
  const joined = stretch(search.joined_from, search.joined_until);
  const last = stretch(search.last_from, search.last_until);
  const status = search.status === "member" || search.status === "customer" ? search.status : undefined;
  return {
    q: search.q?.trim() || undefined,
    tier: search.tier,
    tag: search.tag,
    store_id: search.store,
    channel: search.channel,
    status,
    joined_from: joined.from,
    joined_until: joined.until,
    last_order_from: last.from,
    last_order_until: last.until,
    spend_min: whole(search.spend_from),
    spend_max: whole(search.spend_until),
    condition: search.condition?.trim() || undefined,
  };
}
