import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { Button, Tabs } from "antd";
import { type ReactNode, useState } from "react";
import { api, tagged } from "../../../../../shared/api.ts";
import { useLanguage, useWords, words } from "../../../../../shared/i18n.ts";
import { May } from "../../session.tsx";
import { useAddress } from "../../ui/address.ts";
import { Page, Tag } from "../../ui/page.tsx";
import { Empty, ErrorState, Loading } from "../../ui/states.tsx";
import { CouponDrawer } from "./coupon.tsx";
import { TemplateDrawer } from "./edit.tsx";
import { Figures } from "./figures.tsx";
import { IssueDrawer } from "./issue.tsx";
import { Issues, Made, Uses } from "./lists.tsx";
import { couponWords, promise, standing, tone } from "./words.ts";
import "./style.css";

const list = words(
  {
    edit: "修改",
    issue: "发券",
    figures: "效果",
    coupons: "券与券码",
    uses: "核销记录",
    issues: "发放批次",
    tabs: "券的内容",
    back: "回到优惠券",
    gone: "找不到这个券模板",
  },
  {
    edit: "Change",
    issue: "Issue",
    figures: "How it does",
    coupons: "Coupons and codes",
    uses: "Uses",
    issues: "Issues",
    tabs: "About the coupon",
    back: "To the coupons",
    gone: "There is no such coupon template",
  },
);

const tabs = ["figures", "coupons", "uses", "issues"] as const;

/** One template: its terms, how it does, what was issued and used. */
export default function TemplatePage(): ReactNode {
  const t = useWords(list);
  const w = useWords(couponWords);
  const lang = useLanguage();
  const { id = "" } = useParams({ strict: false });
  const [search, change] = useAddress();
  const [open, setOpen] = useState<"edit" | "issue">();
  const query = useQuery({
    queryKey: ["coupons", "template", id],
    queryFn: () => tagged(api.GET("/v1/coupon-templates/{id}", { params: { path: { id } } })),
  });
  const p = query.data?.data;
  if (!p) {
    const missing = (query.error as { status?: number } | null)?.status === 404;
    return (
      <Page title={w.title}>
        {missing ? (
          <Empty title={t.gone} action={<Link to="/coupons">{t.back}</Link>} />
        ) : query.isError ? (
          <ErrorState error={query.error} retry={() => void query.refetch()} />
        ) : (
          <Loading rows={10} />
        )}
      </Page>
    );
  }
  const tab = tabs.find((key) => key === search.tab) ?? "figures";
  const body = {
    figures: <Figures template={p} />,
    coupons: <Made template={p} />,
    uses: <Uses template={p} />,
    issues: <Issues template={p} />,
  };
  return (
    <Page
      title={p.name}
      sub={
        <span className="row">
          <Tag tone={tone(standing(p))}>{w[standing(p)]}</Tag>
          <span>{promise(p, lang)}</span>
        </span>
      }
      actions={
        <>
          <May permission="coupons:write">
            <Button onClick={() => setOpen("edit")}>{t.edit}</Button>
          </May>
          {standing(p) === "active" ? (
            <May permission="coupons:issue">
              <Button type="primary" onClick={() => setOpen("issue")}>
                {t.issue}
              </Button>
            </May>
          ) : null}
        </>
      }
    >
      <Tabs
        aria-label={t.tabs}
        activeKey={tab}
        onChange={(key) => change({ tab: key === "figures" ? undefined : key, status: undefined, code: undefined })}
        destroyOnHidden
        items={tabs.map((key) => ({ key, label: t[key], children: key === tab ? body[key] : null }))}
      />
      {open === "edit" ? (
        <TemplateDrawer
          template={p}
          tag={query.data?.tag}
          fresh={() => query.refetch()}
          close={() => setOpen(undefined)}
        />
      ) : null}
      {open === "issue" ? <IssueDrawer template={p} close={() => setOpen(undefined)} /> : null}
      {search.code ? <CouponDrawer code={search.code} close={() => change({ code: undefined })} /> : null}
    </Page>
  );
}
