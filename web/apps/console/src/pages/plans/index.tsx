import { Tabs } from "antd";
import { lazy, type ReactNode, Suspense } from "react";
import { useWords } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { useAddress } from "../../ui/address.ts";
import { Page } from "../../ui/page.tsx";
import { Loading } from "../../ui/states.tsx";
import { planWords } from "./words.ts";
import "./style.css";

const parts = {
  plans: lazy(() => import("./list.tsx")),
  records: lazy(() => import("./records.tsx")),
} as const;

/** Paid plans: what is sold, and who has it. */
export default function PaidPlans(): ReactNode {
  const t = useWords(planWords);
  const mayRecords = useMay("members:read");
  const [search, change] = useAddress();
  const shown = search.part === "records" && mayRecords ? "records" : "plans";
  const Part = parts[shown];
  return (
    <Page title={t.title}>
      <Tabs
        aria-label={t.sections}
        activeKey={shown}
        onChange={(part) => change({ part: part === "plans" ? undefined : part, active: undefined }, true)}
        items={[{ key: "plans", label: t.plans }, ...(mayRecords ? [{ key: "records", label: t.records }] : [])]}
      />
      <Suspense fallback={<Loading rows={8} />}>
        <Part />
      </Suspense>
    </Page>
  );
}
