import type { ReactNode } from "react";
import type { Schema } from "../../../../../shared/api.ts";
import { count, money } from "../../../../../shared/format.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { Tag } from "../../ui/page.tsx";
import { grouped } from "../coupons/words.ts";
import { bringWords } from "./bringwords.ts";

/** Whether an outcome has anything to tell of coupons and entitlements. */
export function tellsUsed(o: Schema<"OutcomeOut">): boolean {
  return o.coupons.length > 0 || o.entitlements.length > 0;
}

/** What became of each coupon, and why one was not used; the uses of entitlements. */
export function Used({ outcome }: { outcome: Schema<"OutcomeOut"> }): ReactNode {
  const t = useWords(bringWords);
  return (
    <>
      <ul className="used">
        {outcome.coupons.map((c) => (
          <li key={c.code}>
            <span>
              {c.name || grouped(c.code)}
              <small className="meta tabular">{c.name ? grouped(c.code) : ""}</small>
              {c.message ? <small className="meta">{c.message}</small> : null}
            </span>
            {c.status === "applied" ? (
              <Tag tone="good">{c.amount_minor > 0 ? t.applied(money(c.amount_minor)) : t.appliedPoints}</Tag>
            ) : (
              <Tag>{t.rejected}</Tag>
            )}
          </li>
        ))}
        {outcome.entitlements.map((e) => (
          <li key={e.id}>
            <span>
              {e.name} {t.times(count(e.quantity))}
            </span>
            <Tag tone="good">{e.amount_minor > 0 ? t.applied(money(e.amount_minor)) : t.service}</Tag>
          </li>
        ))}
      </ul>
      {outcome.coupons_gap_minor ? <p className="meta">{t.gap(money(outcome.coupons_gap_minor))}</p> : null}
    </>
  );
}
