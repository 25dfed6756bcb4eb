import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { ago, money, time } from "../../../../../shared/format.ts";
import { useWords, words } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { Card, Tag } from "../../ui/page.tsx";
import { Empty } from "../../ui/states.tsx";
import { DataTable, useList } from "../../ui/table.tsx";
import { GiveDrawer } from "./give.tsx";
import { RevokeButton, What } from "./grants.tsx";
import { type Grant, rewardWords } from "./words.ts";
import "./style.css";

const list = words(
  { none: "没有订单之外的发放", noneText: "人工发放、礼包、集点和商城送出的都会列在这里。" },
  {
    none: "Nothing was given other than by orders",
    noneText: "What people, packs, stamps and the mall gave is listed here.",
  },
);

/** What a member was given other than by orders. */
export function HeldRewards({ member }: { member: Schema<"MemberOut"> }): ReactNode {
  const t = useWords(list);
  const w = useWords(rewardWords);
  const may = useMay("rewards:write");
  const [giving, setGiving] = useState(false);
  const rows = useList<Grant>(["rewards", "member", member.id], (after) =>
    ok(api.GET("/v1/members/{id}/grants", { params: { path: { id: member.id }, query: { after, limit: 20 } } })),
  );
  return (
    <Card
      title={w.given}
      flush
      aside={may && member.status === "member" ? <Button onClick={() => setGiving(true)}>{w.give}</Button> : null}
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
            render: (_, g) => (
              <Tag tone={g.state === "given" ? "good" : undefined}>
                {g.state === "given" ? w.state_given : w.state_revoked}
              </Tag>
            ),
          },
          { title: w.at, render: (_, g) => <span title={time(g.at ?? "")}>{ago(g.at ?? "")}</span> },
          {
            title: w.acts,
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
    </Card>
  );
}
