import { useQuery } from "@tanstack/react-query";
import { Button, Select, Table } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok } from "../../../../../shared/api.ts";
import { count, money, percent } from "../../../../../shared/format.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { useAddress } from "../../ui/address.ts";
import { useNamed } from "../../ui/named.ts";
import { Card, Tag } from "../../ui/page.tsx";
import { Empty, Show } from "../../ui/states.tsx";
import { Rows } from "../../ui/table.tsx";
import { dayOf } from "../../ui/zone.ts";
import { NoteDrawer, type Noted, type Remark, useRemarks } from "./note.tsx";
import { quarters, spanOf } from "./quarter.ts";
import { type Row, rowsOf } from "./rows.ts";
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

/** How many quarters one can look at. */
const shown = 8;

/** What each benefit of a quarter was used for and cost, beside the quarter before and whom it was promised to. */
export function Sheet(): ReactNode {
  const t = useWords(designWords);
  const [search, change] = useAddress();
  const list = quarters(dayOf(Date.now()), shown + 1); // the oldest has one before it
  const place = Math.max(
    list.findIndex((q, i) => q.key === search.quarter && i < shown),
    0,
  );
  const key = list[place]?.key ?? "";
  const now = useSheet(key);
  const before = useSheet(list[place + 1]?.key ?? key);
  const span = spanOf(key);
  const design = useQuery({
    queryKey: ["design", "sheet", key],
    queryFn: () => ok(api.GET("/v1/program/design", { params: { query: { from: span.from, until: span.until } } })),
  });
  const remarks = useRemarks(key);
  const named = useNamed();
  const [noted, setNoted] = useState<Noted>();
  return (
    <div className="stack">
      <div className="row">
        <Select
          aria-label={t.chooseQuarter}
          value={key}
          style={{ width: 180 }}
          onChange={(next) => change({ quarter: next === list[0]?.key ? undefined : next })}
          options={list.slice(0, shown).map((q) => ({ value: q.key, label: t.quarter(q.year, q.quarter) }))}
        />
      </div>
      <p className="meta design-lead">{t.sheetText}</p>
      <Card label={t.sheet} flush>
        <Show query={now}>
          {(loaded) => (
            <Lines
              rows={rowsOf(loaded.data ?? [], before.data?.data ?? [], design.data?.benefits ?? [], named)}
              remarks={remarks}
              note={setNoted}
            />
          )}
        </Show>
      </Card>
      <NoteDrawer
        quarter={key}
        of={noted}
        was={noted ? remarks.get(`${noted.kind} ${noted.benefit}`) : undefined}
        close={() => setNoted(undefined)}
      />
    </div>
  );
}

function Lines(props: { rows: Row[]; remarks: Map<string, Remark>; note: (of: Noted) => void }): ReactNode {
  const { rows, remarks, note } = props;
  const t = useWords(designWords);
  const mayNote = useMay("program:write");
  const kind = (k: string) => (kinds.includes(k as Kind) ? t[`kind_${k as Kind}`] : k);
  const sum = (of: (row: Row) => number) => money(rows.reduce((all, row) => all + of(row), 0));
  if (rows.length === 0) return <Empty title={t.sheetNone} />;
  return (
    <Rows<Row>
      aria-label={t.sheet}
      dataSource={rows}
      columns={[
        {
          title: t.benefit,
          render: (_, r) => (
            <>
              {r.name} <small className="under">{kind(r.kind)}</small>
            </>
          ),
        },
        { title: t.users, className: "num", render: (_, r) => <Users of={r} /> },
        { title: t.uses, className: "num", render: (_, r) => count(r.quantity) },
        { title: t.money, className: "num", render: (_, r) => (r.amount === 0 ? "—" : money(r.amount)) },
        {
          title: t.cost,
          className: "num",
          render: (_, r) => (
            <>
              {money(r.cost)}
              {r.quantity > 0 ? (
                <small className="under">{t.each1(money(Math.round(r.cost / r.quantity)))}</small>
              ) : null}
            </>
          ),
        },
        { title: t.beforeCost, className: "num", render: (_, r) => money(r.before) },
        {
          title: t.says,
          render: (_, r) => (
            <Said of={remarks.get(r.key)}>
              {mayNote ? (
                <Button
                  size="small"
                  type="text"
                  aria-label={`${t.noteIt}: ${r.name}`}
                  onClick={() => note({ kind: r.kind, benefit: r.benefit, name: r.name })}
                >
                  {t.noteIt}
                </Button>
              ) : null}
            </Said>
          ),
        },
      ]}
      summary={() => (
        <Table.Summary.Row>
          <Table.Summary.Cell index={0}>{t.total}</Table.Summary.Cell>
          <Table.Summary.Cell index={1} colSpan={2} />
          <Table.Summary.Cell index={3} className="num">
            <span className="meta only-narrow">{t.money}</span> {sum((r) => r.amount)}
          </Table.Summary.Cell>
          <Table.Summary.Cell index={4} className="num">
            <span className="meta only-narrow">{t.cost}</span> <b>{sum((r) => r.cost)}</b>
          </Table.Summary.Cell>
          <Table.Summary.Cell index={5} className="num">
            <span className="meta only-narrow">{t.beforeCost}</span> {sum((r) => r.before)}
          </Table.Summary.Cell>
          <Table.Summary.Cell index={6} />
        </Table.Summary.Row>
      )}
    />
  );
}

/** How many used it, of those who may. */
function Users({ of: r }: { of: Row }): ReactNode {
  const t = useWords(designWords);
  const all = r.eligible;
  const share = all ? percent(Math.min(1, r.members / all)) : "";
  return (
    <>
      {r.members === 0 && r.kind !== "service" ? <Tag tone="warn">{t.unused}</Tag> : count(r.members)}
      {all === undefined ? null : <small className="under">{t.ofAll(count(all), share)}</small>}
    </>
  );
}

/** What members say of it. */
function Said({ of, children }: { of: Remark | undefined; children: ReactNode }): ReactNode {
  const t = useWords(designWords);
  return (
    <div className="said">
      {of?.rating ? (
        <span className="rated">
          {"★".repeat(of.rating)}
          <span className="visually-hidden">{t.stars(of.rating)}</span>
        </span>
      ) : null}
      {of?.reason ? <span className="reason">{of.reason}</span> : null}
      {children}
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
