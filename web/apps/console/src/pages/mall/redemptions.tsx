import { App, Button, Input, Segmented } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok } from "../../../../../shared/api.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { useAddress } from "../../ui/address.ts";
import { Card } from "../../ui/page.tsx";
import { MemberPick } from "../../ui/pick.tsx";
import { Empty, NoHits } from "../../ui/states.tsx";
import { DataTable, useList } from "../../ui/table.tsx";
import { useMember } from "../../ui/who.tsx";
import { RedeemDrawer } from "./redeem.tsx";
import { RedemptionDrawer } from "./redemption.tsx";
import { type Redemption, useRedemptionColumns } from "./table.tsx";
import { mallWords } from "./words.ts";

const states = ["waiting", "shipped", "done", "cancelled"] as const;

/** What was redeemed, newest first, with what is still to be handed over. */
export default function Redemptions(): ReactNode {
  const t = useWords(mallWords);
  const maySell = useMay("holdings:sell");
  const { message } = App.useApp();
  const [search, change] = useAddress();
  const member = useMember(search.member);
  const [making, setMaking] = useState(false);
  const state = states.find((s) => s === search.state);
  const query = { state, member_id: search.member };
  const list = useList<Redemption>(["mall", "redemptions", query], (after) =>
    ok(api.GET("/v1/mall/redemptions", { params: { query: { ...query, after, limit: 50 } } })),
  );
  const open = (id: string | undefined) => change({ open: id });
  const columns = useRedemptionColumns((r) => open(r.id));
  const byCode = async (code: string) => {
    if (!code.trim()) return;
    const found = await ok(api.GET("/v1/mall/redemptions", { params: { query: { code: code.trim() } } }));
    const first = found.data?.[0];
    if (first) open(first.id);
    else void message.warning(t.codeNone);
  };
  const filtered = !!(state || search.member);
  return (
    <Card label={t.redemptions} flush>
      <div className="toolbar" style={{ paddingTop: 12 }}>
        <Input.Search
          aria-label={t.code}
          placeholder={t.codeFind}
          className="search-box"
          allowClear
          maxLength={20}
          onSearch={(code) => void byCode(code)}
        />
        <span style={{ width: 220 }}>
          <MemberPick
            key={search.member && member.data ? "named" : "new"}
            value={search.member ? member.data?.name || search.member : undefined}
            onChange={(id) => change({ member: id })}
            placeholder={t.anyMember}
          />
        </span>
        <Segmented
          aria-label={t.filter}
          value={state ?? ""}
          onChange={(next) => change({ state: next || undefined })}
          options={[{ value: "", label: t.all }, ...states.map((value) => ({ value, label: t[value] }))]}
        />
        <span className="space" />
        {maySell ? (
          <Button type="primary" onClick={() => setMaking(true)}>
            {t.redeem}
          </Button>
        ) : null}
      </div>
      <DataTable<Redemption>
        label={t.redemptions}
        list={list}
        rowKey="id"
        columns={columns}
        empty={
          filtered ? (
            <NoHits clear={() => change({ state: undefined, member: undefined })} />
          ) : (
            <Empty title={t.noneYet} text={t.noneYetText} />
          )
        }
      />
      {search.open ? <RedemptionDrawer id={search.open} close={() => open(undefined)} /> : null}
      {making ? <RedeemDrawer close={() => setMaking(false)} /> : null}
    </Card>
  );
}
