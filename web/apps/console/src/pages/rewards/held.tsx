import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Form, Input } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, onceKey, type Schema } from "../../../../../shared/api.ts";
import { ago, money, time } from "../../../../../shared/format.ts";
import { useWords, words } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { FormDrawer } from "../../ui/drawer.tsx";
import { Card, Tag } from "../../ui/page.tsx";
import { Empty } from "../../ui/states.tsx";
import { DataTable, useList } from "../../ui/table.tsx";
import { GiveDrawer } from "./give.tsx";
import { RevokeButton, What } from "./grants.tsx";
import { type Grant, rewardWords } from "./words.ts";
import "./style.css";

const list = words(
  {
    none: "没有订单之外的发放",
    noneText: "人工发放、礼包、集点和商城送出的都会列在这里。",
    claim: "兑换礼包码",
    code: "礼包码",
    codeHelp: "P 开头的 13 位码，空格和大小写不限。",
    claimed: "已领取",
    codeOdd: "礼包码是 P 加 12 位数字",
  },
  {
    claim: "Claim a code",
    code: "Code of a pack",
    codeHelp: "P and twelve digits; spaces and small letters do not matter.",
    claimed: "Claimed",
    codeOdd: "A code is P and twelve digits",
    none: "Nothing was given other than by orders",
    noneText: "What people, packs, stamps and the mall gave is listed here.",
  },
);

/** What a member was given other than by orders. */
export function HeldRewards({ member }: { member: Schema<"MemberOut"> }): ReactNode {
  const t = useWords(list);
  const w = useWords(rewardWords);
  const may = useMay("rewards:write");
  const mayClaim = useMay("members:write");
  const [giving, setGiving] = useState(false);
  const [claiming, setClaiming] = useState(false);
  const rows = useList<Grant>(["rewards", "member", member.id], (after) =>
    ok(api.GET("/v1/members/{id}/grants", { params: { path: { id: member.id }, query: { after, limit: 20 } } })),
  );
  return (
    <Card
      title={w.given}
      flush
      aside={
        member.status === "member" ? (
          <span className="row">
            {mayClaim ? <Button onClick={() => setClaiming(true)}>{t.claim}</Button> : null}
            {may ? <Button onClick={() => setGiving(true)}>{w.give}</Button> : null}
          </span>
        ) : null
      }
    >
      <DataTable<Grant>
        list={rows}
        rowKey="id"
        label={w.grantsOf}
        empty={<Empty title={t.none} text={t.noneText} />}
        columns={[
          { title: w.what, render: (_, g) => <What grant={g} /> },
          { title: w.reason, render: (_, g) => <span className="wrap reward-reason">{g.reason || "—"}</span> },
          { title: w.cost, className: "num", render: (_, g) => (g.cost_minor > 0 ? money(g.cost_minor) : "—") },
          {
            title: w.state,
            className: "corner",
            render: (_, g) => (
              <Tag tone={g.state === "given" ? "good" : undefined}>
                {g.state === "given" ? w.state_given : w.state_revoked}
              </Tag>
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
      {giving ? <GiveDrawer member={member} close={() => setGiving(false)} /> : null}
      {claiming ? <ClaimDrawer member={member} close={() => setClaiming(false)} /> : null}
    </Card>
  );
}

/** Gives a member the pack of a code. */
function ClaimDrawer({ member, close }: { member: Schema<"MemberOut">; close: () => void }): ReactNode {
  const t = useWords(list);
  const client = useQueryClient();
  const { message } = App.useApp();
  const [key] = useState(onceKey);
  const send = async ({ code }: { code: string }) => {
    const body = { member_id: member.id, code: code.trim() };
    await ok(api.POST("/v1/pack-codes/claim", { headers: { "Idempotency-Key": key }, body }));
    void message.success(t.claimed);
    await client.invalidateQueries();
  };
  return (
    <FormDrawer<{ code: string }> title={t.claim} submit={t.claim} send={send} close={close}>
      <Form.Item
        name="code"
        label={t.code}
        extra={t.codeHelp}
        rules={[{ required: true, pattern: /^\s*[Pp](?:[\s-]*\d){12}\s*$/, message: t.codeOdd }]}
      >
        <Input maxLength={32} autoFocus autoComplete="off" />
      </Form.Item>
    </FormDrawer>
  );
}
