import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Form, Select } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { money } from "../../../../../shared/format.ts";
import { useLanguage, useWords } from "../../../../../shared/i18n.ts";
import { FormDrawer } from "../../ui/drawer.tsx";
import { type Proof, proofField, startProof } from "../../ui/proof.tsx";
import { CountsNot, type Paid, PayKind, SaleStore, useOwnStore, ValuePart } from "../../ui/sale.tsx";
import { newNumber } from "../orders/lines.ts";
import { benefitWords, contents, nameOf } from "./words.ts";

interface Values {
  card: string;
  kind: Paid["kind"];
  store_id?: string;
  balance_minor?: number | null;
  proof?: Proof;
}

/** Sells a times card to the member. */
export function SellDrawer({ member, close }: { member: Schema<"MemberOut">; close: () => void }): ReactNode {
  const t = useWords(benefitWords);
  const lang = useLanguage();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [number] = useState(() => newNumber("K"));
  const store = useOwnStore();
  const [form] = Form.useForm<Values>();
  const chosen = Form.useWatch("card", form);
  const stored = Form.useWatch("balance_minor", form) ?? 0;
  const cards = useQuery({ queryKey: ["benefits", "cards", "all"], queryFn: () => ok(api.GET("/v1/times-cards")) });
  const sold = (cards.data?.data ?? []).filter((c) => c.active);
  const price = sold.find((c) => c.id === chosen)?.price_minor ?? 0;
  const send = async (values: Values) => {
    const card = sold.find((c) => c.id === values.card);
    if (!card) return;
    const stored = Math.min(values.balance_minor ?? 0, card.price_minor);
    const rest = card.price_minor - stored;
    await ok(
      api.POST("/v1/members/{id}/times-cards", {
        params: { path: { id: member.id } },
        body: {
          card_id: card.id,
          source: "console",
          number,
          store_id: values.store_id,
          balance_minor: stored || undefined,
          payments: rest > 0 ? [{ kind: values.kind, amount_minor: rest }] : undefined,
          proof: stored > 0 ? values.proof : undefined,
        },
      }),
    );
    await Promise.all(["benefits", "value", "members"].map((key) => client.invalidateQueries({ queryKey: [key] })));
    void message.success(t.sellDone);
  };
  return (
    <FormDrawer<Values>
      title={t.sellTitle(member.name || t.member)}
      form={form}
      start={{ kind: "wechat", store_id: store, proof: startProof }}
      rename={(field) => proofField(field, form.getFieldValue("proof"))}
      send={send}
      submit={t.sell}
      close={close}
    >
      <Form.Item name="card" label={t.card} rules={[{ required: true, message: t.needed }]}>
        <Select
          loading={cards.isPending}
          options={sold.map((c) => ({
            value: c.id,
            label: `${nameOf(c.name, lang)} · ${money(c.price_minor)} · ${contents(c, t, lang)}`,
          }))}
        />
      </Form.Item>
      <ValuePart member={member.id} due={price} />
      {price > 0 && stored >= price ? null : <PayKind />}
      <SaleStore />
      <CountsNot />
    </FormDrawer>
  );
}
