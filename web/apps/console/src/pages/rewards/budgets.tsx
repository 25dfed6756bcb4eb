import { PlusOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Drawer, Form, Input, InputNumber, Progress, Select, Switch } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, onceKey, type Schema } from "../../../../../shared/api.ts";
import { count, percent } from "../../../../../shared/format.ts";
import { useWords, words } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { useAddress } from "../../ui/address.ts";
import { FormDrawer } from "../../ui/drawer.tsx";
import { Card, Tag } from "../../ui/page.tsx";
import { capital, useProgramme } from "../../ui/programme.ts";
import { grouping, MoneyInput } from "../../ui/send.tsx";
import { Empty } from "../../ui/states.tsx";
import { DataTable, useList } from "../../ui/table.tsx";
import { MemberLink } from "../../ui/who.tsx";
import { type Budget, inUnit, rewardWords, type Unit } from "./words.ts";

const list = words(
  {
    add: "新建预算",
    edit: (name: string) => `修改 ${name}`,
    none: "还没有预算",
    noneText:
      "预算限制一段时间里最多发出多少，到顶的那一笔会被当场拒绝。例如：客服补偿每月 5,000 积分，每人每月不超过 500。",
    unit: "计量",
    unitHelp: "保存后不能更改。",
    period: "周期",
    total: "本期总额",
    perMember: "每人上限",
    limitHelp: "留空不限；两项至少填一项。",
    used: "本期已用",
    left: "剩余",
    of: (used: string, total: string) => `${used} / ${total}`,
    grants: "笔数",
    close: "关闭",
    closeHelp: "关闭后不能再从中发放；收回的仍会退回。",
    detail: "使用明细",
    open: (name: string) => `${name} 的使用明细`,
    amount: "使用",
    returned: "已退回",
    periodOf: "所属周期",
    noCharges: "还没有从这个预算发放过",
    change: "修改",
    look: "明细",
    full: "已用完",
  },
  {
    add: "New budget",
    edit: (name: string) => `Change ${name}`,
    none: "No budgets yet",
    noneText:
      "A budget bounds what is given in a period: whatever would pass it is refused at once. For example: 5,000 points a month to make up for mistakes, 500 a member.",
    unit: "Counts",
    unitHelp: "It cannot be changed later.",
    period: "Period",
    total: "For all in a period",
    perMember: "For each member",
    limitHelp: "Empty: no limit. One of the two is needed.",
    used: "Used now",
    left: "Left",
    of: (used: string, total: string) => `${used} of ${total}`,
    grants: "Grants",
    close: "Closed",
    closeHelp: "Nothing is given from a closed budget; what is taken back still returns to it.",
    detail: "What it was drawn for",
    open: (name: string) => `What ${name} was drawn for`,
    amount: "Drawn",
    returned: "Returned",
    periodOf: "Period",
    noCharges: "Nothing was drawn yet",
    change: "Change",
    look: "Details",
    full: "Used up",
  },
);

interface Fields {
  name: string;
  unit: Unit;
  period: Budget["period"];
  total?: number | null;
  per_member?: number | null;
  closed?: boolean;
}

/** Names units, points by the merchant's own word. */
function useUnitName(): (unit: Unit) => string {
  const w = useWords(rewardWords);
  const { points } = useProgramme();
  return (unit) => (unit === "points" ? capital(points) : w[`unit_${unit}`]);
}

/** Budgets with what is used of them now. */
export function Budgets(): ReactNode {
  const t = useWords(list);
  const w = useWords(rewardWords);
  const unitName = useUnitName();
  const may = useMay("rewards:write");
  const [search, change] = useAddress();
  const [editing, setEditing] = useState<Budget | "new">();
  const rows = useList<Budget>(["rewards", "budgets"], (after) =>
    ok(api.GET("/v1/budgets", { params: { query: { after, limit: 50 } } })),
  );
  const open = rows.rows.find((b) => b.id === search.budget);
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
      <DataTable<Budget>
        list={rows}
        rowKey="id"
        label={w.budgets}
        empty={<Empty title={t.none} text={t.noneText} action={add} />}
        columns={[
          {
            title: w.name,
            render: (_, b) => (
              <>
                <b>{b.name}</b>
                <div className="meta">{`${unitName(b.unit)} · ${w[`period_${b.period}`]}`}</div>
              </>
            ),
          },
          { title: t.used, render: (_, b) => <Used budget={b} /> },
          {
            title: t.perMember,
            className: "num",
            render: (_, b) => (b.per_member ? inUnit(b.unit, b.per_member) : w.noLimit),
          },
          { title: t.grants, className: "num", render: (_, b) => count(b.grants) },
          {
            title: w.state,
            className: "corner",
            render: (_, b) =>
              b.closed ? (
                <Tag>{w.closed}</Tag>
              ) : b.left === 0 ? (
                <Tag tone="warn">{t.full}</Tag>
              ) : (
                <Tag tone="good">{w.open}</Tag>
              ),
          },
          {
            title: w.acts,
            className: "acts",
            key: "act",
            render: (_, b) => (
              <span className="row nowrap">
                <Button size="small" onClick={() => change({ budget: b.id })} aria-label={`${t.look}: ${b.name}`}>
                  {t.look}
                </Button>
                {may ? (
                  <Button size="small" onClick={() => setEditing(b)} aria-label={`${t.change}: ${b.name}`}>
                    {t.change}
                  </Button>
                ) : null}
              </span>
            ),
          },
        ]}
      />
      {open ? <Charges budget={open} close={() => change({ budget: undefined })} /> : null}
      {editing ? (
        <BudgetDrawer budget={editing === "new" ? undefined : editing} close={() => setEditing(undefined)} />
      ) : null}
    </Card>
  );
}

/** A bar of what is used of the total. */
function Used({ budget: b }: { budget: Budget }): ReactNode {
  const t = useWords(list);
  if (!b.total) return inUnit(b.unit, b.used);
  const share = Math.min(b.used / b.total, 1);
  return (
    <span className="reward-used">
      <Progress
        percent={100 * share}
        showInfo={false}
        size="small"
        status={share >= 1 ? "exception" : "normal"}
        aria-label={percent(share)}
      />
      <span className="tabular">{t.of(inUnit(b.unit, b.used), inUnit(b.unit, b.total))}</span>
    </span>
  );
}

type Charge = Schema<"ChargeOut">;

function Charges({ budget, close }: { budget: Budget; close: () => void }): ReactNode {
  const t = useWords(list);
  const w = useWords(rewardWords);
  const rows = useList<Charge>(["rewards", "charges", budget.id], (after) =>
    ok(api.GET("/v1/budgets/{id}/charges", { params: { path: { id: budget.id }, query: { after, limit: 50 } } })),
  );
  return (
    <Drawer open size={600} title={t.open(budget.name)} onClose={close}>
      <DataTable<Charge>
        list={rows}
        rowKey="grant_id"
        label={t.detail}
        empty={<Empty title={t.noCharges} />}
        columns={[
          { title: w.member, render: (_, c) => <MemberLink id={c.member_id} /> },
          { title: t.amount, className: "num", render: (_, c) => inUnit(budget.unit, c.amount) },
          {
            title: t.returned,
            className: "num",
            render: (_, c) => (c.returned ? inUnit(budget.unit, c.returned) : "—"),
          },
          { title: t.periodOf, render: (_, c) => c.period || w.period_ever },
        ]}
      />
    </Drawer>
  );
}

function BudgetDrawer({ budget, close }: { budget: Budget | undefined; close: () => void }): ReactNode {
  const t = useWords(list);
  const w = useWords(rewardWords);
  const unitName = useUnitName();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [key] = useState(onceKey);
  const [version, setVersion] = useState(budget?.version ?? 0);
  const [form] = Form.useForm<Fields>();
  const unit = Form.useWatch("unit", form) ?? budget?.unit ?? "points";
  const send = async (values: Fields) => {
    const body = { ...values, total: values.total ?? undefined, per_member: values.per_member ?? undefined };
    if (budget) {
      const params = { path: { id: budget.id }, header: { "If-Match": `"${version}"` } };
      await ok(api.PUT("/v1/budgets/{id}", { params, body: { ...body, unit: budget.unit, period: budget.period } }));
    } else {
      await ok(api.POST("/v1/budgets", { headers: { "Idempotency-Key": key }, body }));
    }
    void message.success(w.saved);
    await client.invalidateQueries({ queryKey: ["rewards", "budgets"] });
  };
  const fresh = async () => {
    if (budget) setVersion((await ok(api.GET("/v1/budgets/{id}", { params: { path: { id: budget.id } } }))).version);
  };
  const limit = (name: "total" | "per_member", label: string) => (
    <Form.Item name={name} label={label} extra={name === "per_member" ? t.limitHelp : undefined}>
      {unit === "money" ? (
        <MoneyInput min={1} />
      ) : (
        <InputNumber {...grouping} min={1} max={1e10} precision={0} style={{ width: "100%" }} />
      )}
    </Form.Item>
  );
  const units = (["points", "money", "count"] as const).map((value) => ({ value, label: unitName(value) }));
  const periods = (["day", "week", "month", "year", "ever"] as const).map((value) => ({
    value,
    label: w[`period_${value}`],
  }));
  return (
    <FormDrawer<Fields>
      title={budget ? t.edit(budget.name) : t.add}
      form={form}
      start={
        budget
          ? {
              name: budget.name,
              unit: budget.unit,
              period: budget.period,
              total: budget.total || undefined,
              per_member: budget.per_member || undefined,
              closed: budget.closed,
            }
          : { unit: "points", period: "month" }
      }
      send={send}
      fresh={budget ? fresh : undefined}
      close={close}
    >
      <Form.Item name="name" label={w.name} rules={[{ required: true, whitespace: true, message: w.needed }]}>
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item name="unit" label={t.unit} extra={budget ? undefined : t.unitHelp}>
        <Select options={units} disabled={!!budget} />
      </Form.Item>
      <Form.Item name="period" label={t.period} extra={budget ? undefined : t.unitHelp}>
        <Select options={periods} disabled={!!budget} />
      </Form.Item>
      {limit("total", t.total)}
      {limit("per_member", t.perMember)}
      {budget ? (
        <Form.Item name="closed" label={t.close} extra={t.closeHelp} valuePropName="checked">
          <Switch />
        </Form.Item>
      ) : null}
    </FormDrawer>
  );
}
