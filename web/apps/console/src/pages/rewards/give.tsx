import { useQueryClient } from "@tanstack/react-query";
import { App, Form, Input, Radio } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, onceKey, type Schema } from "../../../../../shared/api.ts";
import { count } from "../../../../../shared/format.ts";
import { useWords, words } from "../../../../../shared/i18n.ts";
import { ConditionItem } from "../../ui/condition-item.tsx";
import { FormDrawer } from "../../ui/drawer.tsx";
import { type Reward, RewardsField } from "../../ui/gives.tsx";
import { MembersPick } from "../../ui/members.tsx";
import { useWaits } from "../../ui/second.tsx";
import { BudgetsPick } from "./budgetspick.tsx";
import { CostLine, whole } from "./cost.tsx";
import { rewardWords } from "./words.ts";

const list = words(
  {
    to: (name: string) => `给 ${name} 发放奖励`,
    whom: "发给谁",
    members: "指定会员",
    people: "一群会员",
    peopleHelp: "满足条件的会员每人一份。在后台逐批发放，可随时停止，也可整体收回。",
    reaches: (n: string) => `将发给 ${n} 名会员。`,
    nobody: "没有符合条件的会员。",
    started: (n: string) => `已开始向 ${n} 名会员发放，进度见“批量发放”`,
    membersHelp: "每人一份，最多 1000 人；不能发放的会员会被跳过并说明原因。",
    rewards: "发什么",
    reasonHelp: "会员的时间线和发放记录里都会看到。例如：为配送延误致歉。",
    budgets: "计入预算",
    budgetsHelp: "任何一个预算不够，就不会发放。",
    send: "发放",
    done: "已发放",
    doneMany: (n: string) => `已发放给 ${n} 人`,
    some: (n: string, not: string) => `已发放给 ${n} 人，${not} 人未发放，原因见“批量发放”`,
  },
  {
    to: (name: string) => `Give rewards to ${name}`,
    whom: "To whom",
    members: "Members",
    people: "Many members",
    peopleHelp:
      "The same to each member for whom the condition holds. It is given bit by bit, can be stopped, and taken back as a whole.",
    reaches: (n: string) => `${n} members get it.`,
    nobody: "It holds for no member.",
    started: (n: string) => `Being given to ${n} members; see mass issues for how far it is`,
    membersHelp: "The same to each, at most 1,000. Who cannot get it is left out, with the reason.",
    rewards: "What",
    reasonHelp: "It stands on the member's timeline and with what was given. For example: sorry for the delay.",
    budgets: "From budgets",
    budgetsHelp: "Where one of them has too little left, nothing is given.",
    send: "Give",
    done: "Given",
    doneMany: (n: string) => `Given to ${n} members`,
    some: (n: string, not: string) => `Given to ${n} members; ${not} got nothing, see mass issues`,
  },
);

interface Fields {
  to: "members" | "people";
  members?: string[];
  condition?: string;
  rewards: Reward[];
  reason: string;
  budget_ids?: string[];
}

/** Gives rewards: to one member, to some, or to all for whom a condition holds. */
export function GiveDrawer({ member, close }: { member?: Schema<"MemberOut">; close: () => void }): ReactNode {
  const t = useWords(list);
  const w = useWords(rewardWords);
  const client = useQueryClient();
  const waits = useWaits();
  const { message } = App.useApp();
  const [key] = useState(onceKey);
  const [form] = Form.useForm<Fields>();
  const to = Form.useWatch("to", form) ?? "members";
  const condition = Form.useWatch("condition", form) ?? "";
  const rewards = Form.useWatch("rewards", form);
  const chosen = Form.useWatch("members", form)?.length ?? 0;
  const crowd = to === "people" && !member;
  const send = async (values: Fields) => {
    const ids = member ? [member.id] : (values.members ?? []);
    const body = {
      ...(crowd
        ? { audience: { condition: values.condition || undefined } }
        : ids.length === 1
          ? { member_id: ids[0] }
          : { member_ids: ids }),
      rewards: values.rewards,
      reason: values.reason.trim(),
      budget_ids: values.budget_ids?.length ? values.budget_ids : undefined,
    };
    const answer = await ok(api.POST("/v1/rewards", { headers: { "Idempotency-Key": key }, body }));
    if (waits(answer)) return;
    const batch = (answer as Schema<"RewardsOut">).batch;
    const not = batch?.refused_count ?? 0;
    if (batch?.state === "running") void message.success(t.started(count(batch.asked)));
    else if (batch && not > 0) void message.warning(t.some(count(batch.given), count(not)));
    else void message.success(batch ? t.doneMany(count(batch.given)) : t.done);
    await client.invalidateQueries();
  };
  return (
    <FormDrawer<Fields>
      title={member ? t.to(member.name || member.card_no || member.id) : w.give}
      size={600}
      form={form}
      start={{ to: "members", rewards: [{ kind: "points" }] }}
      submit={t.send}
      send={send}
      close={close}
      rename={(field) =>
        field
          .replace(/^(rewards|budget_ids).*/, "$1")
          .replace(/^member_ids?.*/, "members")
          .replace(/^audience\./, "")
      }
    >
      {member ? null : (
        <Form.Item name="to" label={t.whom}>
          <Radio.Group
            optionType="button"
            options={[
              { value: "members", label: t.members },
              { value: "people", label: t.people },
            ]}
          />
        </Form.Item>
      )}
      {!member && to === "members" ? (
        <Form.Item
          name="members"
          label={w.member}
          extra={t.membersHelp}
          rules={[{ required: true, message: w.needed }]}
        >
          <MembersPick />
        </Form.Item>
      ) : null}
      {!member && to === "people" ? (
        <ConditionItem name="condition" label={t.people} extra={t.peopleHelp} scope="member" />
      ) : null}
      <Form.Item name="rewards" label={t.rewards} required rules={[{ validator: whole(w.needed) }]}>
        <RewardsField />
      </Form.Item>
      <CostLine
        rewards={rewards}
        members={member ? 1 : Math.max(chosen, 1)}
        condition={crowd ? condition : undefined}
        says={(n) => (n === 0 ? t.nobody : t.reaches(count(n)))}
      />
      <Form.Item
        name="reason"
        label={w.reason}
        extra={t.reasonHelp}
        rules={[{ required: true, whitespace: true, message: w.needed }]}
      >
        <Input.TextArea maxLength={500} autoSize={{ minRows: 2, maxRows: 4 }} />
      </Form.Item>
      <Form.Item name="budget_ids" label={t.budgets} extra={t.budgetsHelp}>
        <BudgetsPick />
      </Form.Item>
    </FormDrawer>
  );
}
