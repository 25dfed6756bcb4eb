import { useQueryClient } from "@tanstack/react-query";
import { Alert, App, Form, Input, InputNumber, Select, Switch } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, onceKey, type Schema } from "../../../../../shared/api.ts";
import { useLanguage, useWords } from "../../../../../shared/i18n.ts";
import { FormDrawer } from "../../ui/drawer.tsx";
import { RewardsField } from "../../ui/gives.tsx";
import { MoneyInput } from "../../ui/send.tsx";
import { BudgetsPick } from "../rewards/budgetspick.tsx";
import { BenefitsField } from "./benefits.tsx";
import { nameIn, planWords } from "./words.ts";

export type Plan = Schema<"PlanOut">;
type Values = Schema<"PlanBody"> & { code: string };

/** Makes a plan, or changes one into its next version. */
export function PlanDrawer({ plan, close }: { plan?: Plan; close: () => void }): ReactNode {
  const t = useWords(planWords);
  const lang = useLanguage();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [key] = useState(onceKey);
  const [version, setVersion] = useState(plan?.version ?? 0);
  const [form] = Form.useForm<Values>();
  const period = Form.useWatch("period", form);
  const reread = async () => {
    if (!plan) return;
    const now = await ok(api.GET("/v1/plans/{id}", { params: { path: { id: plan.id } } }));
    setVersion(now.version);
  };
  const send = async ({ code, ...body }: Values) => {
    if (body.period !== "lifetime") body.lifetime_days = undefined;
    if (plan) {
      await ok(
        api.PUT("/v1/plans/{id}", {
          params: { path: { id: plan.id }, header: { "If-Match": `"${version}"` } },
          body,
        }),
      );
    } else {
      await ok(api.POST("/v1/plans", { headers: { "Idempotency-Key": key }, body: { ...body, code } }));
    }
    await client.invalidateQueries({ queryKey: ["plans"] });
    void message.success(t.saved);
  };
  const needed = [{ required: true, message: t.needed }];
  return (
    <FormDrawer<Values>
      title={plan ? t.edit(nameIn(plan.name, lang)) : t.add}
      form={form}
      size={640}
      start={
        plan ?? { period: "year", level: 1, cooling_days: 7, remind_days: 5, on_sale: true, benefits: [], gift: [] }
      }
      send={send}
      fresh={plan ? reread : undefined}
      close={close}
    >
      {plan ? <Alert type="info" showIcon title={t.change} style={{ marginBottom: 16 }} /> : null}
      <div className="two">
        <Form.Item name={["name", "zh"]} label={t.nameZh} rules={lang === "zh" ? needed : []}>
          <Input maxLength={60} autoFocus={!plan} />
        </Form.Item>
        <Form.Item name={["name", "en"]} label={t.nameEn} rules={lang === "en" ? needed : []}>
          <Input maxLength={60} />
        </Form.Item>
        {plan ? null : (
          <Form.Item name="code" label={t.code} extra={t.codeHelp} rules={needed}>
            <Input maxLength={40} />
          </Form.Item>
        )}
        <Form.Item name="level" label={t.level} extra={t.levelHelp} rules={needed}>
          <InputNumber min={1} max={100} precision={0} style={{ width: "100%" }} />
        </Form.Item>
        <Form.Item name="period" label={t.period} rules={needed}>
          <Select
            options={(["month", "quarter", "year", "lifetime"] as const).map((value) => ({ value, label: t[value] }))}
          />
        </Form.Item>
        <Form.Item name="price_minor" label={t.price} extra={t.priceHelp} rules={needed}>
          <MoneyInput min={0} />
        </Form.Item>
        {period === "lifetime" ? (
          <Form.Item name="lifetime_days" label={t.lifetimeDays} extra={t.lifetimeHelp} rules={needed}>
            <InputNumber min={1} max={36_600} precision={0} style={{ width: "100%" }} />
          </Form.Item>
        ) : null}
        <Form.Item name="cooling_days" label={t.cooling} extra={t.coolingHelp}>
          <InputNumber min={0} max={365} precision={0} style={{ width: "100%" }} />
        </Form.Item>
        <Form.Item name="remind_days" label={t.remind} extra={t.remindHelp}>
          <InputNumber min={0} max={60} precision={0} style={{ width: "100%" }} />
        </Form.Item>
      </div>
      <div className="two">
        <Form.Item name={["summary", "zh"]} label={t.summary}>
          <Input maxLength={200} />
        </Form.Item>
        <Form.Item name={["summary", "en"]} label={t.summaryEn}>
          <Input maxLength={200} />
        </Form.Item>
      </div>
      <Form.Item name="benefits" label={t.benefits} extra={t.benefitsHelp}>
        <BenefitsField />
      </Form.Item>
      <Form.Item name="gift" label={t.gift} extra={t.giftHelp}>
        <RewardsField kinds={["points", "growth", "bonus", "coupon", "pack", "entitlement", "gift", "tag"]} />
      </Form.Item>
      <Form.Item name="renewal_gift" label={t.renewalGift}>
        <RewardsField kinds={["points", "growth", "bonus", "coupon", "pack", "entitlement", "gift", "tag"]} />
      </Form.Item>
      <Form.Item name="budget_ids" label={t.budgets} extra={t.budgetsHelp}>
        <BudgetsPick />
      </Form.Item>
      <Form.Item name="on_sale" label={t.onSale} valuePropName="checked">
        <Switch />
      </Form.Item>
    </FormDrawer>
  );
}
