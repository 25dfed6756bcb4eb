import type { Schema } from "../../../../../shared/api.ts";
import { instantOf } from "../../ui/zone.ts";

/** A line of it. */
export type Line = Schema<"LineBody">;
/** Where it is placed. */
export type Channel = NonNullable<Schema<"PreviewQuote">["channel"]>;

/** An order that nobody placed. */
export interface Sample {
  who: "made" | "real" | "guest";
  member?: string;
  tier?: string;
  birthday?: number;
  tags: string[];
  points: number;
  spend: boolean;
  store?: string;
  channel: Channel;
  at?: string;
  lines: Line[];
}

/** The channels, in the order in which they are offered. */
export const channels: Channel[] = ["pos", "web", "miniapp", "h5"];

/** The sample as the API tries it. */
export function quoteOf(s: Sample): Schema<"PreviewQuote"> {
  return {
    member_id: s.who === "real" ? s.member : undefined,
    standing:
      s.who === "made"
        ? {
            tier: s.tier,
            points: s.spend ? s.points : undefined,
            attributes: {
              ...(s.birthday ? { birthday_month: s.birthday } : {}),
              ...(s.tags.length > 0 ? { tags: s.tags } : {}),
            },
          }
        : undefined,
    store_id: s.store,
    channel: s.channel,
    placed_at: s.at ? instantOf(s.at) : undefined,
    lines: s.lines,
    points: s.spend && s.who !== "guest" ? "max" : 0,
    balance_minor: 0,
  };
}
