import { DownloadOutlined, PlusOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Drawer, Form, Input, InputNumber, Radio } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, onceKey, type Schema } from "../../../../../shared/api.ts";
import { count, date, money } from "../../../../../shared/format.ts";
import { useWords, words } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { Days } from "../../ui/days.tsx";
import { FormDrawer } from "../../ui/drawer.tsx";
import { Tag } from "../../ui/page.tsx";
import { useWaits } from "../../ui/second.tsx";
import { grouping } from "../../ui/send.tsx";
import { Empty } from "../../ui/states.tsx";
import { DataTable, useList } from "../../ui/table.tsx";
import { BudgetsPick } from "./budgetspick.tsx";
import { CostLine } from "./cost.tsx";
import { type Pack, rewardWords } from "./words.ts";

type Handout = Schema<"HandoutOut">;

const list = words(
  {
    title: (name: string) => `${name}的礼包码`,
    make: "生成礼包码",
    none: "还没有礼包码",
    noneText: "把礼包印成码，放在传单、卡片或包裹里；会员报码即领。例如：新店传单 500 个码，每码一次。",
    note: "用途",
    noteHelp: "会员领取时的理由，如 新店传单。",
    how: "怎么用",
    pieces: "一码一份",
    poster: "一码多份（海报）",
    piecesHelp: "每个码只能领一次，适合卡片和传单。",
    posterHelp: "同一个码可由很多会员领取，适合海报和公众号。",
    codes: "码数",
    codesHelp: "一次最多 100,000 个。",
    uses: "可领份数",
    perMember: "每位会员限领",
    time: "有效时间",
    timeHelp: "留空：立即可用，没有截止日。",
    budgets: "计入预算",
    budgetsHelp: "每次领取都计入；任何一个预算不够，就不能领取。",
    claimed: "已领",
    of: (n: string, all: string) => `${n} / ${all}`,
    who: (n: string) => `${n} 位会员`,
    void: (n: string) => `作废 ${n} 个`,
    many: (n: string, uses: string) => (uses === "1" ? `${n} 个码` : `${n} 个码，每码 ${uses} 份`),
    made: (n: string) => `已生成 ${n} 个礼包码，可下载后印制`,
    file: "下载",
    fileOf: (note: string) => `下载“${note}”的礼包码`,
    end: "停用",
    endOf: (note: string) => `停用“${note}”`,
    endText: "停用后这批码不能再领；已领的不受影响。停用不可撤销。",
    why: "原因",
    ended: "已停用",
    from: (day: string) => `自 ${day}`,
    until: (day: string) => `至 ${day}`,
    state_early: "未开始",
    state_open: "可领",
    state_over: "已过期",
    state_closed: "已停用",
  },
  {
    title: (name: string) => `Codes of ${name}`,
    make: "Make codes",
    none: "No codes yet",
    noneText:
      "Print the pack as codes on leaflets, cards or in parcels; a member who has one gets it. For example: 500 codes for a new shop's leaflet, each good once.",
    note: "What for",
    noteHelp: "The reason of every claim, such as leaflet of the new shop.",
    how: "How it is used",
    pieces: "Each code once",
    poster: "One code for many (poster)",
    piecesHelp: "Each code is good once: for cards and leaflets.",
    posterHelp: "Many members claim by the same code: for posters and posts.",
    codes: "How many codes",
    codesHelp: "At most 100,000 at a time.",
    uses: "How many claims",
    perMember: "Claims of one member",
    time: "Good",
    timeHelp: "Empty: from now on, without an end.",
    budgets: "From budgets",
    budgetsHelp: "Every claim draws from them; where one has too little left, nothing is claimed.",
    claimed: "Claimed",
    of: (n: string, all: string) => `${n} of ${all}`,
    who: (n: string) => `by ${n} members`,
    void: (n: string) => `${n} cancelled`,
    many: (n: string, uses: string) => {
      const codes = n === "1" ? "1 code" : `${n} codes`;
      return uses === "1" ? codes : `${codes}, ${uses} claims each`;
    },
    made: (n: string) => `${n} codes made; download them for the printer`,
    file: "Download",
    fileOf: (note: string) => `Download the codes of ${note}`,
    end: "End",
    endOf: (note: string) => `End ${note}`,
    endText: "No more of these codes are claimed; what was claimed stays. It cannot be undone.",
    why: "Reason",
    ended: "Ended",
    from: (day: string) => `from ${day}`,
    until: (day: string) => `until ${day}`,
    state_early: "Not yet",
    state_open: "Open",
    state_over: "Over",
    state_closed: "Ended",
  },
);

const tones = { early: undefined, open: "good", over: undefined, closed: undefined } as const;

/** The codes by which a pack is handed out. */
export function CodesDrawer({ pack, close }: { pack: Pack; close: () => void }): ReactNode {
  const t = useWords(list);
  const w = useWords(rewardWords);
  const may = useMay("rewards:write");
  const [making, setMaking] = useState(false);
  const [ending, setEnding] = useState<Handout>();
  const rows = useList<Handout>(["rewards", "codes", pack.id], (after) =>
    ok(api.GET("/v1/packs/{id}/handouts", { params: { path: { id: pack.id }, query: { after, limit: 20 } } })),
  );
  const make =
    may && !pack.closed ? (
      <Button icon={<PlusOutlined />} onClick={() => setMaking(true)}>
        {t.make}
      </Button>
    ) : null;
  return (
    <Drawer open size={860} title={t.title(pack.name)} onClose={close} extra={rows.rows.length > 0 ? make : null}>
      <DataTable<Handout>
        list={rows}
        rowKey="id"
        label={t.title(pack.name)}
        empty={<Empty title={t.none} text={t.noneText} action={make} />}
        columns={[
          {
            title: t.note,
            render: (_, h) => (
              <span className="wrap reward-reason">
                {h.note}
                <span className="meta block">{t.many(count(h.codes), count(h.uses))}</span>
              </span>
            ),
          },
          {
            title: t.claimed,
            className: "num",
            render: (_, h) => (
              <>
                {t.of(count(h.claims), count(h.codes * h.uses))}
                {h.claims > 0 ? <span className="meta block">{t.who(count(h.members))}</span> : null}
                {h.void > 0 ? <span className="meta block">{t.void(count(h.void))}</span> : null}
              </>
            ),
          },
          { title: w.cost, className: "num", render: (_, h) => money(h.cost_minor) },
          {
            title: w.state,
            className: "corner",
            render: (_, h) => (
              <>
                <Tag tone={tones[h.state]}>{t[`state_${h.state}`]}</Tag>
                <span className="meta block">{span(h, t)}</span>
              </>
            ),
          },
          {
            title: w.acts,
            className: "acts",
            key: "act",
            hidden: !may,
            render: (_, h) => (
              <span className="row nowrap">
                <Button
                  size="small"
                  icon={<DownloadOutlined />}
                  href={`/v1/pack-handouts/${h.id}/codes.csv`}
                  download
                  aria-label={t.fileOf(h.note)}
                >
                  {t.file}
                </Button>
                {h.state === "open" || h.state === "early" ? (
                  <Button size="small" danger type="text" aria-label={t.endOf(h.note)} onClick={() => setEnding(h)}>
                    {t.end}
                  </Button>
                ) : null}
              </span>
            ),
          },
        ]}
      />
      {making ? <MakeDrawer pack={pack} close={() => setMaking(false)} /> : null}
      {ending ? <EndDrawer one={ending} close={() => setEnding(undefined)} /> : null}
    </Drawer>
  );
}

/** Between which days the codes are good. */
function span(h: Handout, t: (typeof list)["zh"]): string {
  const early = h.state === "early" && h.from ? t.from(date(h.from)) : "";
  return [early, h.until ? t.until(date(h.until)) : ""].filter(Boolean).join(" ");
}

interface Fields {
  note: string;
  how: "pieces" | "poster";
  codes?: number;
  uses?: number;
  per_member: number;
  budget_ids?: string[];
}

function MakeDrawer({ pack, close }: { pack: Pack; close: () => void }): ReactNode {
  const t = useWords(list);
  const w = useWords(rewardWords);
  const client = useQueryClient();
  const waits = useWaits();
  const { message } = App.useApp();
  const [key] = useState(onceKey);
  const [form] = Form.useForm<Fields>();
  const [days, setDays] = useState<{ from?: string; until?: string }>({});
  const how = Form.useWatch("how", form) ?? "pieces";
  const codes = Form.useWatch("codes", form) ?? 0;
  const uses = Form.useWatch("uses", form) ?? 0;
  const pieces = how === "pieces";
  const send = async (v: Fields) => {
    const answer = await ok(
      api.POST("/v1/packs/{id}/codes", {
        params: { path: { id: pack.id } },
        headers: { "Idempotency-Key": key },
        body: {
          note: v.note.trim(),
          codes: pieces ? (v.codes ?? 0) : 1,
          uses: pieces ? undefined : v.uses,
          per_member: v.per_member,
          budget_ids: v.budget_ids?.length ? v.budget_ids : undefined,
          ...days,
        },
      }),
    );
    if (waits(answer)) return;
    void message.success(t.made(count((answer as Handout).codes)));
    await client.invalidateQueries({ queryKey: ["rewards", "codes"] });
  };
  const number = { ...grouping, style: { width: 200 }, precision: 0, min: 1 } as const;
  return (
    <FormDrawer<Fields>
      title={t.make}
      form={form}
      start={{ how: "pieces", per_member: 1 }}
      submit={t.make}
      send={send}
      close={close}
    >
      <Form.Item
        name="note"
        label={t.note}
        extra={t.noteHelp}
        rules={[{ required: true, whitespace: true, message: w.needed }]}
      >
        <Input maxLength={100} />
      </Form.Item>
      <Form.Item name="how" label={t.how} extra={pieces ? t.piecesHelp : t.posterHelp}>
        <Radio.Group
          optionType="button"
          options={[
            { value: "pieces", label: t.pieces },
            { value: "poster", label: t.poster },
          ]}
        />
      </Form.Item>
      {pieces ? (
        <Form.Item name="codes" label={t.codes} extra={t.codesHelp} rules={[{ required: true, message: w.needed }]}>
          <InputNumber max={100_000} {...number} />
        </Form.Item>
      ) : (
        <Form.Item name="uses" label={t.uses} rules={[{ required: true, message: w.needed }]}>
          <InputNumber max={10_000_000} {...number} />
        </Form.Item>
      )}
      <CostLine rewards={[{ kind: "pack", pack_id: pack.id }]} members={pieces ? codes : uses} pieces />
      <Form.Item name="per_member" label={t.perMember} rules={[{ required: true, message: w.needed }]}>
        <InputNumber max={1000} {...number} />
      </Form.Item>
      <Form.Item label={t.time} extra={t.timeHelp}>
        <Days label={t.time} from={days.from} until={days.until} onChange={(from, until) => setDays({ from, until })} />
      </Form.Item>
      <Form.Item name="budget_ids" label={t.budgets} extra={t.budgetsHelp}>
        <BudgetsPick />
      </Form.Item>
    </FormDrawer>
  );
}

function EndDrawer({ one, close }: { one: Handout; close: () => void }): ReactNode {
  const t = useWords(list);
  const w = useWords(rewardWords);
  const client = useQueryClient();
  const { message } = App.useApp();
  const [key] = useState(onceKey);
  const send = async ({ reason }: { reason: string }) => {
    await ok(
      api.POST("/v1/pack-handouts/{id}/close", {
        params: { path: { id: one.id } },
        headers: { "Idempotency-Key": key },
        body: { reason: reason.trim() },
      }),
    );
    void message.success(t.ended);
    await client.invalidateQueries({ queryKey: ["rewards", "codes"] });
  };
  return (
    <FormDrawer<{ reason: string }> title={t.endOf(one.note)} submit={t.end} danger send={send} close={close}>
      <p className="meta form-help">{t.endText}</p>
      <Form.Item name="reason" label={t.why} rules={[{ required: true, whitespace: true, message: w.needed }]}>
        <Input.TextArea maxLength={500} autoSize={{ minRows: 2, maxRows: 4 }} />
      </Form.Item>
    </FormDrawer>
  );
}
