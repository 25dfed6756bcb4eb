import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Alert, App, Button, Drawer, Form, Input, InputNumber, Radio } from "antd";
import { type ReactNode, useRef, useState } from "react";
import { api, ok, onceKey, type Schema } from "../../../../../shared/api.ts";
import { count, money } from "../../../../../shared/format.ts";
import { useWords, words } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { ConditionItem } from "../../ui/condition-item.tsx";
import { FormDrawer } from "../../ui/drawer.tsx";
import { MembersPick, membersFor } from "../../ui/members.tsx";
import { useWaits } from "../../ui/second.tsx";
import type { Issue, Template } from "./words.ts";

const list = words(
  {
    title: (name: string) => `发放 ${name}`,
    to: "发给谁",
    members: "指定会员",
    people: "一群会员",
    codes: "生成券码",
    who: "会员",
    whoHelp: "每人一张，最多 1,000 人；超出每人限领的会员会被跳过并说明原因。",
    peopleHelp: "满足条件的会员每人一张。",
    n: "数量",
    nHelp: "券码可印在卡片或海报上，会员凭码领取或直接使用。一次最多 100,000 个。",
    reason: "原因",
    needed: "请填写",
    send: "发放",
    done: (n: string) => `已发放 ${n} 张`,
    made: (n: string) => `已生成 ${n} 个券码`,
    download: "下载券码（CSV）",
    refused: (n: string) => `${n} 人没有发放`,
    cost: (each: string, all: string) => `每张约 ${each}，共约 ${all}。`,
    tooMany: (n: string) => `符合条件的有 ${n} 人，一次最多发 1,000 人，请再缩小范围。`,
    toMany: (n: string) => `将发给 ${n} 位会员，每人一张。`,
    job: "超过 1,000 人，会在后台逐批发放，可在“奖励与预算”中查看进度、停止或收回。",
    second: "需要第二人批准。",
    started: (n: string) => `已开始向 ${n} 位会员发放`,
    look: "查看进度",
    short: (left: string) => `库存只剩 ${left} 张，发完为止。`,
    shortCodes: (left: string) => `库存只剩 ${left} 张，不够生成这么多券码。`,
    close: "关闭",
    code: "券码",
  },
  {
    title: (name: string) => `Issue ${name}`,
    to: "To whom",
    members: "Members",
    people: "Many members",
    codes: "Codes",
    who: "Members",
    whoHelp: "One each, at most 1,000. Who has as many as the limit allows is left out, with the reason.",
    peopleHelp: "One for each member for whom the condition holds.",
    n: "How many",
    nHelp: "For cards and posters: members claim a code, or use it at once. At most 100,000 at a time.",
    reason: "Reason",
    needed: "Please fill in",
    send: "Issue",
    done: (n: string) => `${n} issued`,
    made: (n: string) => `${n} codes made`,
    download: "Download codes (CSV)",
    refused: (n: string) => `${n} were given none`,
    cost: (each: string, all: string) => `Some ${each} each, ${all} in all.`,
    tooMany: (n: string) => `It holds for ${n} members, and 1,000 is the most at once: narrow it down.`,
    toMany: (n: string) => `One for each of ${n} members.`,
    job: "More than 1,000: they are given in the background. “Rewards and budgets” shows how far it is, stops it and takes it back.",
    second: "A second person has to approve it.",
    started: (n: string) => `Giving to ${n} members has begun`,
    look: "How far it is",
    short: (left: string) => `Only ${left} are left: some will be given none.`,
    shortCodes: (left: string) => `Only ${left} are left, too few for so many codes.`,
    close: "Close",
    code: "code",
  },
);

/** To how many one call issues. */
const atOnce = 1000;

interface Fields {
  to: "members" | "people" | "codes";
  members?: string[];
  condition?: string;
  codes?: number;
  reason?: string;
}

/** Issues coupons: to some members, to all for whom a condition holds, or as codes. */
export function IssueDrawer({ template, close }: { template: Template; close: () => void }): ReactNode {
  const t = useWords(list);
  const client = useQueryClient();
  const waits = useWaits();
  const { message, notification } = App.useApp();
  const navigate = useNavigate();
  const [key] = useState(onceKey);
  const [form] = Form.useForm<Fields>();
  const [issue, setIssue] = useState<Issue>();
  const shows = useRef(false); // what came of it, in the place of the form
  const to = Form.useWatch("to", form) ?? "members";
  const condition = Form.useWatch("condition", form) ?? "";
  const n = Form.useWatch("codes", form) ?? 0;
  const chosen = Form.useWatch("members", form)?.length ?? 0;
  const each = template.cost_minor || (template.kind === "amount_off" ? template.amount_minor : 0) || 0;
  const mayMass = useMay("rewards:write");
  const crowd = useCrowd(template.id, condition, to === "people");
  const many = to === "codes" ? n : to === "people" ? (crowd?.members ?? 0) : chosen;
  const cost = to === "people" ? (crowd?.cost_minor ?? 0) : each * Math.min(many, template.left ?? many);
  /** Gives to more than one call issues to: a job does it. */
  const give = async ({ condition, reason }: Fields) => {
    const answer = await ok(
      api.POST("/v1/rewards", {
        headers: { "Idempotency-Key": key },
        body: {
          rewards: [couponOf(template.id)],
          audience: { condition: condition || undefined },
          reason: reason?.trim() || template.name,
        },
      }),
    );
    if (waits(answer)) return;
    await client.invalidateQueries();
    notification.success({
      title: t.started(count(many)),
      actions: (
        <Button size="small" onClick={() => void navigate({ to: "/rewards", search: { tab: "batches" } })}>
          {t.look}
        </Button>
      ),
    });
  };
  const send = async (values: Fields) => {
    if (values.to === "people" && many > atOnce && mayMass) return give(values);
    const members = values.to === "people" ? await membersFor(values.condition ?? "") : values.members;
    const answer = await ok(
      api.POST("/v1/coupon-templates/{id}/issue", {
        params: { path: { id: template.id } },
        headers: { "Idempotency-Key": key },
        body:
          values.to === "codes"
            ? { codes: values.codes ?? 0 }
            : { member_ids: members ?? [], reason: values.reason || undefined },
      }),
    );
    if (waits(answer)) return;
    await client.invalidateQueries({ queryKey: ["coupons"] });
    const made = answer as Issue;
    if (made.kind === "codes" || made.refused.length > 0) {
      shows.current = true;
      setIssue(made);
    } else void message.success(t.done(count(made.count)));
  };
  if (issue) return <DoneDrawer template={template} issue={issue} close={close} />;
  return (
    <FormDrawer<Fields>
      title={t.title(template.name)}
      form={form}
      start={{ to: "members" }}
      submit={t.send}
      send={send}
      close={() => {
        if (!shows.current) close();
      }}
    >
      <Form.Item name="to" label={t.to}>
        <Radio.Group
          optionType="button"
          options={[
            { value: "members", label: t.members },
            { value: "people", label: t.people },
            { value: "codes", label: t.codes },
          ]}
        />
      </Form.Item>
      {to === "members" ? (
        <Form.Item name="members" label={t.who} extra={t.whoHelp} rules={[{ required: true, message: t.needed }]}>
          <MembersPick />
        </Form.Item>
      ) : null}
      {to === "people" ? <ConditionItem name="condition" label={t.people} extra={t.peopleHelp} scope="member" /> : null}
      {to === "codes" ? (
        <Form.Item name="codes" label={t.n} extra={t.nHelp} rules={[{ required: true, message: t.needed }]}>
          <InputNumber min={1} max={100_000} precision={0} style={{ width: 200 }} />
        </Form.Item>
      ) : (
        <Form.Item name="reason" label={t.reason}>
          <Input.TextArea maxLength={500} autoSize={{ minRows: 2, maxRows: 4 }} />
        </Form.Item>
      )}
      <Outlook
        template={template}
        to={to}
        many={many}
        cost={cost}
        second={to === "people" && crowd?.needs_second === true}
      />
    </FormDrawer>
  );
}

/** Whom a condition means, and what a coupon for each of them comes to. */
function useCrowd(template: string, condition: string, asked: boolean): Schema<"CostOut"> | undefined {
  const query = useQuery({
    queryKey: ["rewards", "cost", template, condition],
    queryFn: ({ signal }) =>
      ok(
        api.POST("/v1/rewards/cost", {
          body: { rewards: [couponOf(template)], audience: { condition: condition || undefined } },
          signal,
        }),
      ),
    enabled: asked,
    staleTime: 60_000,
    retry: false,
  });
  return query.data;
}

function couponOf(template: string): Schema<"Reward"> {
  return { kind: "coupon", template_id: template, quantity: 1 };
}

/** What is about to happen: to how many, what it costs, and what stands in the way. */
function Outlook(props: {
  template: Template;
  to: Fields["to"];
  many: number;
  cost: number;
  second: boolean;
}): ReactNode {
  const t = useWords(list);
  const mayMass = useMay("rewards:write");
  const { template, to, many } = props;
  if (many === 0) return null;
  const left = template.left ?? Number.POSITIVE_INFINITY;
  const crowd = to === "people" && many > atOnce;
  const tooMany = crowd && !mayMass;
  const wrong = tooMany
    ? t.tooMany(count(many))
    : many > left
      ? (to === "codes" ? t.shortCodes : t.short)(count(left))
      : undefined;
  const says = tooMany
    ? []
    : [
        to === "people" ? t.toMany(count(many)) : "",
        props.cost > 0 ? t.cost(money(Math.round(props.cost / many)), money(props.cost)) : "",
        crowd ? t.job : "",
        props.second ? t.second : "",
      ].filter(Boolean);
  return (
    <div className="stack" aria-live="polite">
      {wrong ? <Alert type="warning" showIcon title={wrong} /> : null}
      {says.length > 0 ? (
        <div className="meta">
          {says.map((text) => (
            <div key={text}>{text}</div>
          ))}
        </div>
      ) : null}
    </div>
  );
}

/** What came of it: codes to download, and who was given none. */
function DoneDrawer(props: { template: Template; issue: Issue; close: () => void }): ReactNode {
  const t = useWords(list);
  const { issue } = props;
  const made = issue.kind === "codes" ? t.made(count(issue.count)) : t.done(count(issue.count));
  return (
    <Drawer
      open
      size={480}
      title={made}
      onClose={props.close}
      footer={
        <div className="row" style={{ justifyContent: "flex-end" }}>
          <Button onClick={props.close}>{t.close}</Button>
          {issue.kind === "codes" ? (
            <Button type="primary" onClick={() => saveCodes(props.template.name, issue)}>
              {t.download}
            </Button>
          ) : null}
        </div>
      }
    >
      <div className="stack">
        {issue.refused.length > 0 ? (
          <Alert
            type="warning"
            showIcon
            title={t.refused(count(issue.refused.length))}
            description={[...new Set(issue.refused.map((r) => r.message))].map((text) => <div key={text}>{text}</div>)}
          />
        ) : null}
        {issue.kind === "codes" ? (
          <ul className="plain tabular">
            {issue.issued.slice(0, 20).map((c) => (
              <li key={c.id}>{c.code}</li>
            ))}
            {issue.issued.length > 20 ? <li>…</li> : null}
          </ul>
        ) : null}
      </div>
    </Drawer>
  );
}

/** Saves the codes of an issue as a file for a printer's shop. */
export function saveCodes(name: string, issue: Issue): void {
  const lines = ["code", ...issue.issued.map((c) => c.code)];
  const url = URL.createObjectURL(new Blob([`${lines.join("\r\n")}\r\n`], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `${name.replace(/[\\/:*?"<>|]/g, "_")}-${issue.issued.length}.csv`;
  link.click();
  URL.revokeObjectURL(url);
}
