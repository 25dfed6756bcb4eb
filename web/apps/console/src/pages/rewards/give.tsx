import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Form, Input, Radio, Select } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, onceKey, type Schema } from "../../../../../shared/api.ts";
import { count } from "../../../../../shared/format.ts";
import { useWords, words } from "../../../../../shared/i18n.ts";
import { ConditionField } from "../../ui/condition.tsx";
import { FormDrawer } from "../../ui/drawer.tsx";
import { type Reward, RewardsField } from "../../ui/gives.tsx";
import { MembersPick, membersFor } from "../../ui/members.tsx";
import { useWaits } from "../../ui/second.tsx";
import { CostLine, whole } from "./cost.tsx";
import { type Budget, inUnit, rewardWords } from "./words.ts";

const list = words(
  {
    to: (name: string) => `给 ${name} 发放奖励`,
    whom: "发给谁",
    members: "指定会员",
    people: "一群会员",
    peopleHelp: "满足条件的会员每人一份，最多 1000 人。",
    membersHelp: "每人一份，最多 1000 人；不能发放的会员会被跳过并说明原因。",
    rewards: "发什么",
    reasonHelp: "会员的时间线和发放记录里都会看到。例如：为配送延误致歉。",
    budgets: "计入预算",
    budgetsHelp: "任何一个预算不够，就不会发放。",
    noBudgets: "没有使用中的预算",
    left: (name: string, left: string) => `${name}（剩 ${left}）`,
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
    peopleHelp: "The same to each member for whom the condition holds, at most 1,000.",
    membersHelp: "The same to each, at most 1,000. Who cannot get it is left out, with the reason.",
    rewards: "What",
    reasonHelp: "It stands on the member's timeline and with what was given. For example: sorry for the delay.",
    budgets: "From budgets",
    budgetsHelp: "Where one of them has too little left, nothing is given.",
    noBudgets: "No budget is in use",
    left: (name: string, left: string) => `${name} (${left} left)`,
    send: "Give",
    done: "Given",
    doneMany: (n: string) => `Given to ${n} members`,
    some: (n: string, not: string) => `Given to ${n} members; ${not} got nothing, see mass issues`,
  },
);

interface Fields {
  to: "members" | "people";
  members?: string[];
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
  const [condition, setCondition] = useState("");
  const to = Form.useWatch("to", form) ?? "members";
  const rewards = Form.useWatch("rewards", form);
  const chosen = Form.useWatch("members", form)?.length ?? 0;
  const audience = useQuery({
    queryKey: ["segments", "count", condition],
    queryFn: () => ok(api.POST("/v1/segments/count", { body: { condition } })),
    enabled: to === "people" && !member,
  });
  const many = member ? 1 : to === "people" ? (audience.data?.members ?? 1) : Math.max(chosen, 1);
  const send = async (values: Fields) => {
    const ids = member ? [member.id] : values.to === "people" ? await membersFor(condition) : (values.members ?? []);
    const body = {
      ...(ids.length === 1 ? { member_id: ids[0] } : { member_ids: ids }),
      rewards: values.rewards,
      reason: values.reason.trim(),
      budget_ids: values.budget_ids?.length ? values.budget_ids : undefined,
    };
    const answer = await ok(api.POST("/v1/rewards", { headers: { "Idempotency-Key": key }, body }));
    if (waits(answer)) return;
    const batch = (answer as Schema<"RewardsOut">).batch;
    const not = batch?.refused?.length ?? 0;
    if (batch && not > 0) void message.warning(t.some(count(batch.given), count(not)));
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
      rename={(field) => (field.startsWith("rewards") ? "rewards" : field.startsWith("member_id") ? "members" : field)}
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
        <Form.Item label={t.people} extra={t.peopleHelp}>
          <ConditionField
            scope="member"
            label={t.people}
            value={condition}
            onChange={(text, complete) => complete && setCondition(text)}
          />
        </Form.Item>
      ) : null}
      <Form.Item name="rewards" label={t.rewards} rules={[{ validator: whole(w.needed) }]}>
        <RewardsField />
      </Form.Item>
      <CostLine rewards={rewards} members={many} />
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

/** Chooses budgets that are in use, with what is left of them. */
function BudgetsPick(props: { id?: string; value?: string[]; onChange?: (ids: string[]) => void }): ReactNode {
  const t = useWords(list);
  const budgets = useQuery({
    queryKey: ["rewards", "budgets", "pick"],
    queryFn: () => ok(api.GET("/v1/budgets", { params: { query: { limit: 200 } } })),
  });
  const rows: Budget[] = (budgets.data?.data ?? []).filter((b) => !b.closed);
  if (budgets.isError) return <Alert type="error" showIcon title={String(budgets.error)} />;
  return (
    <Select
      id={props.id}
      mode="multiple"
      aria-label={t.budgets}
      maxCount={5}
      loading={budgets.isPending}
      value={props.value}
      onChange={props.onChange}
      notFoundContent={t.noBudgets}
      optionFilterProp="label"
      options={rows.map((b) => ({
        value: b.id,
        label: b.left === null || b.left === undefined ? b.name : t.left(b.name, inUnit(b.unit, b.left)),
      }))}
    />
  );
}
