import { Tabs } from "antd";
import { lazy, type ReactNode, Suspense } from "react";
import { useWords } from "../../../../../shared/i18n.ts";
import { useAddress } from "../../ui/address.ts";
import { Page } from "../../ui/page.tsx";
import { Loading } from "../../ui/states.tsx";
import { benefitWords } from "./words.ts";
import "./style.css";

const parts = {
  uses: lazy(() => import("./uses.tsx")),
  cards: lazy(() => import("./cards.tsx")),
  sales: lazy(() => import("./sales.tsx")),
  stamps: lazy(() => import("./stamps.tsx")),
} as const;

type Part = keyof typeof parts;
const order: Part[] = ["uses", "cards", "sales", "stamps"];

/** What members use a number of times: the record of uses, times cards and stamp cards. */
export default function Benefits(): ReactNode {
  const t = useWords(benefitWords);
  const [search, change] = useAddress();
  const shown = order.find((key) => key === search.part) ?? "uses";
  const Part = parts[shown];
  return (
    <Page title={t.title}>
      <Tabs
        aria-label={t.sections}
        activeKey={shown}
        onChange={(part) => change({ part: part === "uses" ? undefined : part }, true)}
        items={order.map((key) => ({ key, label: t[key] }))}
      />
      <Suspense fallback={<Loading rows={8} />}>
        <Part />
      </Suspense>
    </Page>
  );
}
