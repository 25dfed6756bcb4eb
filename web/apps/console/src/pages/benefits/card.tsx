import { PlusOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, DatePicker, Form, Input, InputNumber, Switch } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, onceKey, type Schema } from "../../../../../shared/api.ts";
import { money } from "../../../../../shared/format.ts";
import { useLanguage, useWords } from "../../../../../shared/i18n.ts";
import { FormDrawer } from "../../ui/drawer.tsx";
import { MoneyInput } from "../../ui/send.tsx";
import { goodsField } from "./goods.tsx";
import { type Line, LineFields } from "./line.tsx";
import { NameFields } from "./named.tsx";
import { asDay, benefitWords, nameOf, type TimesCard } from "./words.ts";

type Body = Omit<Schema<"TimesCardAddBody">, "code">;

interface Values extends Pick<Body, "name" | "summary" | "price_minor" | "days" | "until" | "shared"> {
  code: string;
  active?: boolean;
  lines: Line[];
}

/** The parts of a card: one that has but one part says it of itself. */
function linesOf(card: TimesCard): Line[] {
  if (card.lines?.length) return card.lines;
  const { uses = 1, list_minor, cost_minor, gives, service, skus, categories } = card;
  return [{ uses, list_minor, cost_minor, gives: gives || "service", service, skus, categories }];
}

/** What the API takes of a part: what it does not give is left out. */
function clean({ name, uses, list_minor, cost_minor, gives, service, skus, categories }: Line) {
  const goods = gives === "unit_free";
  return {
    name,
    uses,
    gives,
    list_minor: list_minor ?? 0,
    cost_minor: cost_minor ?? 0,
    service: goods ? undefined : service,
    skus: goods ? skus : undefined,
    categories: goods ? categories : undefined,
  };
}

/** Offers a times card, or changes one for those who buy it from now on. */
export function CardDrawer({ card, close }: { card?: TimesCard; close: () => void }): ReactNode {
  const t = useWords(benefitWords);
  const lang = useLanguage();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [key] = useState(onceKey);
  const [version, setVersion] = useState(card?.version);
  const [form] = Form.useForm<Values>();
  const send = async ({ code, active, lines, ...rest }: Values) => {
    const parts = lines.map(clean);
    const { name: _, ...only } = parts[0] ?? clean({ uses: 0, gives: "service" });
    const what = parts.length > 1 ? { lines: parts.map((l) => ({ ...l, name: l.name ?? {} })) } : only;
    const body: Body = { ...rest, ...what, days: rest.days ?? 0 };
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
  const start = card ? { ...card, lines: linesOf(card) } : { lines: [{ gives: "service", uses: 10 } as Line] };
  return (
    <FormDrawer<Values>
      title={card ? t.editCard(nameOf(card.name, lang)) : t.addCard}
      form={form}
      start={start}
      send={send}
      fresh={card ? () => reread(card.id) : undefined}
      rename={(field) => place(field, form.getFieldValue("lines")?.length ?? 1)}
      size={560}
      close={close}
    >
      {card ? <Alert type="info" showIcon title={t.keeps} style={{ marginBottom: 16 }} /> : null}
      <NameFields />
      {card ? null : (
        <Form.Item
          name="code"
          label={t.code}
          extra={t.codeHelp}
          rules={[...needed, { pattern: /^[a-z][a-z0-9_-]*$/, message: t.codeShape }]}
        >
          <Input maxLength={40} />
        </Form.Item>
      )}
      <Form.List name="lines">
        {(rows, { add, remove }) => (
          <>
            {rows.map((row, i) => (
              <LineFields
                key={row.key}
                at={row.name}
                place={i + 1}
                remove={rows.length > 1 ? () => remove(row.name) : undefined}
              />
            ))}
            <Button
              type="dashed"
              block
              icon={<PlusOutlined />}
              disabled={rows.length >= 10}
              onClick={() => add({ gives: "service", uses: 1 })}
              style={{ marginBottom: 16 }}
            >
              {t.addLine}
            </Button>
            {rows.length > 1 ? <p className="meta form-help">{t.listNeeded}</p> : null}
          </>
        )}
      </Form.List>
      <div className="use-pair">
        <Form.Item name="price_minor" label={t.price} extra={<Parts />} rules={needed}>
          <MoneyInput min={0} max={1e10} />
        </Form.Item>
        <Form.Item name="shared" label={t.family} valuePropName="checked">
          <Switch />
        </Form.Item>
        <Form.Item name="days" label={t.validDays} extra={t.validHelp}>
          <InputNumber min={0} max={3650} precision={0} style={{ width: "100%" }} />
        </Form.Item>
        <Form.Item name="until" label={t.validUntil} {...asDay}>
          <DatePicker format="YYYY-MM-DD" style={{ width: "100%" }} />
        </Form.Item>
      </div>
      {card ? (
        <Form.Item name="active" label={t.active} valuePropName="checked">
          <Switch />
        </Form.Item>
      ) : null}
    </FormDrawer>
  );
}

/** Where a field of the API stands in the form: what a card of one part says of itself is said of that part. */
function place(field: string, lines: number): string {
  const whole = goodsField(field);
  const ofLine = /^(uses|list_minor|cost_minor|gives|service|skus|categories)\b/.test(whole);
  return lines === 1 && ofLine ? `lines[0].${whole}` : whole;
}

/** How the price is divided among the parts, and what they cost one by one. */
function Parts(): ReactNode {
  const t = useWords(benefitWords);
  const lang = useLanguage();
  const price: number | null | undefined = Form.useWatch("price_minor");
  const lines: (Line | undefined)[] = Form.useWatch("lines") ?? [];
  const worth = lines.map((l) => (l?.uses ?? 0) * (l?.list_minor ?? 0));
  const all = worth.reduce((sum, one) => sum + one, 0);
  if (lines.length < 2 || !price || worth.some((one) => one === 0)) return null;
  const upTo = (n: number) => {
    const sum = worth.slice(0, n).reduce((a, b) => a + b, 0);
    return Number((BigInt(price) * BigInt(sum)) / BigInt(all));
  };
  const parts = lines.map((l, i) => `${nameOf(l?.name ?? {}, lang) || i + 1} ${money(upTo(i + 1) - upTo(i))}`);
  return (
    <>
      {t.oneByOne(money(all))}
      <br />
      {t.parts(parts.join(" · "))}
    </>
  );
}
