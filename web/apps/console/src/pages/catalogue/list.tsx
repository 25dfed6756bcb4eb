import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { Alert, App, Button, Input } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, type Schema, tagged } from "../../../../../shared/api.ts";
import { count, money, percent } from "../../../../../shared/format.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { useAddress } from "../../ui/address.ts";
import { OpeningTimes } from "../../ui/opening.tsx";
import { Card, Page, Tag } from "../../ui/page.tsx";
import { Empty, NoHits, Show } from "../../ui/states.tsx";
import { DataTable, useList } from "../../ui/table.tsx";
import { BringDrawer } from "./bring.tsx";
import { ListDrawer, ListState, type PriceList, useSpan, useUsers } from "./lists.tsx";
import { PriceDrawer } from "./price.tsx";
import { priceWords } from "./pricewords.ts";
import { margin } from "./products.tsx";
import "./style.css";

export type Price = Schema<"PriceOut">;

/** One price list: what it is, and its prices. */
export default function PriceListPage(): ReactNode {
  const t = useWords(priceWords);
  const span = useSpan();
  const users = useUsers();
  const may = useMay("catalog:write");
  const designs = useMay("program:write");
  const { id = "" } = useParams({ strict: false });
  const [editing, setEditing] = useState(false);
  const list = useQuery({
    queryKey: ["catalogue", "lists", "one", id],
    queryFn: () => tagged(api.GET("/v1/price-lists/{id}", { params: { path: { id } } })),
  });
  const l = list.data?.data;
  return (
    <Page
      title={l ? t.title(l.name || l.code) : t.list}
      sub={
        l ? (
          <span className="row">
            <ListState state={l.state} />
            <Tag>{l.kind === "flash" ? t.flash : t.member}</Tag>
            <span>{span(l)}</span>
            {l.state === "coming" ? <OpeningTimes of={l} /> : null}
            {l.used_by.length > 0 ? (
              <span>
                {t.usedBy} {users(l).join(" · ")}
              </span>
            ) : null}
          </span>
        ) : undefined
      }
      actions={
        <span className="row">
          <Link to="/catalogue" search={{ part: "lists" }}>
            {t.back}
          </Link>
          {may && l ? <Button onClick={() => setEditing(true)}>{t.edit}</Button> : null}
        </span>
      }
    >
      <Show query={list} rows={8}>
        {({ data, tag }) => (
          <>
            {data.used_by.length === 0 && data.state !== "closed" ? (
              <Alert
                type="warning"
                showIcon
                style={{ marginBottom: 16 }}
                title={
                  <>
                    {t.unusedText} {designs ? <Link to="/programme/edit">{t.useIt}</Link> : null}
                  </>
                }
              />
            ) : null}
            <Prices list={data} />
            {editing ? (
              <ListDrawer list={data} tag={tag} reread={() => list.refetch()} close={() => setEditing(false)} />
            ) : null}
          </>
        )}
      </Show>
    </Page>
  );
}

function Prices({ list: of }: { list: PriceList }): ReactNode {
  const t = useWords(priceWords);
  const may = useMay("catalog:write");
  const client = useQueryClient();
  const { modal, message } = App.useApp();
  const [search, change] = useAddress();
  const [drawer, setDrawer] = useState<{ price?: Price } | "bring">();
  const q = search.q;
  const list = useList<Price>(["catalogue", "prices", of.id, q], (after) =>
    ok(api.GET("/v1/price-lists/{id}/prices", { params: { path: { id: of.id }, query: { q, after, limit: 50 } } })),
  );
  const remove = (p: Price) =>
    modal.confirm({
      title: t.removeTitle(p.name || p.sku),
      content: t.removeText,
      okText: t.remove,
      okButtonProps: { danger: true },
      onOk: async () => {
        await ok(api.DELETE("/v1/price-lists/{id}/prices/{sku}", { params: { path: { id: of.id, sku: p.sku } } }));
        await client.invalidateQueries({ queryKey: ["catalogue"] });
        void message.success(t.removed);
      },
    });
  const shut = () => setDrawer(undefined);
  return (
    <Card
      title={t.list}
      flush
      aside={
        may ? (
          <>
            <Button onClick={() => setDrawer("bring")}>{t.bring}</Button>
            <Button type="primary" onClick={() => setDrawer({})}>
              {t.addPrice}
            </Button>
          </>
        ) : undefined
      }
    >
      <div className="toolbar">
        <Input.Search
          aria-label={t.find}
          placeholder={t.search}
          className="search-box"
          allowClear
          defaultValue={q}
          maxLength={100}
          onSearch={(text) => change({ q: text.trim() || undefined })}
        />
      </div>
      <DataTable<Price>
        label={t.list}
        list={list}
        rowKey="sku"
        empty={
          q ? (
            <NoHits clear={() => change({ q: undefined })} />
          ) : (
            <Empty
              title={t.noPrices}
              text={t.noPricesText}
              action={may ? <Button onClick={() => setDrawer("bring")}>{t.bring}</Button> : undefined}
            />
          )
        }
        columns={[
          {
            title: t.product,
            render: (_, p) => (
              <>
                {may ? (
                  <Button type="link" className="cell-link" onClick={() => setDrawer({ price: p })}>
                    {p.name || p.sku}
                  </Button>
                ) : (
                  p.name || p.sku
                )}
                <small className="meta block">{p.sku}</small>
              </>
            ),
          },
          {
            title: t.listPrice,
            className: "num",
            render: (_, p) => (p.list_price_minor ? <span className="meta">{money(p.list_price_minor)}</span> : "—"),
          },
          { title: t.price, className: "num", render: (_, p) => <b>{money(p.price_minor)}</b> },
          { title: t.saves, className: "num", render: (_, p) => saving(p) },
          { title: t.margin, className: "num", render: (_, p) => margin(p.price_minor, p.cost_minor) },
          { title: t.left, render: (_, p) => <Left price={p} /> },
          ...(may
            ? [
                {
                  title: "",
                  key: "remove",
                  render: (_: unknown, p: Price) => (
                    <Button type="link" danger className="cell-link" onClick={() => remove(p)}>
                      {t.remove}
                    </Button>
                  ),
                },
              ]
            : []),
        ]}
      />
      {drawer === "bring" ? <BringDrawer list={of} close={shut} /> : null}
      {drawer && drawer !== "bring" ? <PriceDrawer list={of} price={drawer.price} close={shut} /> : null}
    </Card>
  );
}

/** How much less than the list price it is. */
function saving(p: Price): string {
  if (!p.list_price_minor || p.price_minor >= p.list_price_minor) return "—";
  return `−${percent((p.list_price_minor - p.price_minor) / p.list_price_minor)}`;
}

/** What is left of a limited price, with how much of it is sold. */
function Left({ price: p }: { price: Price }): ReactNode {
  const t = useWords(priceWords);
  if (p.stock === undefined || p.left === null) return <span className="meta">{t.unlimited}</span>;
  return (
    <span className="stock">
      <span className="tabular">{t.ofStock(count(p.left ?? 0), count(p.stock))}</span>
      <span className="bar" aria-hidden="true">
        <i style={{ width: `${p.stock > 0 ? (100 * p.sold) / p.stock : 100}%` }} />
      </span>
    </span>
  );
}
