import { useQueryClient } from "@tanstack/react-query";
import { Alert, App, DatePicker, Form, InputNumber, Radio, Select, Switch } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, onceKey } from "../../../../../shared/api.ts";
import { useLanguage, useWords } from "../../../../../shared/i18n.ts";
import { FormDrawer } from "../../ui/drawer.tsx";
import { RewardsField } from "../../ui/gives.tsx";
import { useLabel } from "../../ui/labels.ts";
import { MoneyInput } from "../../ui/send.tsx";
import { BudgetsPick } from "../rewards/budgetspick.tsx";
import { GoodsFields, goodsField } from "./goods.tsx";
import { NameFields } from "./named.tsx";
import { asDay, benefitWords, nameOf, type StampCard } from "./words.ts";

type Values = Omit<StampCard, "id" | "made_at" | "version" | "members" | "stamps" | "rounds">;

/** Offers a stamp card, or changes one. */
export function StampDrawer({ card, close }: { card?: StampCard; close: () => void }): ReactNode {
  const t = useWords(benefitWords);
  const label = useLabel();
  const lang = useLanguage();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [key] = useState(onceKey);
  const [version, setVersion] = useState(card?.version);
  const fixed = (card?.stamps ?? 0) > 0;
  const send = async (values: Values) => {
    const { active, ...rest } = values;
    const body = { ...rest, min_minor: rest.min_minor ?? 0, max_rounds: rest.max_rounds ?? 0 };
    if (card) {
      await ok(
        api.PUT("/v1/stamp-cards/{id}", {
          params: { path: { id: card.id }, header: { "If-Match": `"${version}"` } },
          headers: { "Idempotency-Key": key },
          body: { ...body, active: active ?? true },
        }),
      );
    } else {
      await ok(api.POST("/v1/stamp-cards", { headers: { "Idempotency-Key": key }, body }));
    }
    await client.invalidateQueries({ queryKey: ["benefits", "stamps"] });
    void message.success(t.saved);
  };
  const reread = async (id: string) =>
    setVersion((await ok(api.GET("/v1/stamp-cards/{id}", { params: { path: { id } } }))).version);
  const needed = [{ required: true, message: t.needed }];
  return (
    <FormDrawer<Values>
      title={card ? t.editStamp(nameOf(card.name, lang)) : t.addStamp}
      start={card ?? { counts: "order", needs: 10, rewards: [{ kind: "points", amount: 100 }] }}
      send={send}
      fresh={card ? () => reread(card.id) : undefined}
      rename={goodsField}
      size={600}
      close={close}
    >
      {fixed ? <Alert type="info" showIcon title={t.fixed} style={{ marginBottom: 16 }} /> : null}
      <NameFields />
      <Form.Item name="counts" label={t.counts}>
        <Radio.Group
          disabled={fixed}
          options={[
            { value: "order", label: t.perOrder },
            { value: "unit", label: t.perUnit },
          ]}
        />
      </Form.Item>
      <div className="use-pair">
        <Form.Item name="needs" label={t.needs} rules={needed}>
          <InputNumber disabled={fixed} min={1} max={1000} precision={0} style={{ width: "100%" }} />
        </Form.Item>
        <Form.Item name="min_minor" label={t.min} extra={t.minHelp}>
          <MoneyInput disabled={fixed} min={0} max={1e10} />
        </Form.Item>
        <GoodsFields disabled={fixed} help={t.goodsEither} />
      </div>
      <Form.Item name="channels" label={t.channels} extra={t.channelsHelp}>
        <Select
          disabled={fixed}
          mode="multiple"
          options={["pos", "web", "miniapp", "h5"].map((value) => ({ value, label: label("channel", value) }))}
        />
      </Form.Item>
      <Form.Item name="rewards" label={t.rewards} required>
        <RewardsField />
      </Form.Item>
      <Form.Item name="budget_ids" label={t.budgets} extra={t.budgetsHelp}>
        <BudgetsPick />
      </Form.Item>
      <Form.Item name="max_rounds" label={t.rounds} extra={t.roundsHelp}>
        <InputNumber min={0} max={1000} precision={0} style={{ width: "100%" }} />
      </Form.Item>
      <div className="use-pair">
        <Form.Item name="from" label={t.stampFrom} {...asDay}>
          <DatePicker format="YYYY-MM-DD" style={{ width: "100%" }} />
        </Form.Item>
        <Form.Item name="until" label={t.stampUntil} {...asDay}>
          <DatePicker format="YYYY-MM-DD" style={{ width: "100%" }} />
        </Form.Item>
      </div>
      {card ? (
        <Form.Item name="active" label={t.collecting} valuePropName="checked">
          <Switch />
        </Form.Item>
      ) : null}
    </FormDrawer>
  );
}
