import { Button, Input, Segmented } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, type Schema, tagged } from "../../../../../shared/api.ts";
import { count, money } from "../../../../../shared/format.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { useAddress } from "../../ui/address.ts";
import { RewardsText } from "../../ui/gives.tsx";
import { OpeningTimes } from "../../ui/opening.tsx";
import { Card, Tag } from "../../ui/page.tsx";
import { Thumb } from "../../ui/picture.tsx";
import { useProgramme } from "../../ui/programme.ts";
import { Empty, NoHits } from "../../ui/states.tsx";
import { DataTable, useList } from "../../ui/table.tsx";
import { ItemDrawer } from "./item.tsx";
import { mallWords } from "./words.ts";

export type Item = Schema<"MallItemOut">;

const tones = { on_offer: "good", coming: "accent", over: undefined, sold_out: "warn", closed: undefined } as const;

/** What something takes of points and money. */
export function useCost(): (points: number | undefined, minor: number | undefined) => string {
  const t = useWords(mallWords);
  const programme = useProgramme();
  return (points, minor) =>
    t.priceOf(points ? t.pointsOf(count(points), programme.points) : "", minor ? money(minor) : "");
}

/** The shelf of the mall. */
export default function Items(): ReactNode {
  const t = useWords(mallWords);
  const cost = useCost();
  const programme = useProgramme();
  const may = useMay("offers:write");
  const [search, change] = useAddress();
  const [edited, setEdited] = useState<{ item?: Item; tag?: string }>();
  const onOffer = search.offer === "now" || undefined;
  const query = { q: search.q, on_offer: onOffer };
  const list = useList<Item>(["mall", "items", query], (after) =>
    ok(api.GET("/v1/mall/items", { params: { query: { ...query, after, limit: 50 } } })),
  );
  const pictured = list.rows.some((i) => i.picture_url);
  const open = async (item: Item) => {
    const read = await tagged(api.GET("/v1/mall/items/{id}", { params: { path: { id: item.id } } }));
    setEdited({ item: read.data, tag: read.tag });
  };
  const whom = (item: Item) => {
    if (item.tier) return t.fromTier(programme.tier(item.tier));
    return item.condition ? t.some : t.everybody;
  };
  return (
    <Card label={t.items} flush>
      <div className="toolbar" style={{ paddingTop: 12 }}>
        <Input.Search
          aria-label={t.find}
          placeholder={t.search}
          className="search-box"
          allowClear
          defaultValue={search.q}
          maxLength={100}
          onSearch={(text) => change({ q: text.trim() || undefined })}
        />
        <Segmented
          aria-label={t.filter}
          value={onOffer ? "now" : ""}
          onChange={(offer) => change({ offer: offer || undefined })}
          options={[
            { value: "", label: t.all },
            { value: "now", label: t.onOffer },
          ]}
        />
        <span className="space" />
        {may ? (
          <Button type="primary" onClick={() => setEdited({})}>
            {t.add}
          </Button>
        ) : null}
      </div>
      <DataTable<Item>
        label={t.items}
        list={list}
        rowKey="id"
        empty={
          search.q || onOffer ? (
            <NoHits clear={() => change({ q: undefined, offer: undefined })} />
          ) : (
            <Empty
              title={t.none}
              text={t.noneText}
              action={may ? <Button onClick={() => setEdited({})}>{t.add}</Button> : undefined}
            />
          )
        }
        columns={[
          {
            title: t.name,
            render: (_, i) => (
              <span className="with-thumb">
                {pictured ? <Thumb url={i.picture_url} /> : null}
                <span>
                  {may ? (
                    <Button type="link" className="cell-link" onClick={() => void open(i)}>
                      {i.name}
                    </Button>
                  ) : (
                    i.name
                  )}
                  <small className="meta block clip">
                    {i.sku ? `${t.goods} · ${t[i.hand_over as "pickup"]}` : <RewardsText rewards={i.gives} />}
                  </small>
                </span>
              </span>
            ),
          },
          { title: t.price, className: "num", render: (_, i) => <b>{cost(i.points, i.price_minor)}</b> },
          { title: t.left, render: (_, i) => <Left item={i} /> },
          {
            title: t.taken,
            className: "num",
            render: (_, i) => count(i.taken),
          },
          {
            title: t.limitList,
            render: (_, i) =>
              i.per_member_limit ? (
                t.limitOf(count(i.per_member_limit), t[(i.limit_per || "ever") as "ever"])
              ) : (
                <span className="meta">{t.noLimit}</span>
              ),
          },
          { title: t.whom, render: (_, i) => whom(i) },
          {
            title: t.state,
            className: "corner",
            render: (_, i) => (
              <>
                <Tag tone={tones[i.state]}>{i.state === "closed" ? t.closedState : t[i.state]}</Tag>
                {i.state === "coming" ? <OpeningTimes of={i} /> : null}
              </>
            ),
          },
        ]}
      />
      {edited ? <ItemDrawer {...edited} reread={(i) => open(i)} close={() => setEdited(undefined)} /> : null}
    </Card>
  );
}

/** What is left of the stock. */
function Left({ item }: { item: Item }): ReactNode {
  const t = useWords(mallWords);
  if (item.stock === undefined || item.left === null) return <span className="meta">{t.unlimited}</span>;
  return (
    <span className="stock">
      <span className="tabular">{t.ofStock(count(item.left ?? 0), count(item.stock))}</span>
      <span className="bar" aria-hidden="true">
        <i style={{ width: `${item.stock > 0 ? (100 * item.taken) / item.stock : 100}%` }} />
      </span>
    </span>
  );
}
