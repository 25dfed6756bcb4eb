import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Drawer, Form, Input, InputNumber, Segmented, Select } from "antd";
import { type ReactNode, useRef, useState } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { FormDrawer } from "../../ui/drawer.tsx";
import { everyPage } from "../../ui/every.ts";
import { useOpensFor } from "../../ui/opening.tsx";
import { MemberPick } from "../../ui/pick.tsx";
import { type Proof, ProofFields, proofField, startProof } from "../../ui/proof.tsx";
import { SaleStore, useOwnStore, ValuePart } from "../../ui/sale.tsx";
import { newNumber } from "../orders/lines.ts";
import { type Pay, Payments, paymentsOf } from "../orders/payments.tsx";
import { type Item, useCost } from "./items.tsx";
import { grouped } from "./redemption.tsx";
import { mallWords } from "./words.ts";

type Made = Schema<"RedemptionOut">;

interface Values {
  member_id: string;
  item_id: string;
  quantity?: number;
  hand_over?: "pickup" | "delivery";
  store_id?: string;
  recipient?: Schema<"RecipientBody">;
  balance_minor?: number | null;
  proof?: Proof;
}

/** Redeems something for a member who stands at the counter or is on the phone. */
export function RedeemDrawer({
  member,
  close,
}: {
  member?: { id: string; name: string };
  close: () => void;
}): ReactNode {
  const t = useWords(mallWords);
  const client = useQueryClient();
  const [form] = Form.useForm<Values>();
  const [number] = useState(() => newNumber("M"));
  const own = useOwnStore();
  const [pays, setPays] = useState<Pay[]>([{ kind: "wechat", amount: null }]);
  const [made, setMade] = useState<Made>();
  const done = useRef(false);
  const chosen = Form.useWatch("member_id", form);
  const memberID = member?.id ?? chosen;
  const items = useQuery({
    queryKey: ["mall", "items", "for", memberID],
    queryFn: () =>
      everyPage((after) =>
        ok(api.GET("/v1/mall/items", { params: { query: { member_id: memberID, after, limit: 200 } } })),
      ),
    placeholderData: (old) => old,
  });
  const itemID = Form.useWatch("item_id", form);
  const quantity = Form.useWatch("quantity", form) ?? 1;
  const balance = Form.useWatch("balance_minor", form) ?? 0;
  const item = items.data?.find((i) => i.id === itemID);
  const price = (item?.price_minor ?? 0) * quantity;
  const send = async (v: Values) => {
    const over = item?.hand_over === "either" ? v.hand_over : undefined;
    const sent = (over ?? item?.hand_over) === "delivery";
    const result = await ok(
      api.POST("/v1/mall/redemptions", {
        body: {
          member_id: member?.id ?? v.member_id,
          item_id: v.item_id,
          quantity: v.quantity ?? 1,
          source: "console",
          number,
          hand_over: over,
          store_id: v.store_id,
          recipient: sent ? v.recipient : undefined,
          balance_minor: price > 0 ? (v.balance_minor ?? 0) : undefined,
          payments: price > 0 ? paymentsOf(pays, price - (v.balance_minor ?? 0)) : undefined,
          proof: v.proof,
        },
      }),
    );
    void client.invalidateQueries({ queryKey: ["mall"] });
    void client.invalidateQueries({ queryKey: ["members"] });
    done.current = true;
    setMade(result);
  };
  if (made) return <Done of={made} close={close} />;
  return (
    <FormDrawer<Values>
      title={t.redeem}
      form={form}
      send={send}
      close={() => (done.current ? undefined : close())}
      submit={t.redeem}
      start={{ quantity: 1, hand_over: "pickup", store_id: own, proof: startProof }}
      rename={(field) => proofField(field, form.getFieldValue("proof"))}
    >
      {member ? null : (
        <Form.Item name="member_id" label={t.member} rules={[{ required: true, message: t.needed }]}>
          <MemberPick />
        </Form.Item>
      )}
      <Form.Item name="item_id" label={t.item} rules={[{ required: true, message: t.needed }]}>
        <ItemPick items={(items.data ?? []).filter((i) => i.state === "on_offer" || i.state === "coming")} />
      </Form.Item>
      <Form.Item name="quantity" label={t.quantity}>
        <InputNumber min={1} max={1000} precision={0} />
      </Form.Item>
      {item ? <Total item={item} quantity={quantity} /> : null}
      {item?.sku ? <Handing item={item} /> : null}
      {item ? <SaleStore /> : null}
      {price > 0 ? (
        <>
          {memberID ? <ValuePart member={memberID} due={price} proven /> : null}
          <Form.Item label={t.payments}>
            <Payments pays={pays} set={setPays} cash={price - balance} />
          </Form.Item>
        </>
      ) : null}
      <ProofFields help={t.proofHelp} />
    </FormDrawer>
  );
}

function ItemPick({
  items,
  ...rest
}: {
  items: Item[];
  id?: string;
  value?: string;
  onChange?: (id: string) => void;
}): ReactNode {
  const t = useWords(mallWords);
  const cost = useCost();
  const opensFor = useOpensFor();
  const option = (i: Item) => {
    const waits = i.state === "coming" ? opensFor(i.opens_at ?? i.from) : "";
    const says = [i.name, cost(i.points, i.price_minor), waits].filter(Boolean).join(" · ");
    return { value: i.id, label: says, disabled: waits !== "" };
  };
  return (
    <Select {...rest} aria-label={t.item} showSearch={{ optionFilterProp: "label" }} options={items.map(option)} />
  );
}

function Total({ item, quantity }: { item: Item; quantity: number }): ReactNode {
  const t = useWords(mallWords);
  const cost = useCost();
  return (
    <p aria-live="polite" style={{ marginBottom: 16 }}>
      {t.total}: <b>{cost((item.points ?? 0) * quantity, (item.price_minor ?? 0) * quantity)}</b>
    </p>
  );
}

/** How goods are handed over: where, or to whom they are sent. */
function Handing({ item }: { item: Item }): ReactNode {
  const t = useWords(mallWords);
  const form = Form.useFormInstance<Values>();
  const chosen = Form.useWatch("hand_over", form);
  const over = item.hand_over === "either" ? chosen : item.hand_over;
  const needed = [{ required: true, whitespace: true, message: t.needed }];
  return (
    <>
      {item.hand_over === "either" ? (
        <Form.Item name="hand_over" label={t.handOver}>
          <Segmented
            options={[
              { value: "pickup", label: t.pickup },
              { value: "delivery", label: t.delivery },
            ]}
          />
        </Form.Item>
      ) : null}
      {over === "delivery" ? (
        <>
          <Form.Item name={["recipient", "name"]} label={t.recipientName} rules={needed}>
            <Input maxLength={200} autoComplete="off" />
          </Form.Item>
          <Form.Item name={["recipient", "phone"]} label={t.recipientPhone} rules={needed}>
            <Input maxLength={200} autoComplete="off" />
          </Form.Item>
          <Form.Item name={["recipient", "address"]} label={t.recipientAddress} rules={needed}>
            <Input.TextArea maxLength={200} autoSize={{ minRows: 2, maxRows: 3 }} autoComplete="off" />
          </Form.Item>
        </>
      ) : null}
    </>
  );
}

/** What was made; a pick-up code is shown here once. */
function Done({ of, close }: { of: Made; close: () => void }): ReactNode {
  const t = useWords(mallWords);
  const cost = useCost();
  return (
    <Drawer
      open
      size={480}
      title={t.redeemed}
      onClose={close}
      footer={
        <div className="row" style={{ justifyContent: "flex-end" }}>
          <Button type="primary" onClick={close}>
            {t.close}
          </Button>
        </div>
      }
    >
      <div className="stack" aria-live="polite">
        <Alert type="success" showIcon title={of.name} description={cost(of.points, of.price_minor)} />
        {of.code ? (
          <div>
            <div className="pickup-code">{t.codeOnce(grouped(of.code))}</div>
            <p className="meta">{t.codeOnceHelp}</p>
          </div>
        ) : null}
      </div>
    </Drawer>
  );
}
