import type { paths } from "../../../../../shared/schema.d.ts";
import type { Search } from "../../router.tsx";
import { stretch } from "../../ui/zone.ts";

type Query = NonNullable<paths["/v1/orders"]["get"]["parameters"]["query"]>;

/** The address as the API asks it: days become instants of the merchant's zone. */
export function orderQuery(search: Search): Query {
  const placed = stretch(search.from, search.to);
  const status = (["paid", "partly_refunded", "refunded"] as const).find((s) => s === search.status);
  return {
    number: search.number?.trim() || undefined,
    member_id: search.member,
    store_id: search.store,
    channel: search.channel,
    status,
    fulfilment: (["none", "shipped", "delivered", "signed", "completed"] as const).find((s) => s === search.fulfilment),
    from: placed.from,
    to: placed.until,
  };
}
