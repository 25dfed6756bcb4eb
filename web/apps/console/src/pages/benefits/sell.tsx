import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Form, Select } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { money } from "../../../../../shared/format.ts";
import { useLanguage, useWords } from "../../../../../shared/i18n.ts";
import { FormDrawer } from "../../ui/drawer.tsx";
import { type Paid, PayKind, SaleStore, useOwnStore } from "../../ui/sale.tsx";
import { newNumber } from "../orders/lines.ts";
import { benefitWords, contents, nameOf } from "./words.ts";

interface Values {
  card: string;
  kind: Paid["kind"];
  store_id?: string;
}

/** Sells a times card to the member. */
export function SellDrawer({ member, close }: { member: Schema<"MemberOut">; close: () => void }): ReactNode {
  const t = useWords(benefitWords);
  const lang = useLanguage();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [number] = useState(() => newNumber("K"));
  const store = useOwnStore();
  const cards = useQuery({ queryKey: ["benefits", "cards", "all"], queryFn: () => ok(api.GET("/v1/times-cards")) });
  const sold = (cards.data?.data ?? []).filter((c) => c.active);
  const send = async (values: Values) => {
    const card = sold.find((c) => c.id === values.card);
    if (!card) return;
    await ok(
      api.POST("/v1/members/{id}/times-cards", {
        params: { path: { id: member.id } },
        body: {
          card_id: card.id,
          source: "console",
          number,
          store_id: values.store_id,
          payments: [{ kind: values.kind, amount_minor: card.price_minor }],
        },
      }),
    );
    await client.invalidateQueries({ queryKey: ["benefits"] });
    void message.success(t.sellDone);
  };
  return (
    <FormDrawer<Values>
      title={t.sellTitle(member.name || t.member)}
      start={{ kind: "wechat", store_id: store }}
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
      <PayKind />
      <SaleStore />
    </FormDrawer>
  );
}
