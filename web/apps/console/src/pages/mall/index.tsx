import { Tabs } from "antd";
import { lazy, type ReactNode, Suspense } from "react";
import { useWords } from "../../../../../shared/i18n.ts";
import { useAddress } from "../../ui/address.ts";
import { Page } from "../../ui/page.tsx";
import { Loading } from "../../ui/states.tsx";
import { mallWords } from "./words.ts";
import "../catalogue/style.css";
import "./style.css";

const parts = {
  items: lazy(() => import("./items.tsx")),
  redemptions: lazy(() => import("./redemptions.tsx")),
} as const;

type Part = keyof typeof parts;
const order: Part[] = ["items", "redemptions"];

/** The points mall: what is on offer, and what was redeemed. */
export default function Mall(): ReactNode {
  const t = useWords(mallWords);
  const [search, change] = useAddress();
  const shown = order.find((key) => key === search.part) ?? "items";
  const Part = parts[shown];
  return (
    <Page title={t.title}>
      <Tabs
        aria-label={t.sections}
        activeKey={shown}
        onChange={(part) =>
          change(
            {
              part: part === "items" ? undefined : part,
              q: undefined,
              offer: undefined,
              state: undefined,
              item: undefined,
              member: undefined,
              code: undefined,
            },
            true,
          )
        }
        items={order.map((key) => ({ key, label: t[key] }))}
      />
      <Suspense fallback={<Loading rows={8} />}>
        <Part />
      </Suspense>
    </Page>
  );
}
