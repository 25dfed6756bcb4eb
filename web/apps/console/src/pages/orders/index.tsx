import { PlusOutlined, SearchOutlined } from "@ant-design/icons";
import { Link, useNavigate } from "@tanstack/react-router";
import { Button, Input, Select } from "antd";
import { type ReactNode, useEffect, useState } from "react";
import { api, ok } from "../../../../../shared/api.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import type { Search } from "../../router.tsx";
import { May, useMay } from "../../session.tsx";
import { useAddress } from "../../ui/address.ts";
import { Days } from "../../ui/days.tsx";
import { ExportButton } from "../../ui/export.tsx";
import { useLabel, wordsOf } from "../../ui/labels.ts";
import { Card, Page } from "../../ui/page.tsx";
import { MemberPick, StorePick } from "../../ui/pick.tsx";
import { Empty, NoHits } from "../../ui/states.tsx";
import { DataTable, useList } from "../../ui/table.tsx";
import { Views } from "../../ui/views.tsx";
import { useMember } from "../../ui/who.tsx";
import { orderQuery } from "./query.ts";
import { useOrderColumns } from "./table.tsx";
import { orderWords } from "./words.ts";
import "./style.css";

const noFilters: Search = {
  number: undefined,
  member: undefined,
  store: undefined,
  channel: undefined,
  status: undefined,
  fulfilment: undefined,
  from: undefined,
  to: undefined,
};

/** The list of orders, newest first; its filters stand in the address. */
export default function Orders(): ReactNode {
  const t = useWords(orderWords);
  const navigate = useNavigate();
  const [search, change] = useAddress();
  const mayAdd = useMay("orders:write");
  const query = orderQuery(search);
  const list = useList(["orders", "list", query], (after) =>
    ok(api.GET("/v1/orders", { params: { query: { ...query, after, limit: 50 } } })),
  );
  const filtered = Object.keys(noFilters).some((key) => search[key]);
  return (
    <Page
      title={t.title}
      actions={
        <>
          <ExportButton wanted={{ kind: "orders", orders: query }} />
          <May permission="refunds:write">
            <Button onClick={() => void navigate({ to: "/orders/return" })}>{t.goodsBack}</Button>
          </May>
          <May permission="orders:write">
            <Button type="primary" icon={<PlusOutlined />} onClick={() => void navigate({ to: "/orders/new" })}>
              {t.add}
            </Button>
          </May>
        </>
      }
    >
      <Card flush>
        <Filters />
        <DataTable
          list={list}
          rowKey="id"
          label={t.label}
          columns={useOrderColumns()}
          onRow={(o) => ({
            className: "clickable",
            onClick: () => void navigate({ to: "/orders/$id", params: { id: o.id } }),
          })}
          empty={
            filtered ? (
              <NoHits clear={() => change(noFilters)} />
            ) : (
              <Empty
                title={t.none}
                text={t.noneText}
                action={mayAdd ? <Link to="/orders/new">{t.add}</Link> : undefined}
              />
            )
          }
        />
      </Card>
    </Page>
  );
}

/** Number, member, store, channel, status, days. */
function Filters(): ReactNode {
  const t = useWords(orderWords);
  const label = useLabel();
  const [search, change] = useAddress();
  const member = useMember(search.member);
  const filtered = Object.keys(noFilters).some((key) => search[key]);
  return (
    <div className="toolbar">
      <NumberBox />
      <span style={{ width: 220 }}>
        <MemberPick
          key={search.member && member.data ? "named" : "new"}
          value={search.member ? member.data?.name || search.member : undefined}
          onChange={(id) => change({ member: id })}
          placeholder={t.anyMember}
        />
      </span>
      <span style={{ width: 180 }}>
        <StorePick value={search.store} onChange={(store) => change({ store })} />
      </span>
      <Select
        aria-label={t.channel}
        value={search.channel}
        onChange={(channel?: string) => change({ channel })}
        allowClear
        placeholder={t.allChannels}
        style={{ width: 130 }}
        options={["pos", "web", "miniapp", "h5"].map((value) => ({ value, label: label("channel", value) }))}
      />
      <Select
        aria-label={t.status}
        value={search.status}
        onChange={(status?: string) => change({ status })}
        allowClear
        placeholder={t.allStatus}
        style={{ width: 130 }}
        options={wordsOf("order").map((value) => ({ value, label: label("order", value) }))}
      />
      <Select
        aria-label={t.fulfilment}
        value={search.fulfilment}
        onChange={(fulfilment?: string) => change({ fulfilment })}
        allowClear
        placeholder={t.fulfilment}
        style={{ width: 130 }}
        options={wordsOf("fulfilment").map((value) => ({ value, label: label("fulfilment", value) }))}
      />
      <span style={{ width: 240 }}>
        <Days
          label={t.placed}
          from={search.from}
          until={search.to}
          onChange={(from, until) => change({ from, to: until })}
        />
      </span>
      <span className="space" />
      <Views page="orders" />
      {filtered ? (
        <Button type="link" onClick={() => change(noFilters)}>
          {t.clear}
        </Button>
      ) : null}
    </div>
  );
}

/** The order number, which goes into the address by enter or when the field is left. */
function NumberBox(): ReactNode {
  const t = useWords(orderWords);
  const [search, change] = useAddress();
  const [typed, setTyped] = useState(search.number ?? "");
  useEffect(() => setTyped(search.number ?? ""), [search.number]);
  const put = (text: string) => change({ number: text.trim() || undefined });
  return (
    <Input
      type="search"
      role="searchbox"
      aria-label={t.searchLabel}
      className="search-box"
      style={{ maxWidth: 220 }}
      placeholder={t.search}
      prefix={<SearchOutlined />}
      allowClear
      maxLength={64}
      value={typed}
      onChange={(e) => {
        setTyped(e.target.value);
        if (!e.target.value) put("");
      }}
      onPressEnter={() => put(typed)}
      onBlur={() => typed.trim() !== (search.number ?? "") && put(typed)}
    />
  );
}
