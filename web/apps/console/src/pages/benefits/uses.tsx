import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Form, Input } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, onceKey } from "../../../../../shared/api.ts";
import { count, money } from "../../../../../shared/format.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { FormDrawer } from "../../ui/drawer.tsx";
import { Card, Tag } from "../../ui/page.tsx";
import { Empty } from "../../ui/states.tsx";
import { DataTable, useList } from "../../ui/table.tsx";
import { MemberLink } from "../../ui/who.tsx";
import { benefitWords, type Use, when } from "./words.ts";

/** The record of uses, of everybody or of one member. */
export default function Uses({ member }: { member?: string }): ReactNode {
  const t = useWords(benefitWords);
  const mayUndo = useMay("refunds:write");
  const [undoing, setUndoing] = useState<Use>();
  const list = useList<Use>(["benefits", "uses", member], (after) =>
    member
      ? ok(
          api.GET("/v1/members/{id}/entitlement-uses", {
            params: { path: { id: member }, query: { after, limit: 50 } },
          }),
        )
      : ok(api.GET("/v1/entitlement-uses", { params: { query: { after, limit: 50 } } })),
  );
  return (
    <Card label={t.uses} flush>
      <DataTable<Use>
        label={t.uses}
        list={list}
        rowKey="id"
        empty={<Empty title={t.noUses} text={t.noUsesText} />}
        columns={[
          { title: t.at, render: (_, u) => when(u.at) },
          {
            title: t.benefit,
            render: (_, u) => (
              <>
                {u.name || u.benefit}
                {u.note ? <small className="meta block clip">{u.note}</small> : null}
              </>
            ),
          },
          { title: t.by, render: (_, u) => <MemberLink id={u.used_by} /> },
          { title: t.quantity, className: "num", render: (_, u) => count(u.quantity - u.returned) },
          { title: t.cause, render: (_, u) => (u.cause === "use" ? t.counter : u.cause.replace("order:", "")) },
          { title: t.costOf, className: "num", render: (_, u) => money(u.cost_minor || u.amount_minor) },
          {
            title: t.state,
            render: (_, u) => (u.state === "undone" ? <Tag>{t.undone}</Tag> : <Tag tone="good">{t.used}</Tag>),
          },
          {
            title: t.acts,
            hidden: !mayUndo,
            render: (_, u) =>
              mayUndo && u.cause === "use" && u.state === "used" ? (
                <Button size="small" onClick={() => setUndoing(u)}>
                  {t.undo}
                </Button>
              ) : null,
          },
        ]}
      />
      {undoing ? <UndoDrawer use={undoing} close={() => setUndoing(undefined)} /> : null}
    </Card>
  );
}

function UndoDrawer({ use, close }: { use: Use; close: () => void }): ReactNode {
  const t = useWords(benefitWords);
  const client = useQueryClient();
  const { message } = App.useApp();
  const [key] = useState(onceKey);
  const send = async (values: { reason: string }) => {
    await ok(
      api.POST("/v1/entitlement-uses/{id}/undo", {
        params: { path: { id: use.id } },
        headers: { "Idempotency-Key": key },
        body: values,
      }),
    );
    await client.invalidateQueries({ queryKey: ["benefits"] });
    void message.success(t.undone);
  };
  return (
    <FormDrawer title={t.undoTitle} send={send} submit={t.undo} danger close={close}>
      <p className="meta form-help">
        {use.name} · {when(use.at)}
      </p>
      <Form.Item name="reason" label={t.undoWhy} rules={[{ required: true, message: t.needed }]}>
        <Input.TextArea maxLength={500} autoSize={{ minRows: 2, maxRows: 5 }} />
      </Form.Item>
    </FormDrawer>
  );
}
