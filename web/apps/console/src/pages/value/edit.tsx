import { useQueryClient } from "@tanstack/react-query";
import { App, Form, Input, InputNumber, Switch } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, onceKey, type Schema } from "../../../../../shared/api.ts";
import { useLanguage, useWords } from "../../../../../shared/i18n.ts";
import { Days } from "../../ui/days.tsx";
import { FormDrawer } from "../../ui/drawer.tsx";
import { RewardsField } from "../../ui/gives.tsx";
import { MoneyInput } from "../../ui/send.tsx";
import { nameIn } from "../plans/words.ts";
import { BudgetsPick } from "../rewards/budgetspick.tsx";
import { valueWords } from "./words.ts";

export type Offer = Schema<"RechargeOfferOut">;
type Values = Schema<"RechargeOfferBody">;

/** Makes a recharge offer, or changes one. */
export function OfferDrawer({ offer, close }: { offer?: Offer; close: () => void }): ReactNode {
  const t = useWords(valueWords);
  const lang = useLanguage();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [key] = useState(onceKey);
  const [version, setVersion] = useState(offer?.version ?? 0);
  const [days, setDays] = useState({ from: offer?.from, until: offer?.until });
  const [form] = Form.useForm<Values>();
  const bonus = Form.useWatch("bonus_minor", form);
  const reread = async () => {
    if (!offer) return;
    setVersion((await ok(api.GET("/v1/recharge-offers/{id}", { params: { path: { id: offer.id } } }))).version);
  };
  const send = async (values: Values) => {
    const body = { ...values, ...days, bonus_days: values.bonus_minor > 0 ? values.bonus_days : undefined };
    if (offer) {
      const params = { path: { id: offer.id }, header: { "If-Match": `"${version}"` } };
      await ok(api.PUT("/v1/recharge-offers/{id}", { params, body }));
    } else {
      await ok(api.POST("/v1/recharge-offers", { headers: { "Idempotency-Key": key }, body }));
    }
    await client.invalidateQueries({ queryKey: ["value"] });
    void message.success(t.saved);
  };
  const needed = [{ required: true, message: t.needed }];
  return (
    <FormDrawer<Values>
      title={offer ? t.edit(nameIn(offer.name, lang)) : t.add}
      form={form}
      size={560}
      start={offer ?? { bonus_minor: 0, on_sale: true, gift: [] }}
      send={send}
      fresh={offer ? reread : undefined}
      close={close}
    >
      <div className="two">
        <Form.Item name={["name", "zh"]} label={t.nameZh} rules={lang === "zh" ? needed : []}>
          <Input maxLength={60} autoFocus={!offer} />
        </Form.Item>
        <Form.Item name={["name", "en"]} label={t.nameEn} rules={lang === "en" ? needed : []}>
          <Input maxLength={60} />
        </Form.Item>
        <Form.Item name="amount_minor" label={t.amount} rules={needed}>
          <MoneyInput min={1} />
        </Form.Item>
        <Form.Item name="bonus_minor" label={t.gives} rules={needed}>
          <MoneyInput min={0} />
        </Form.Item>
        {bonus > 0 ? (
          <Form.Item name="bonus_days" label={t.days} extra={t.daysHelp}>
            <InputNumber min={0} max={3660} precision={0} style={{ width: "100%" }} />
          </Form.Item>
        ) : null}
        <Form.Item name="per_member" label={t.perMember} extra={t.perMemberHelp}>
          <InputNumber min={0} max={10_000} precision={0} style={{ width: "100%" }} />
        </Form.Item>
      </div>
      <Form.Item label={t.period}>
        <Days label={t.period} {...days} onChange={(from, until) => setDays({ from, until })} />
      </Form.Item>
      <Form.Item name="gift" label={t.gift}>
        <RewardsField kinds={["points", "growth", "coupon", "pack", "entitlement", "plan_days", "gift", "tag"]} />
      </Form.Item>
      <Form.Item name="budget_ids" label={t.budgets} extra={t.budgetsHelp}>
        <BudgetsPick />
      </Form.Item>
      <div className="two">
        <Form.Item name="first_only" label={t.firstOnly} valuePropName="checked">
          <Switch />
        </Form.Item>
        <Form.Item name="on_sale" label={t.onSale} valuePropName="checked">
          <Switch />
        </Form.Item>
      </div>
    </FormDrawer>
  );
}
