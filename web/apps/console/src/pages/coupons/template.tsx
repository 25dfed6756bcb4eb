import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { App, Button, Tabs } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, tagged } from "../../../../../shared/api.ts";
import { useLanguage, useWords, words } from "../../../../../shared/i18n.ts";
import { May } from "../../session.tsx";
import { useAddress } from "../../ui/address.ts";
import { Page, Tag } from "../../ui/page.tsx";
import { Empty, ErrorState, Loading } from "../../ui/states.tsx";
import { CouponDrawer } from "./coupon.tsx";
import { TemplateDrawer } from "./edit.tsx";
import { Figures } from "./figures.tsx";
import { bodyOf, type Fields, startOf } from "./form.ts";
import { IssueDrawer } from "./issue.tsx";
import { Issues, Made, Uses } from "./lists.tsx";
import { couponWords, promise, standing, type Template, tone } from "./words.ts";
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
    pause: "暂停发放",
    resume: "恢复发放",
    pauseTitle: (name: string) => `暂停发放“${name}”？`,
    pauseText: "暂停后不能再发放，已发出的券和券码照常可用。可随时恢复。",
    paused: "已暂停发放",
    resumed: "已恢复发放",
    cancel: "取消",
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
    pause: "Pause",
    resume: "Resume",
    pauseTitle: (name: string) => `Pause ${name}?`,
    pauseText: "No more are issued; coupons and codes that are out stay good. It can be resumed at any time.",
    paused: "Paused",
    resumed: "Issued again",
    cancel: "Back",
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
            <PauseButton template={p} tag={query.data?.tag} />
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

/** Stops issuing a template, and goes on with it. */
function PauseButton({ template: p, tag }: { template: Template; tag: string | undefined }): ReactNode {
  const t = useWords(list);
  const client = useQueryClient();
  const { modal, message } = App.useApp();
  const [busy, setBusy] = useState(false);
  const to = p.status === "active" ? "paused" : "active";
  const change = async () => {
    setBusy(true);
    try {
      await ok(
        api.PUT("/v1/coupon-templates/{id}", {
          params: { path: { id: p.id }, header: { "If-Match": tag ?? "" } },
          body: { ...bodyOf(startOf(p) as Fields, p), status: to },
        }),
      );
      void message.success(to === "paused" ? t.paused : t.resumed);
    } catch (cause) {
      void message.error(cause instanceof Error ? cause.message : String(cause));
    } finally {
      await client.invalidateQueries({ queryKey: ["coupons"] });
      setBusy(false);
    }
  };
  if (p.status === "archived") return null;
  const ask = () =>
    modal.confirm({
      title: t.pauseTitle(p.name),
      content: t.pauseText,
      okText: t.pause,
      cancelText: t.cancel,
      onOk: change,
    });
  return (
    <Button loading={busy} onClick={to === "paused" ? ask : () => void change()}>
      {to === "paused" ? t.pause : t.resume}
    </Button>
  );
}
