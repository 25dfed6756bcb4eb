import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { App, Button, Form, Input } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, onceKey } from "../../../../../shared/api.ts";
import { count, money } from "../../../../../shared/format.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { useAddress } from "../../ui/address.ts";
import { Days } from "../../ui/days.tsx";
import { FormDrawer } from "../../ui/drawer.tsx";
import { Card, Tag } from "../../ui/page.tsx";
import { StorePick } from "../../ui/pick.tsx";
import { Empty, NoHits } from "../../ui/states.tsx";
import { DataTable, useList } from "../../ui/table.tsx";
import { MemberLink } from "../../ui/who.tsx";
import { stretch } from "../../ui/zone.ts";
import { benefitWords, type Use, when } from "./words.ts";

/** The record of uses of everybody; what is looked at stands in the address. */
export default function Uses(): ReactNode {
  const t = useWords(benefitWords);
  const [search, change] = useAddress();
  const { store, from, to } = search;
  const clear = () => change({ store: undefined, from: undefined, to: undefined });
  const filtered = !!(store || from || to);
  return (
    <Card label={t.uses} flush>
      <div className="toolbar" style={{ paddingTop: 12 }}>
        <span style={{ width: 220 }}>
          <StorePick label={t.store} value={store} onChange={(next) => change({ store: next })} />
        </span>
        <span style={{ width: 260 }}>
          <Days label={t.period} from={from} until={to} onChange={(first, last) => change({ from: first, to: last })} />
        </span>
        <span className="space" />
        {filtered ? (
          <Button type="link" onClick={clear}>
            {t.clear}
          </Button>
        ) : null}
      </div>
      <UsesTable
        filter={{ store_id: store, ...stretch(from, to) }}
        empty={filtered ? <NoHits clear={clear} /> : <Empty title={t.noUses} text={t.noUsesText} />}
      />
    </Card>
  );
}

interface Filter {
  store_id?: string;
  from?: string;
  until?: string;
}

/** What was used, newest first: of everybody whom the filter leaves, or of one member. */
export function UsesTable({
  member,
  filter,
  empty,
}: {
  member?: string;
  filter?: Filter;
  empty: ReactNode;
}): ReactNode {
  const t = useWords(benefitWords);
  const mayUndo = useMay("refunds:write");
  const [undoing, setUndoing] = useState<Use>();
  const list = useList<Use>(["benefits", "uses", member, filter], (after) =>
    member
      ? ok(
          api.GET("/v1/members/{id}/entitlement-uses", {
            params: { path: { id: member }, query: { after, limit: 50 } },
          }),
        )
      : ok(api.GET("/v1/entitlement-uses", { params: { query: { ...filter, after, limit: 50 } } })),
  );
  return (
    <>
      <DataTable<Use>
        label={t.uses}
        list={list}
        rowKey="id"
        empty={empty}
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
          {
            title: t.by,
            render: (_, u) => (
              <>
                <MemberLink id={u.used_by} />
                {u.used_by === u.member_id ? null : (
                  <small className="meta block">
                    {t.cardOf} <MemberLink id={u.member_id} />
                  </small>
                )}
              </>
            ),
          },
          { title: t.quantity, className: "num", render: (_, u) => count(u.quantity - u.returned) },
          { title: t.cause, render: (_, u) => <Cause of={u} /> },
          {
            title: t.costOf,
            className: "num",
            render: (_, u) => (u.state === "undone" ? "—" : money(u.cost_minor)),
          },
          {
            title: t.state,
            className: "corner",
            render: (_, u) => (u.state === "undone" ? <Tag>{t.undone}</Tag> : <Tag tone="good">{t.used}</Tag>),
          },
          {
            title: t.acts,
            className: "acts",
            hidden: !mayUndo,
            render: (_, u) =>
              u.cause === "use" && u.state === "used" ? (
                <Button size="small" onClick={() => setUndoing(u)}>
                  {t.undo}
                </Button>
              ) : null,
          },
        ]}
      />
      {undoing ? <UndoDrawer use={undoing} close={() => setUndoing(undefined)} /> : null}
    </>
  );
}

/** By what it was used: at the counter, or by an order, which one can look at. */
function Cause({ of: u }: { of: Use }): ReactNode {
  const t = useWords(benefitWords);
  if (u.cause === "use") return t.counter;
  return (
    <Link to="/orders/$id" params={{ id: u.cause.replace("order:", "") }}>
      {t.order}
    </Link>
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
