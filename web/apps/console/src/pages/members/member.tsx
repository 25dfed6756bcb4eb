import { DownOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { Alert, Button, Dropdown, Tabs } from "antd";
import { type ReactNode, useEffect, useState } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { date } from "../../../../../shared/format.ts";
import { useWords, words } from "../../../../../shared/i18n.ts";
import { May, useMe } from "../../session.tsx";
import { useAddress } from "../../ui/address.ts";
import { useLabel } from "../../ui/labels.ts";
import { Card, Page, Tag } from "../../ui/page.tsx";
import { useProgramme } from "../../ui/programme.ts";
import { Empty, ErrorState, Loading } from "../../ui/states.tsx";
import { DataTable, useList } from "../../ui/table.tsx";
import { useMember } from "../../ui/who.tsx";
import { useOrderColumns } from "../orders/table.tsx";
import { orderWords } from "../orders/words.ts";
import { AdjustDrawer } from "./adjust.tsx";
import { AdmitDrawer } from "./admit.tsx";
import { DossierDrawer, EraseDrawer } from "./dossier.tsx";
import { EditDrawer } from "./edit.tsx";
import { Entries } from "./entries.tsx";
import { Held } from "./held.tsx";
import { BuysCard, HoldingsCard } from "./holdings.tsx";
import { MergeDrawer } from "./merge.tsx";
import { Profile } from "./profile.tsx";
import { TierCard } from "./progress.tsx";
import { Reveal, type Revealed } from "./reveal.tsx";
import { TierDrawer, Tiers } from "./tiers.tsx";
import { TierTag } from "./tiertag.tsx";
import { Timeline } from "./timeline.tsx";
import "./style.css";

const list = words(
  {
    member: "会员",
    edit: "修改资料",
    adjust: (points: string) => `调整${points}`,
    admit: "批准入会",
    order: "录入订单",
    more: "更多",
    tier: "手工授予等级",
    merge: "合并重复会员",
    dossier: "导出个人数据",
    erase: "删除个人资料",
    entries: "明细",
    held: "持有",
    orders: "订单",
    timeline: "时间线",
    profile: "资料",
    tiers: "等级",
    joined: (day: string) => `${day} 入会`,
    source: (text: string) => `来自 ${text}`,
    alias: "这条记录已并入下面的会员。",
    gone: "找不到这位会员",
    goneText: "可能已经被删除，或链接不完整。",
    back: "回到会员列表",
    tabs: "会员内容",
  },
  {
    member: "Member",
    edit: "Change",
    adjust: (points: string) => `Adjust ${points}`,
    admit: "Admit as a member",
    order: "Record an order",
    more: "More",
    tier: "Give a tier by hand",
    merge: "Merge a duplicate",
    dossier: "Export the person's data",
    erase: "Erase the person",
    entries: "Entries",
    held: "Holdings",
    orders: "Orders",
    timeline: "Timeline",
    profile: "Profile",
    tiers: "Tiers",
    joined: (day: string) => `joined ${day}`,
    source: (text: string) => `by ${text}`,
    alias: "The record that you asked for was merged into this member.",
    gone: "There is no such member",
    goneText: "The person may have been erased, or the link is cut off.",
    back: "To the list of members",
    tabs: "About the member",
  },
);

type Member = Schema<"MemberOut">;
type Action = "admit" | "edit" | "adjust" | "tier" | "tierEnd" | "merge" | "dossier" | "erase";

/** One member: who, what they hold, why, and everything that can be done for them. */
export default function MemberPage(): ReactNode {
  const t = useWords(list);
  const { id = "" } = useParams({ strict: false });
  const query = useMember(id);
  const [action, setAction] = useState<Action>();
  const [revealed, setRevealed] = useState<Revealed>({});
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was revealed of one person must not stay for the next
  useEffect(() => {
    setRevealed({});
    setAction(undefined);
  }, [id]);
  const member = query.data ? { ...query.data, ...revealed } : undefined;
  if (!member) {
    return (
      <Page title={t.member}>
        {query.isError ? <Missing error={query.error} retry={() => void query.refetch()} /> : <Loading rows={10} />}
      </Page>
    );
  }
  return (
    <Page
      title={member.name || member.card_no || member.id}
      sub={<Identity member={member} revealed={revealed} reveal={setRevealed} />}
      actions={<Actions member={member} open={setAction} />}
    >
      <div className="stack">
        {member.id === id ? null : <Alert type="info" showIcon title={t.alias} />}
        <div className="grid top">
          <div className="span-7">
            <TierCard id={member.id} />
          </div>
          <div className="span-5 stack">
            <HoldingsCard member={member} />
            <BuysCard member={member} />
          </div>
        </div>
        <Contents member={member} open={setAction} />
      </div>
      <Drawers member={member} action={action} close={() => setAction(undefined)} />
    </Page>
  );
}

function Missing({ error, retry }: { error: unknown; retry: () => void }): ReactNode {
  const t = useWords(list);
  const missing = (error as { status?: number }).status === 404;
  if (!missing) return <ErrorState error={error} retry={retry} />;
  return <Empty title={t.gone} text={t.goneText} action={<Link to="/members">{t.back}</Link>} />;
}

function Identity(props: { member: Member; revealed: Revealed; reveal: (r: Revealed) => void }): ReactNode {
  const t = useWords(list);
  const label = useLabel();
  const programme = useProgramme();
  const { member } = props;
  const source = [label("channel", member.channel), member.campaign].filter(Boolean).join(" · ");
  return (
    <span className="row">
      {member.tier ? (
        <TierTag code={member.tier.code} name={member.tier.name} color={programme.color(member.tier.code)} />
      ) : (
        <Tag>{label("status", member.status)}</Tag>
      )}
      <Reveal {...props} />
      {member.joined_at ? <span>{t.joined(date(member.joined_at))}</span> : null}
      {source ? <span>{t.source(source)}</span> : null}
      {member.tags.slice(0, 4).map((tag) => (
        <Tag key={tag}>{tag}</Tag>
      ))}
    </span>
  );
}

/** What may be done with the member: the most frequent in sight, the rest in a menu. */
function Actions({ member, open }: { member: Member; open: (what: Action) => void }): ReactNode {
  const t = useWords(list);
  const me = useMe();
  const navigate = useNavigate();
  const { points } = useProgramme();
  const may = (permission: string) => me.permissions.includes(permission);
  const customer = member.status === "customer";
  const more = [
    { key: "order", label: t.order, may: may("orders:write") },
    { key: "tier", label: t.tier, may: !customer && may("rewards:write") },
    { key: "merge", label: t.merge, may: may("members:merge") },
    { key: "dossier", label: t.dossier, may: may("members:erase") },
    { key: "erase", label: t.erase, may: may("members:erase"), danger: true },
  ].filter((item) => item.may);
  return (
    <>
      {more.length > 0 ? (
        <Dropdown
          trigger={["click"]}
          menu={{
            items: more.map(({ key, label, danger }) => ({ key, label, danger })),
            onClick: ({ key }) => {
              if (key === "order") void navigate({ to: "/orders/new", search: { member: member.id } });
              else open(key as Action);
            },
          }}
        >
          <Button>
            {t.more} <DownOutlined />
          </Button>
        </Dropdown>
      ) : null}
      <May permission="members:write">
        <Button onClick={() => open("edit")}>{t.edit}</Button>
      </May>
      <May permission={customer ? "members:admit" : "points:adjust"}>
        <Button type="primary" onClick={() => open(customer ? "admit" : "adjust")}>
          {customer ? t.admit : t.adjust(points)}
        </Button>
      </May>
    </>
  );
}

const tabs = ["entries", "held", "orders", "timeline", "profile", "tiers"] as const;

/** What the tabs hold; which one is open stands in the address. */
function Contents({ member, open }: { member: Member; open: (what: Action) => void }): ReactNode {
  const t = useWords(list);
  const [search, change] = useAddress();
  const tab = tabs.find((key) => key === search.tab) ?? "entries";
  const body = {
    entries: (
      <Card flush>
        <Entries id={member.id} commission={member.commission_minor !== 0} />
      </Card>
    ),
    held: <Held member={member} />,
    orders: (
      <Card flush>
        <Orders id={member.id} />
      </Card>
    ),
    timeline: (
      <Card>
        <Timeline id={member.id} />
      </Card>
    ),
    profile: <Profile member={member} />,
    tiers: (
      <Card flush>
        <Tiers id={member.id} open={open} />
      </Card>
    ),
  };
  return (
    <Tabs
      aria-label={t.tabs}
      activeKey={tab}
      onChange={(key) => change({ tab: key === "entries" ? undefined : key, asset: undefined })}
      destroyOnHidden
      items={tabs.map((key) => ({ key, label: t[key], children: key === tab ? body[key] : null }))}
    />
  );
}

function Orders({ id }: { id: string }): ReactNode {
  const t = useWords(orderWords);
  const navigate = useNavigate();
  const columns = useOrderColumns(true);
  const rows = useList(["orders", "member", id], (after) =>
    ok(api.GET("/v1/orders", { params: { query: { member_id: id, after, limit: 50 } } })),
  );
  return (
    <DataTable
      list={rows}
      rowKey="id"
      label={t.label}
      columns={columns}
      onRow={(o) => ({
        className: "clickable",
        onClick: () => void navigate({ to: "/orders/$id", params: { id: o.id } }),
      })}
      empty={<Empty title={t.noneMember} text={t.noneMemberText} />}
    />
  );
}

function Drawers(props: { member: Member; action: Action | undefined; close: () => void }): ReactNode {
  const { member, action, close } = props;
  const client = useQueryClient();
  switch (action) {
    case "admit":
      return <AdmitDrawer member={member} close={close} />;
    case "edit":
      return (
        <EditDrawer
          member={member}
          close={close}
          fresh={() => client.invalidateQueries({ queryKey: ["members", "one"] })}
        />
      );
    case "adjust":
      return <AdjustDrawer member={member} close={close} />;
    case "tier":
    case "tierEnd":
      return <TierDrawer member={member} end={action === "tierEnd"} close={close} />;
    case "merge":
      return <MergeDrawer member={member} close={close} />;
    case "dossier":
      return <DossierDrawer member={member} close={close} />;
    case "erase":
      return <EraseDrawer member={member} close={close} />;
    default:
      return null;
  }
}
