import { PlusOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Form, Input, Switch } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, onceKey } from "../../../../../shared/api.ts";
import { count, money } from "../../../../../shared/format.ts";
import { useWords, words } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { FormDrawer } from "../../ui/drawer.tsx";
import { type Reward, RewardsField, RewardsText, rewardKinds } from "../../ui/gives.tsx";
import { Card, Tag } from "../../ui/page.tsx";
import { useWaits } from "../../ui/second.tsx";
import { Empty } from "../../ui/states.tsx";
import { DataTable, useList } from "../../ui/table.tsx";
import { CodesDrawer } from "./codes.tsx";
import { whole } from "./cost.tsx";
import { type Pack, rewardWords } from "./words.ts";

const list = words(
  {
    add: "新建礼包",
    edit: (name: string) => `修改 ${name}`,
    none: "还没有礼包",
    noneText:
      "把几样奖励放在一起，取个名字，就能在发放、商城、付费会员和旅程里整包送出。例如：新会员礼包 = 100 积分 + 满 100 减 20 券。",
    summary: "说明",
    summaryHelp: "会员和员工看到的一句话。",
    given: "已送出",
    close: "停用",
    closeHelp: "停用后不再送出；已送出的不受影响。",
    keeps: "已送出的礼包保持当时的内容，修改只影响之后送出的。",
    nameHelp: "如 新会员礼包、升级礼包。",
    codes: "礼包码",
    codesOf: (name: string) => `${name}的礼包码`,
  },
  {
    add: "New pack",
    edit: (name: string) => `Change ${name}`,
    none: "No packs yet",
    noneText:
      "Put several rewards together under a name, and give them as one: by hand, in the mall, with a plan or a journey. For example: welcome pack = 100 points + ¥20 off from ¥100.",
    summary: "In a sentence",
    summaryHelp: "For members and your people.",
    given: "Given",
    close: "Closed",
    closeHelp: "A closed pack is given to nobody; what was given stays.",
    keeps: "What was given keeps what was in the pack then; changes count from now on.",
    nameHelp: "Such as welcome pack, or upgrade pack.",
    codes: "Codes",
    codesOf: (name: string) => `Codes of ${name}`,
  },
);

interface Fields {
  name: string;
  summary?: string;
  rewards: Reward[];
  closed?: boolean;
}

/** Gift packs. */
export function Packs(): ReactNode {
  const t = useWords(list);
  const w = useWords(rewardWords);
  const may = useMay("rewards:write");
  const [editing, setEditing] = useState<Pack | "new">();
  const [coding, setCoding] = useState<Pack>();
  const rows = useList<Pack>(["rewards", "packs"], (after) =>
    ok(api.GET("/v1/packs", { params: { query: { after, limit: 50 } } })),
  );
  const add = may ? (
    <Button icon={<PlusOutlined />} onClick={() => setEditing("new")}>
      {t.add}
    </Button>
  ) : null;
  return (
    <Card flush>
      {add ? (
        <div className="toolbar">
          <span className="space" />
          {add}
        </div>
      ) : null}
      <DataTable<Pack>
        list={rows}
        rowKey="id"
        label={w.packs}
        onRow={(p) => (may ? { className: "clickable", onClick: () => setEditing(p) } : {})}
        empty={<Empty title={t.none} text={t.noneText} action={add} />}
        columns={[
          {
            title: w.name,
            render: (_, p) => (
              <>
                {may ? (
                  <Button
                    type="link"
                    className="reward-name"
                    onClick={(e) => {
                      e.stopPropagation();
                      setEditing(p);
                    }}
                  >
                    {p.name}
                  </Button>
                ) : (
                  <b>{p.name}</b>
                )}
                {p.summary ? <div className="meta">{p.summary}</div> : null}
              </>
            ),
          },
          {
            title: w.rewards,
            render: (_, p) => (
              <span className="wrap reward-what">
                <RewardsText rewards={p.rewards} />
              </span>
            ),
          },
          { title: w.cost, className: "num", render: (_, p) => <PackCost pack={p} /> },
          { title: t.given, className: "num", render: (_, p) => count(p.given) },
          {
            title: w.state,
            className: "corner",
            render: (_, p) => <Tag tone={p.closed ? undefined : "good"}>{p.closed ? w.closed : w.open}</Tag>,
          },
          {
            title: w.acts,
            className: "acts",
            key: "act",
            render: (_, p) => (
              <Button
                size="small"
                aria-label={t.codesOf(p.name)}
                onClick={(e) => {
                  e.stopPropagation();
                  setCoding(p);
                }}
              >
                {t.codes}
              </Button>
            ),
          },
        ]}
      />
      {coding ? <CodesDrawer pack={coding} close={() => setCoding(undefined)} /> : null}
      {editing ? (
        <PackDrawer pack={editing === "new" ? undefined : editing} close={() => setEditing(undefined)} />
      ) : null}
    </Card>
  );
}

/** What a pack is reckoned to cost each time it is given. */
function PackCost({ pack }: { pack: Pack }): ReactNode {
  const cost = useQuery({
    queryKey: ["rewards", "cost", pack.id, pack.version],
    queryFn: () => ok(api.POST("/v1/rewards/cost", { body: { rewards: pack.rewards ?? [] } })),
    staleTime: 60_000,
    retry: false,
  });
  return cost.data ? money(cost.data.each_minor) : "—";
}

function PackDrawer({ pack, close }: { pack: Pack | undefined; close: () => void }): ReactNode {
  const t = useWords(list);
  const w = useWords(rewardWords);
  const client = useQueryClient();
  const { message } = App.useApp();
  const waits = useWaits();
  const [key] = useState(onceKey);
  const [version, setVersion] = useState(pack?.version ?? 0);
  const send = async (values: Fields) => {
    const body = { ...values, summary: values.summary || undefined };
    if (pack) {
      const params = { path: { id: pack.id }, header: { "If-Match": `"${version}"` } };
      if (waits(await ok(api.PUT("/v1/packs/{id}", { params, body })))) return;
    } else {
      await ok(api.POST("/v1/packs", { headers: { "Idempotency-Key": key }, body }));
    }
    void message.success(w.saved);
    await client.invalidateQueries({ queryKey: ["rewards", "packs"] });
    await client.invalidateQueries({ queryKey: ["reward-names"] });
  };
  const fresh = async () => {
    if (pack) setVersion((await ok(api.GET("/v1/packs/{id}", { params: { path: { id: pack.id } } }))).version);
  };
  return (
    <FormDrawer<Fields>
      title={pack ? t.edit(pack.name) : t.add}
      size={600}
      start={
        pack
          ? { name: pack.name, summary: pack.summary, rewards: pack.rewards ?? [], closed: pack.closed }
          : { rewards: [{ kind: "points" }] }
      }
      send={send}
      fresh={pack ? fresh : undefined}
      close={close}
      rename={(field) => (field.startsWith("rewards") ? "rewards" : field)}
    >
      {pack ? <p className="meta form-help">{t.keeps}</p> : null}
      <Form.Item
        name="name"
        label={w.name}
        extra={t.nameHelp}
        rules={[{ required: true, whitespace: true, message: w.needed }]}
      >
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item name="summary" label={t.summary} extra={t.summaryHelp}>
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item name="rewards" label={w.rewards} required rules={[{ validator: whole(w.needed) }]}>
        <RewardsField kinds={rewardKinds.filter((kind) => kind !== "pack")} />
      </Form.Item>
      {pack ? (
        <Form.Item name="closed" label={t.close} extra={t.closeHelp} valuePropName="checked">
          <Switch />
        </Form.Item>
      ) : null}
    </FormDrawer>
  );
}
