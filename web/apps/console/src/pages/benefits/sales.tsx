import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Descriptions, Form, Input, Radio } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, onceKey } from "../../../../../shared/api.ts";
import { count, money } from "../../../../../shared/format.ts";
import { useLanguage, useWords } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { FormDrawer } from "../../ui/drawer.tsx";
import { useLabel } from "../../ui/labels.ts";
import { Card, Tag } from "../../ui/page.tsx";
import { useStoredText } from "../../ui/sale.tsx";
import { isAsked, useWaits } from "../../ui/second.tsx";
import { Empty } from "../../ui/states.tsx";
import { DataTable, useList } from "../../ui/table.tsx";
import { MemberLink } from "../../ui/who.tsx";
import { benefitWords, contents, type Sale, states, when } from "./words.ts";

/** The times cards that were sold. */
export default function Sales(): ReactNode {
  const t = useWords(benefitWords);
  const lang = useLanguage();
  const label = useLabel();
  const stored = useStoredText();
  const may = useMay("refunds:write");
  const [back, setBack] = useState<Sale>();
  const list = useList<Sale>(["benefits", "sales"], (after) =>
    ok(api.GET("/v1/times-card-sales", { params: { query: { after, limit: 50 } } })),
  );
  return (
    <Card label={t.sales} flush>
      <DataTable<Sale>
        label={t.sales}
        list={list}
        rowKey="id"
        empty={<Empty title={t.noSales} text={t.noSalesText} />}
        columns={[
          { title: t.at, render: (_, s) => when(s.at) },
          {
            title: t.card,
            render: (_, s) => (
              <>
                {s.name}
                <small className="meta block">{contents(s, t, lang)}</small>
              </>
            ),
          },
          { title: t.member, render: (_, s) => <MemberLink id={s.member_id} /> },
          { title: t.number, className: "tabular", render: (_, s) => `${label("source", s.source)} ${s.number}` },
          {
            title: t.paid,
            className: "num",
            render: (_, s) => (
              <>
                {money(s.paid_minor)}
                {s.value_minor > 0 ? <div className="meta">{stored(s.value_minor)}</div> : null}
              </>
            ),
          },
          {
            title: t.state,
            className: "corner",
            render: (_, s) =>
              s.refunded ? (
                <Tag>
                  {t.refunded} {money(s.refunded_minor)}
                </Tag>
              ) : s.status === "usable" ? (
                <Tag tone="good">{t.leftUses(count(s.left))}</Tag>
              ) : (
                <Tag>{t[states[s.status]]}</Tag>
              ),
          },
          {
            title: t.acts,
            className: "acts",
            hidden: !may,
            render: (_, s) =>
              !s.refunded ? (
                <Button size="small" onClick={() => setBack(s)}>
                  {t.refund}
                </Button>
              ) : null,
          },
        ]}
      />
      {back ? <RefundDrawer sale={back} close={() => setBack(undefined)} /> : null}
    </Card>
  );
}

/** Gives back what is not used of a card; what would go back is asked before. */
function RefundDrawer({ sale, close }: { sale: Sale; close: () => void }): ReactNode {
  const t = useWords(benefitWords);
  const client = useQueryClient();
  const { message } = App.useApp();
  const waits = useWaits();
  const stored = useStoredText();
  const [form] = Form.useForm<{ reason: "member" | "merchant"; note?: string }>();
  const reason = Form.useWatch("reason", form) ?? "member";
  const [number] = useState(onceKey);
  const path = { id: sale.id };
  const asked = useQuery({
    queryKey: ["benefits", "refund", sale.id, reason],
    queryFn: async () => {
      const tried = await ok(
        api.POST("/v1/times-card-sales/{id}/refund", {
          params: { path, query: { dry_run: true } },
          body: { number, reason },
        }),
      );
      return isAsked(tried) ? null : tried; // a trial asks nobody
    },
    staleTime: 0,
  });
  const send = async (values: { reason: "member" | "merchant"; note?: string }) => {
    const answer = await ok(
      api.POST("/v1/times-card-sales/{id}/refund", { params: { path }, body: { number, ...values } }),
    );
    if (waits(answer)) return;
    await Promise.all(["benefits", "value", "members"].map((key) => client.invalidateQueries({ queryKey: [key] })));
    void message.success(t.refundDone);
  };
  return (
    <FormDrawer
      title={t.refundTitle(sale.name)}
      form={form}
      start={{ reason: "member" as const }}
      send={send}
      submit={t.doRefund}
      danger
      close={close}
    >
      <Descriptions
        size="small"
        column={2}
        style={{ marginBottom: 16 }}
        items={[
          { key: "paid", label: t.paid, children: money(sale.paid_minor) },
          {
            key: "back",
            label: t.back,
            children: (
              <>
                <b>{asked.data ? money(asked.data.refunded_minor) : "…"}</b>
                {asked.data && asked.data.value_back_minor > 0 ? (
                  <div className="meta">{stored(asked.data.value_back_minor)}</div>
                ) : null}
              </>
            ),
          },
        ]}
      />
      {sale.lines && sale.lines.length > 1 ? (
        <ul className="card-parts">
          {sale.lines.map((l) => (
            <li key={l.entitlement_id}>
              <span>{t.lineLeft(l.name ?? "", count(l.left), count(l.uses))}</span>
              <span className="meta tabular">
                {money(l.paid_minor)} · {t.list} {money(l.list_minor)}
              </span>
            </li>
          ))}
        </ul>
      ) : null}
      <Form.Item name="reason" label={t.reason} extra={t.reasonHelp}>
        <Radio.Group
          options={[
            { value: "member", label: t.forMember },
            { value: "merchant", label: t.forMerchant },
          ]}
        />
      </Form.Item>
      <Form.Item name="note" label={t.note}>
        <Input.TextArea maxLength={400} autoSize={{ minRows: 2, maxRows: 5 }} />
      </Form.Item>
    </FormDrawer>
  );
}
