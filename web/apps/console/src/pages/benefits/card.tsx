import { useQueryClient } from "@tanstack/react-query";
import { Alert, App, DatePicker, Form, Input, InputNumber, Radio, Select, Switch } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, onceKey } from "../../../../../shared/api.ts";
import { useLanguage, useWords } from "../../../../../shared/i18n.ts";
import { FormDrawer } from "../../ui/drawer.tsx";
import { MoneyInput } from "../../ui/send.tsx";
import { NameFields } from "./named.tsx";
import { asDay, benefitWords, nameOf, type TimesCard } from "./words.ts";

type Values = Omit<TimesCard, "id" | "made_at" | "version">;

/** Offers a times card, or changes one for those who buy it from now on. */
export function CardDrawer({ card, close }: { card?: TimesCard; close: () => void }): ReactNode {
  const t = useWords(benefitWords);
  const lang = useLanguage();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [key] = useState(onceKey);
  const [version, setVersion] = useState(card?.version);
  const [form] = Form.useForm<Values>();
  const gives = Form.useWatch("gives", form) ?? card?.gives ?? "service";
  const send = async (values: Values) => {
    const { code, active, ...rest } = values;
    const body = { ...rest, list_minor: rest.list_minor ?? 0, cost_minor: rest.cost_minor ?? 0, days: rest.days ?? 0 };
    if (card) {
      await ok(
        api.PUT("/v1/times-cards/{id}", {
          params: { path: { id: card.id }, header: { "If-Match": `"${version}"` } },
          headers: { "Idempotency-Key": key },
          body: { ...body, active: active ?? true },
        }),
      );
    } else {
      await ok(api.POST("/v1/times-cards", { headers: { "Idempotency-Key": key }, body: { ...body, code } }));
    }
    await client.invalidateQueries({ queryKey: ["benefits", "cards"] });
    void message.success(t.saved);
  };
  const reread = async (id: string) =>
    setVersion((await ok(api.GET("/v1/times-cards/{id}", { params: { path: { id } } }))).version);
  const needed = [{ required: true, message: t.needed }];
  return (
    <FormDrawer<Values>
      title={card ? t.editCard(nameOf(card.name, lang)) : t.addCard}
      form={form}
      start={card ?? { gives: "service", uses: 10, active: true }}
      send={send}
      fresh={card ? () => reread(card.id) : undefined}
      close={close}
    >
      {card ? <Alert type="info" showIcon title={t.keeps} style={{ marginBottom: 16 }} /> : null}
      <NameFields />
      {card ? null : (
        <Form.Item name="code" label={t.code} extra={t.codeHelp} rules={needed}>
          <Input maxLength={40} />
        </Form.Item>
      )}
      <Form.Item name="gives" label={t.gives}>
        <Radio.Group
          options={[
            { value: "service", label: t.byService },
            { value: "unit_free", label: t.unitFree },
          ]}
        />
      </Form.Item>
      {gives === "service" ? (
        <Form.Item name="service" label={t.service} extra={t.serviceHelp} rules={needed}>
          <Input maxLength={200} />
        </Form.Item>
      ) : (
        <>
          <Form.Item name="skus" label={t.skus} extra={t.skusHelp}>
            <Select mode="tags" open={false} suffixIcon={null} />
          </Form.Item>
          <Form.Item name="categories" label={t.categories}>
            <Select mode="tags" open={false} suffixIcon={null} />
          </Form.Item>
        </>
      )}
      <div className="use-pair">
        <Form.Item name="uses" label={t.times} rules={needed}>
          <InputNumber min={1} max={1000} precision={0} style={{ width: "100%" }} />
        </Form.Item>
        <Form.Item name="price_minor" label={t.price} rules={needed}>
          <MoneyInput min={0} max={1e10} />
        </Form.Item>
        <Form.Item name="list_minor" label={t.list} extra={t.listHelp}>
          <MoneyInput min={0} max={1e10} />
        </Form.Item>
        <Form.Item name="cost_minor" label={t.cost} extra={t.costHelp}>
          <MoneyInput min={0} max={1e10} />
        </Form.Item>
        <Form.Item name="days" label={t.validDays} extra={t.validHelp}>
          <InputNumber min={0} max={3650} precision={0} style={{ width: "100%" }} />
        </Form.Item>
        <Form.Item name="until" label={t.validUntil} {...asDay}>
          <DatePicker format="YYYY-MM-DD" style={{ width: "100%" }} />
        </Form.Item>
      </div>
      <Form.Item name="shared" label={t.family} valuePropName="checked">
        <Switch />
      </Form.Item>
      {card ? (
        <Form.Item name="active" label={t.active} valuePropName="checked">
          <Switch />
        </Form.Item>
      ) : null}
    </FormDrawer>
  );
}
