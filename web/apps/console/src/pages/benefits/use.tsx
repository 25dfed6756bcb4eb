import { useQueryClient } from "@tanstack/react-query";
import { App, Form, Input, InputNumber, Radio } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, onceKey } from "../../../../../shared/api.ts";
import { count } from "../../../../../shared/format.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { FormDrawer } from "../../ui/drawer.tsx";
import { type Proof, ProofFields, proofField, startProof } from "../../ui/proof.tsx";
import { SaleStore, useOwnStore } from "../../ui/sale.tsx";
import { benefitWords, type Entitlement } from "./words.ts";

/** One or several. */
export type Several = [Entitlement, ...Entitlement[]];

interface Values {
  line: string;
  quantity: number;
  store_id?: string;
  note?: string;
  proof?: Proof;
}

/** Uses an entitlement at the counter, or a part of a card, with the proof of who stands there: the holder, or one who shares it. */
export function UseDrawer(props: { lines: Several; by: string; close: () => void }): ReactNode {
  const { lines, by, close } = props;
  const t = useWords(benefitWords);
  const client = useQueryClient();
  const { message } = App.useApp();
  const [key] = useState(onceKey);
  const [form] = Form.useForm<Values>();
  const store = useOwnStore();
  const chosen = Form.useWatch("line", form);
  const e = lines.find((l) => l.id === chosen) ?? lines[0];
  const send = async ({ line: _, ...values }: Values) => {
    await ok(
      api.POST("/v1/entitlements/{id}/use", {
        params: { path: { id: e.id } },
        headers: { "Idempotency-Key": key },
        body: { ...values, member_id: by === e.member_id ? undefined : by },
      }),
    );
    await client.invalidateQueries({ queryKey: ["benefits"] });
    void message.success(t.useDone);
  };
  return (
    <FormDrawer<Values>
      title={t.useTitle(e.name)}
      form={form}
      start={{ line: e.id, quantity: 1, store_id: store, proof: startProof }}
      send={send}
      submit={t.use}
      rename={(field) => proofField(field, form.getFieldValue("proof"))}
      close={close}
    >
      <Form.Item name="line" label={t.which} hidden={lines.length < 2}>
        <Radio.Group
          vertical
          options={lines.map((l) => ({
            value: l.id,
            label: t.lineLeft(l.line || l.name, count(l.left), count(l.quantity)),
          }))}
        />
      </Form.Item>
      <Form.Item name="quantity" label={t.quantity} rules={[{ required: true, message: t.needed }]}>
        <InputNumber min={1} max={Math.min(e.left, 1000)} precision={0} style={{ width: "100%" }} />
      </Form.Item>
      <SaleStore />
      {e.unlimited ? null : <ProofFields />}
      <Form.Item name="note" label={t.note}>
        <Input maxLength={500} />
      </Form.Item>
    </FormDrawer>
  );
}
