import { PlusOutlined } from "@ant-design/icons";
import { Link, useNavigate } from "@tanstack/react-router";
import { Button, Input, Progress, Segmented } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok } from "../../../../../shared/api.ts";
import { count, money, percent } from "../../../../../shared/format.ts";
import { useLanguage, useWords, words } from "../../../../../shared/i18n.ts";
import { May } from "../../session.tsx";
import { useAddress } from "../../ui/address.ts";
import { Card, Page, Tag } from "../../ui/page.tsx";
import { Empty, NoHits } from "../../ui/states.tsx";
import { DataTable, useList } from "../../ui/table.tsx";
import { CouponDrawer } from "./coupon.tsx";
import { TemplateDrawer } from "./edit.tsx";
import { couponWords, promise, standing, type Template, tone, validity } from "./words.ts";
import "./style.css";

const list = words(
  {
    add: "新建券模板",
    find: "输入或扫描 12 位券码",
    filter: "按状态筛选",
    open: "未归档",
    name: "优惠券",
    none: "还没有优惠券",
    noneText: "券模板说明一张券给什么、何时有效、有多少张。例如：满 ¥100 减 ¥20，领取后 30 天内有效，每人限领 2 张。",
    templates: "券模板",
    of: (n: string, all: string) => `${n} / ${all}`,
  },
  {
    add: "New template",
    find: "Type or scan a code of twelve digits",
    filter: "Filter by state",
    open: "Not archived",
    name: "Coupon",
    none: "No coupons yet",
    noneText:
      "A template says what a coupon gives, when it is good and how many there are. For example: ¥20 off from ¥100, good for 30 days, two a member.",
    templates: "Coupon templates",
    of: (n: string, all: string) => `${n} of ${all}`,
  },
);

const shown = ["active", "paused", "archived"] as const;
type Shown = (typeof shown)[number];

/** The templates of coupons with what became of them, and one coupon by its code. */
export default function Coupons(): ReactNode {
  const t = useWords(list);
  const w = useWords(couponWords);
  const lang = useLanguage();
  const navigate = useNavigate();
  const [search, change] = useAddress();
  const [adding, setAdding] = useState(false);
  const status = shown.find((s) => s === search.status);
  const rows = useList(["coupons", "templates", status], (after) =>
    ok(api.GET("/v1/coupon-templates", { params: { query: { status, after, limit: 50 } } })),
  );
  const add = (
    <May permission="coupons:write">
      <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
        {t.add}
      </Button>
    </May>
  );
  return (
    <Page title={w.title} actions={add}>
      <Card flush>
        <div className="toolbar">
          <Input.Search
            aria-label={t.find}
            placeholder={t.find}
            allowClear
            style={{ maxWidth: 340 }}
            defaultValue={search.code}
            onSearch={(text) => change({ code: text.replace(/[\s-]/g, "") || undefined })}
          />
          <span className="space" />
          <Segmented<Shown | "">
            aria-label={t.filter}
            value={status ?? ""}
            onChange={(next) => change({ status: next || undefined })}
            options={[{ value: "", label: t.open }, ...shown.map((value) => ({ value, label: w[value] }))]}
          />
        </div>
        <DataTable<Template>
          list={rows}
          rowKey="id"
          label={t.templates}
          onRow={(p) => ({
            className: "clickable",
            onClick: () => void navigate({ to: "/coupons/$id", params: { id: p.id } }),
          })}
          empty={
            status ? <NoHits clear={() => change({ status: undefined })} /> : <Empty title={t.none} text={t.noneText} />
          }
          columns={[
            {
              title: t.name,
              fixed: "left",
              render: (_, p) => (
                <>
                  <Link
                    to="/coupons/$id"
                    params={{ id: p.id }}
                    className="plain-link"
                    onClick={(e) => e.stopPropagation()}
                  >
                    <b>{p.name}</b>
                  </Link>
                  <div className="meta coupon-says">{promise(p, lang)}</div>
                </>
              ),
            },
            {
              title: w.state,
              className: "corner",
              render: (_, p) => <Tag tone={tone(standing(p))}>{w[standing(p)]}</Tag>,
            },
            { title: w.valid, render: (_, p) => <span className="coupon-validity">{validity(p.validity, w)}</span> },
            {
              title: w.issued,
              className: "num",
              render: (_, p) => (p.stock ? t.of(count(p.issued), count(p.stock)) : count(p.issued)),
            },
            { title: w.usedCount, className: "num", render: (_, p) => count(p.used) },
            {
              title: w.rate,
              className: "num",
              render: (_, p) =>
                p.issued > 0 ? (
                  <span className="coupon-rate">
                    <Progress
                      percent={(100 * p.used) / p.issued}
                      showInfo={false}
                      size="small"
                      aria-label={percent(p.used / p.issued)}
                    />
                    {percent(p.used / p.issued)}
                  </span>
                ) : (
                  "—"
                ),
            },
            { title: w.discount, className: "num", render: (_, p) => money(p.discount_minor) },
            { title: w.sales, className: "num", render: (_, p) => money(p.sales_minor) },
          ]}
        />
      </Card>
      {search.code ? <CouponDrawer code={search.code} close={() => change({ code: undefined })} /> : null}
      {adding ? <TemplateDrawer close={() => setAdding(false)} /> : null}
    </Page>
  );
}
