import { Tabs } from "antd";
import type { ReactNode } from "react";
import { useWords } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { useAddress } from "../../ui/address.ts";
import { Page } from "../../ui/page.tsx";
import Offers from "./offers.tsx";
import { Recharges, Withdrawals } from "./records.tsx";
import { Rules } from "./rules.tsx";
import { valueWords } from "./words.ts";
import "./style.css";

const parts = { offers: Offers, recharges: Recharges, withdrawals: Withdrawals, rules: Rules } as const;
type Part = keyof typeof parts;

/** Stored value: what is offered, what was recharged and paid back, and the rules. */
export default function StoredValue(): ReactNode {
  const t = useWords(valueWords);
  const mayRecords = useMay("members:read");
  const [search, change] = useAddress();
  const order: Part[] = mayRecords ? ["offers", "recharges", "withdrawals", "rules"] : ["offers", "rules"];
  const shown = order.find((key) => key === search.part) ?? "offers";
  const Part = parts[shown];
  return (
    <Page title={t.title}>
      <Tabs
        aria-label={t.sections}
        activeKey={shown}
        onChange={(part) => change({ part: part === "offers" ? undefined : part }, true)}
        items={order.map((key) => ({ key, label: t[key] }))}
      />
      <Part />
    </Page>
  );
}
