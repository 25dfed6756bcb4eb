import { Link } from "@tanstack/react-router";
import { Tabs } from "antd";
import { lazy, type ReactNode, Suspense } from "react";
import { useWords } from "../../../../../shared/i18n.ts";
import { May } from "../../session.tsx";
import { useAddress } from "../../ui/address.ts";
import { Page } from "../../ui/page.tsx";
import { Loading } from "../../ui/states.tsx";
import { catalogueWords } from "./words.ts";
import "./style.css";

const parts = {
  products: lazy(() => import("./products.tsx")),
  categories: lazy(() => import("./categories.tsx")),
  lists: lazy(() => import("./lists.tsx")),
} as const;

type Part = keyof typeof parts;
const order: Part[] = ["products", "categories", "lists"];

/** What is sold, in which categories, and for how much to whom. */
export default function Catalogue(): ReactNode {
  const t = useWords(catalogueWords);
  const [search, change] = useAddress();
  const shown = order.find((key) => key === search.part) ?? "products";
  const Part = parts[shown];
  return (
    <Page
      title={t.title}
      actions={
        <May permission="import:write">
          <Link to="/data/import" search={{ kind: "products" }}>
            {t.import}
          </Link>
        </May>
      }
    >
      <Tabs
        aria-label={t.sections}
        activeKey={shown}
        onChange={(part) =>
          change(
            { part: part === "products" ? undefined : part, q: undefined, category: undefined, status: undefined },
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
