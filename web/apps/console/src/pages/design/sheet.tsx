import { useQuery } from "@tanstack/react-query";
import { Select, Table } from "antd";
import dayjs from "dayjs";
import type { ReactNode } from "react";
import { api, ok } from "../../../../../shared/api.ts";
import { count, money, percent } from "../../../../../shared/format.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { useAddress } from "../../ui/address.ts";
import { Card } from "../../ui/page.tsx";
import { Empty, Show } from "../../ui/states.tsx";
import { quarters, spanOf } from "./quarter.ts";
import { designWords } from "./words.ts";

const kinds = [
  "discount",
  "member_price",
  "free_delivery",
  "multiplier",
  "quota",
  "service",
  "given",
  "card",
  "draw",
] as const;
type Kind = (typeof kinds)[number];

/** What each benefit of a quarter was used for and cost, beside the quarter before and whom it was promised to. */
export function Sheet(): ReactNode {
  const t = useWords(designWords);
  const [search, change] = useAddress();
  const list = quarters(dayjs().format("YYYY-MM-DD"), 8);
  const chosen = list.find((q) => q.key === search.quarter) ?? list[0];
  const key = chosen?.key ?? "";
  const now = useSheet(key);
  const before = useSheet(list[list.findIndex((q) => q.key === key) + 1]?.key ?? key);
  const span = spanOf(key);
  const design = useQuery({
    queryKey: ["design", "sheet", key],
    queryFn: () => ok(api.GET("/v1/program/design", { params: { query: { from: span.from, until: span.until } } })),
  });
  const eligible = new Map((design.data?.benefits ?? []).map((b) => [b.code, b.eligible]));
  const past = new Map((before.data?.data ?? []).map((l) => [`${l.kind} ${l.benefit}`, l.cost_minor]));
  const kind = (k: string) => (kinds.includes(k as Kind) ? t[`kind_${k as Kind}`] : k);
  return (
    <div className="stack">
      <div className="row">
        <Select
          aria-label={t.chooseQuarter}
          value={key}
          style={{ width: 180 }}
          onChange={(next) => change({ quarter: next === list[0]?.key ? undefined : next })}
          options={list.map((q) => ({ value: q.key, label: t.quarter(q.year, q.quarter) }))}
        />
      </div>
      <p className="meta design-lead">{t.sheetText}</p>
      <Card label={t.sheet} flush>
        <Show query={now}>
          {(loaded) => {
            const rows = (loaded.data ?? []).map((l) => ({ ...l, key: `${l.kind} ${l.benefit}` }));
            if (rows.length === 0) return <Empty title={t.sheetNone} />;
            const all = rows.reduce((sum, l) => sum + l.cost_minor, 0);
            return (
              <Table
                aria-label={t.sheet}
                pagination={false}
                dataSource={rows}
                scroll={{ x: "max-content" }}
                columns={[
                  {
                    title: t.benefit,
                    render: (_, l) => (
                      <>
                        {l.name || l.benefit} <span className="meta">{kind(l.kind)}</span>
                      </>
                    ),
                  },
                  {
                    title: t.eligible,
                    className: "num",
                    render: (_, l) => {
                      const n = eligible.get(l.benefit);
                      return n === undefined ? "—" : count(n);
                    },
                  },
                  { title: t.users, className: "num", render: (_, l) => count(l.members) },
                  {
                    title: t.useRate,
                    className: "num",
                    render: (_, l) => {
                      const n = eligible.get(l.benefit) ?? 0;
                      return n > 0 ? percent(Math.min(1, l.members / n)) : "—";
                    },
                  },
                  { title: t.uses, className: "num", render: (_, l) => count(l.quantity) },
                  { title: t.money, className: "num", render: (_, l) => money(l.amount_minor) },
                  { title: t.cost, className: "num", render: (_, l) => money(l.cost_minor) },
                  {
                    title: t.perUse,
                    className: "num",
                    render: (_, l) => (l.quantity > 0 ? money(Math.round(l.cost_minor / l.quantity)) : "—"),
                  },
                  { title: t.beforeCost, className: "num", render: (_, l) => money(past.get(l.key) ?? 0) },
                ]}
                summary={() => (
                  <Table.Summary.Row>
                    <Table.Summary.Cell index={0}>{t.total}</Table.Summary.Cell>
                    <Table.Summary.Cell index={1} colSpan={5} />
                    <Table.Summary.Cell index={6} className="num">
                      <b>{money(all)}</b>
                    </Table.Summary.Cell>
                    <Table.Summary.Cell index={7} />
                    <Table.Summary.Cell index={8} className="num">
                      {money([...past.values()].reduce((sum, n) => sum + n, 0))}
                    </Table.Summary.Cell>
                  </Table.Summary.Row>
                )}
              />
            );
          }}
        </Show>
      </Card>
    </div>
  );
}

function useSheet(key: string) {
  const { from, until } = spanOf(key);
  return useQuery({
    queryKey: ["benefits", "sheet", key],
    queryFn: () => ok(api.GET("/v1/benefits/sheet", { params: { query: { from, until } } })),
    placeholderData: (old) => old,
  });
}
