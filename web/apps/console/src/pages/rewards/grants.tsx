import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Segmented } from "antd";
import type { ReactNode } from "react";
import { api, ok } from "../../../../../shared/api.ts";
import { ago, money, time } from "../../../../../shared/format.ts";
import { useWords, words } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { useAddress } from "../../ui/address.ts";
import { RewardsText } from "../../ui/gives.tsx";
import { Card, Tag } from "../../ui/page.tsx";
import { Empty, NoHits } from "../../ui/states.tsx";
import { DataTable, useList } from "../../ui/table.tsx";
import { MemberLink } from "../../ui/who.tsx";
import { type Grant, rewardWords } from "./words.ts";

const list = words(
  {
    filter: "按状态筛选",
    all: "全部",
    adjusted: "人工调整",
    none: "还没有发放过",
    noneText:
      "用右上角的“发放奖励”给会员积分、优惠券、礼包或付费会员天数。例如：为延误致歉，送 200 积分和一张 ¥10 券。",
    sure: (what: string) => `收回这笔发放：${what}？`,
    sureText: "未使用的会收回；已花掉的积分和金额记为欠账，已用掉的券和次数留在会员处并计入损失。",
    done: "已收回",
  },
  {
    filter: "Filter by state",
    all: "All",
    adjusted: "By hand",
    none: "Nothing was given yet",
    noneText:
      "Give a member points, coupons, a pack or days of a plan with the button above. For example: 200 points and a ¥10 coupon, sorry for the delay.",
    sure: (what: string) => `Take this back: ${what}?`,
    sureText:
      "What is not used is taken back. Points and money that are spent become debt; coupons and uses that are gone stay and are told as lost.",
    done: "Taken back",
  },
);

/** The button that takes a grant back, after asking. */
export function RevokeButton({ grant, what }: { grant: Grant; what: string }): ReactNode {
  const t = useWords(list);
  const w = useWords(rewardWords);
  const client = useQueryClient();
  const { modal, message } = App.useApp();
  const revoke = async () => {
    const out = await ok(api.POST("/v1/grants/{id}/revoke", { params: { path: { id: grant.id } } }));
    await client.invalidateQueries();
    const lost = "unrecovered_minor" in out ? out.unrecovered_minor : 0;
    if (lost > 0) void message.warning(w.unrecovered(money(lost)));
    else void message.success(t.done);
  };
  return (
    <Button
      size="small"
      danger
      type="text"
      onClick={() =>
        modal.confirm({
          title: t.sure(what),
          content: t.sureText,
          okText: w.revoke,
          okButtonProps: { danger: true },
          onOk: revoke,
        })
      }
    >
      {w.revoke}
    </Button>
  );
}

/** What was given to anybody, newest first. */
export function Grants(): ReactNode {
  const t = useWords(list);
  const w = useWords(rewardWords);
  const [search, change] = useAddress();
  const may = useMay("rewards:write");
  const state = search.state === "given" || search.state === "revoked" ? search.state : undefined;
  const rows = useList<Grant>(["rewards", "grants", state], (after) =>
    ok(api.GET("/v1/grants", { params: { query: { state, after, limit: 50 } } })),
  );
  return (
    <Card flush>
      <div className="toolbar">
        <Segmented
          aria-label={t.filter}
          value={state ?? ""}
          onChange={(next) => change({ state: next || undefined })}
          options={[
            { value: "", label: t.all },
            { value: "given", label: w.state_given },
            { value: "revoked", label: w.state_revoked },
          ]}
        />
      </div>
      <DataTable<Grant>
        list={rows}
        rowKey="id"
        label={w.given}
        empty={
          state ? <NoHits clear={() => change({ state: undefined })} /> : <Empty title={t.none} text={t.noneText} />
        }
        columns={[
          { title: w.member, render: (_, g) => <MemberLink id={g.member_id} /> },
          { title: w.what, render: (_, g) => <What grant={g} /> },
          { title: w.reason, render: (_, g) => <span className="wrap reward-reason">{g.reason || "—"}</span> },
          { title: w.cost, className: "num", render: (_, g) => (g.cost_minor > 0 ? money(g.cost_minor) : "—") },
          {
            title: w.state,
            className: "corner",
            render: (_, g) => (
              <>
                <Tag tone={g.state === "given" ? "good" : undefined}>
                  {g.state === "given" ? w.state_given : w.state_revoked}
                </Tag>
                {g.unrecovered_minor > 0 ? (
                  <span className="meta block">{w.unrecovered(money(g.unrecovered_minor))}</span>
                ) : null}
              </>
            ),
          },
          { title: w.at, render: (_, g) => <span title={time(g.at ?? "")}>{ago(g.at ?? "")}</span> },
          {
            title: w.acts,
            className: "acts",
            key: "act",
            hidden: !may,
            render: (_, g) =>
              may && g.state === "given" && !(g.amount && g.amount < 0) ? (
                <RevokeButton grant={g} what={g.reason || g.id} />
              ) : null,
          },
        ]}
      />
    </Card>
  );
}

/** The rewards of a grant; what was changed by hand says so, and may be below 0. */
export function What({ grant }: { grant: Grant }): ReactNode {
  const t = useWords(list);
  return (
    <span className="wrap reward-what">
      <RewardsText rewards={grant.rewards ?? []} />
      {grant.kind === "adjustment" ? <span className="meta block">{t.adjusted}</span> : null}
    </span>
  );
}
