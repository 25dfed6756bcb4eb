import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { Card } from "../../ui/page.tsx";
import { Empty } from "../../ui/states.tsx";
import { DataTable, useList } from "../../ui/table.tsx";
import { RedeemDrawer } from "./redeem.tsx";
import { RedemptionDrawer } from "./redemption.tsx";
import { type Redemption, useRedemptionColumns } from "./table.tsx";
import { mallWords } from "./words.ts";
import "../catalogue/style.css";
import "./style.css";

/** What a member has redeemed in the mall. */
export function HeldRedemptions({ member }: { member: Schema<"MemberOut"> }): ReactNode {
  const t = useWords(mallWords);
  const maySell = useMay("holdings:sell");
  const [open, setOpen] = useState<string>();
  const [making, setMaking] = useState(false);
  const list = useList<Redemption>(["mall", "member", member.id], (after) =>
    ok(api.GET("/v1/mall/redemptions", { params: { query: { member_id: member.id, after, limit: 20 } } })),
  );
  const columns = useRedemptionColumns((r) => setOpen(r.id), true);
  return (
    <Card
      title={t.held}
      flush
      aside={
        maySell && member.status === "member" ? <Button onClick={() => setMaking(true)}>{t.redeem}</Button> : undefined
      }
    >
      <DataTable<Redemption>
        label={t.held}
        list={list}
        rowKey="id"
        columns={columns}
        empty={<Empty title={t.heldNone} text={t.heldNoneText} />}
      />
      {open ? <RedemptionDrawer id={open} close={() => setOpen(undefined)} /> : null}
      {making ? (
        <RedeemDrawer member={{ id: member.id, name: member.name ?? "" }} close={() => setMaking(false)} />
      ) : null}
    </Card>
  );
}
