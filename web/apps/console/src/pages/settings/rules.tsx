import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Form, Input, InputNumber, Switch } from "antd";
import { Fragment, type ReactNode, useState } from "react";
import { api, ok, type Schema, tagged } from "../../../../../shared/api.ts";
import { useLanguage, useWords } from "../../../../../shared/i18n.ts";
import { useMay, useMe } from "../../session.tsx";
import { SaveProblem } from "../../ui/drawer.tsx";
import { Card } from "../../ui/page.tsx";
import { useProgramme } from "../../ui/programme.ts";
import { grouping, MoneyInput, useSend } from "../../ui/send.tsx";
import { Show } from "../../ui/states.tsx";
import { ruleWords } from "./rulewords.ts";

type Settings = Schema<"SettingsBody">;
type Key = Exclude<keyof Settings, "adjustment_points" | "tier_days">;
type Unit = "days" | "seconds" | "points" | "money" | "people" | "uses" | "fold" | "region" | "switch";

/** Every setting, grouped as a person thinks of them. */
const groups: {
  head: "orders" | "proof" | "second" | "safety";
  rules: { key: Key; unit: Unit; min?: number; max?: number }[];
}[] = [
  {
    head: "orders",
    rules: [
      { key: "return_window_days", unit: "days", max: 365 },
      { key: "refund_grace_days", unit: "days", max: 365 },
      { key: "order_max_age_days", unit: "days", max: 3650 },
      { key: "quote_hold_seconds", unit: "seconds", max: 86_400 },
      { key: "earn_on_bonus", unit: "switch" },
      { key: "deduct_unrecovered", unit: "switch" },
      { key: "phone_region", unit: "region" },
    ],
  },
  {
    head: "proof",
    rules: [
      { key: "proof_above_points", unit: "points", max: 1e10 },
      { key: "proof_above_balance", unit: "money", max: 1e10 },
      { key: "proof_above_coupons", unit: "money", max: 1e10 },
      { key: "proof_above_uses", unit: "uses", max: 1000 },
      { key: "proof_code_seconds", unit: "seconds", min: 30, max: 1200 },
      { key: "override_points", unit: "points", max: 1e10 },
      { key: "override_balance", unit: "money", max: 1e10 },
      { key: "override_coupons", unit: "money", max: 1e10 },
      { key: "override_uses", unit: "uses", max: 1000 },
    ],
  },
  {
    head: "second",
    rules: [
      { key: "approval_days", unit: "days", min: 1, max: 90 },
      { key: "program_needs_second", unit: "switch" },
      { key: "program_needs_simulation", unit: "switch" },
      { key: "erase_needs_second", unit: "switch" },
      { key: "adjustment_key_points", unit: "points", max: 1e10 },
      { key: "reward_minor", unit: "money", max: 1e10 },
      { key: "mass_members", unit: "people", min: 1, max: 1e6 },
      { key: "assumed_minor", unit: "money", max: 1e10 },
      { key: "alone_day_times", unit: "fold", min: 1, max: 1000 },
      { key: "pay_back_minor", unit: "money", max: 1e10 },
    ],
  },
  { head: "safety", rules: [{ key: "second_factor_for_all", unit: "switch" }] },
];

/** The merchant's own rules beside the programme: each with its unit, what it means, and who may change it. */
export default function Rules(): ReactNode {
  const query = useQuery({ queryKey: ["settings"], queryFn: () => tagged(api.GET("/v1/settings")), staleTime: 0 });
  return <Show query={query}>{(read) => <RulesForm read={read} fresh={() => query.refetch()} />}</Show>;
}

function RulesForm({
  read,
  fresh,
}: {
  read: { data: Settings; tag: string };
  fresh: () => Promise<unknown>;
}): ReactNode {
  const t = useWords(ruleWords);
  const me = useMe();
  const lang = useLanguage();
  const may = useMay("settings:write");
  const { message } = App.useApp();
  const client = useQueryClient();
  const [form] = Form.useForm<Settings>();
  const { busy, problem, send, clear } = useSend<Settings>(form);
  const [touched, setTouched] = useState(false);
  const roles = useQuery({ queryKey: ["roles", lang], queryFn: () => ok(api.GET("/v1/roles")), staleTime: 300_000 });
  const factor = Form.useWatch("second_factor_for_all", form);
  const save = (values: Settings) =>
    send(async () => {
      const saved = await tagged(
        api.PUT("/v1/settings", {
          params: { header: { "If-Match": read.tag } },
          body: { ...read.data, ...values, phone_region: values.phone_region.toUpperCase() },
        }),
      );
      client.setQueryData(["settings"], saved);
      form.setFieldsValue(saved.data);
      setTouched(false);
      void message.success(t.saved);
    });
  const programme = useProgramme();
  const unit = {
    days: t.days,
    seconds: t.seconds,
    points: programme.points,
    people: t.people,
    uses: t.times,
    fold: t.fold,
  } as Record<string, string>;
  const field = ({ key, unit: u, min = 0, max }: { key: Key; unit: Unit; min?: number; max?: number }) => (
    <Form.Item
      key={key}
      name={key}
      label={t[key]}
      extra={t[`${key}_why`]}
      valuePropName={u === "switch" ? "checked" : "value"}
      className={u === "switch" ? "rule-switch" : undefined}
      rules={
        u === "switch"
          ? []
          : u === "region"
            ? [{ required: true, pattern: /^[A-Za-z]{2}$/, message: t.regionShape }]
            : [{ required: true, message: t.needed }]
      }
    >
      {u === "switch" ? (
        <Switch />
      ) : u === "region" ? (
        <Input style={{ width: 96 }} maxLength={2} />
      ) : u === "money" ? (
        <MoneyInput min={min} max={max} />
      ) : (
        <InputNumber
          {...grouping}
          min={min}
          max={max}
          precision={0}
          suffix={unit[u]}
          style={{ width: "100%" }}
          controls={false}
        />
      )}
    </Form.Item>
  );
  const ofRole = (role: { role: string; name: string }) => (
    <Fragment key={role.role}>
      <Form.Item
        name={["adjustment_points", role.role]}
        label={t.roleLimit(role.name)}
        extra={t.roleLimitWhy}
        rules={[{ required: true, message: t.needed }]}
      >
        <InputNumber
          {...grouping}
          min={0}
          max={1e10}
          precision={0}
          suffix={programme.points}
          style={{ width: "100%" }}
          controls={false}
        />
      </Form.Item>
      <Form.Item
        name={["tier_days", role.role]}
        label={t.tierLimit(role.name)}
        extra={t.tierLimitWhy}
        rules={[{ required: true, message: t.needed }]}
      >
        <InputNumber
          {...grouping}
          min={0}
          max={3650}
          precision={0}
          suffix={t.days}
          style={{ width: "100%" }}
          controls={false}
        />
      </Form.Item>
    </Fragment>
  );
  return (
    <Form<Settings>
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={read.data}
      disabled={!may}
      onValuesChange={() => setTouched(true)}
      onFinish={(values) => void save(values)}
      scrollToFirstError={{ block: "center", focus: true }}
      className="stack"
    >
      {may ? null : <Alert type="info" showIcon title={t.readOnly} />}
      <SaveProblem problem={problem} fresh={fresh} clear={clear} />
      {groups.map((group) => (
        <Card key={group.head} title={t[group.head]} aside={<span>{t[`${group.head}_sub`]}</span>}>
          <div className="rules">
            {group.rules.map(field)}
            {group.head === "second" ? (roles.data?.roles ?? []).map(ofRole) : null}
          </div>
          {group.head === "safety" && factor && me.second_factor === false ? (
            <Alert type="warning" showIcon title={t.factorWarning} />
          ) : null}
        </Card>
      ))}
      {may ? (
        <div className="save-bar">
          <span className="meta">{touched ? t.unsaved : t.allSaved}</span>
          <Button
            disabled={!touched}
            onClick={() => {
              form.setFieldsValue(read.data);
              setTouched(false);
              clear();
            }}
          >
            {t.discard}
          </Button>
          <Button type="primary" htmlType="submit" loading={busy} disabled={!touched}>
            {t.save}
          </Button>
        </div>
      ) : null}
    </Form>
  );
}
