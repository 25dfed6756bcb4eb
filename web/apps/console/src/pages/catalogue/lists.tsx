import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { App, Button, DatePicker, Form, Input, Segmented, Switch } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { type ReactNode, useState } from "react";
import { api, ok, onceKey, type Schema } from "../../../../../shared/api.ts";
import { count, time } from "../../../../../shared/format.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { FormDrawer } from "../../ui/drawer.tsx";
import { OpeningTimes, useOpeningHelp } from "../../ui/opening.tsx";
import { Card, Tag } from "../../ui/page.tsx";
import { Empty } from "../../ui/states.tsx";
import { DataTable, useList } from "../../ui/table.tsx";
import { priceWords } from "./pricewords.ts";
import { instantOf, wallOf } from "./span.ts";
import { catalogueWords } from "./words.ts";

export type PriceList = Schema<"PriceListOut">;

const tones = { in_force: "good", coming: "accent", over: undefined, closed: undefined } as const;

/** Whether one may buy by a list now. */
export function ListState({ state }: { state: PriceList["state"] }): ReactNode {
  const t = useWords(priceWords);
  return <Tag tone={tones[state]}>{t[state]}</Tag>;
}

/** Since when and until when a list holds. */
export function useSpan(): (list: { from?: string | null; until?: string | null }) => string {
  const t = useWords(priceWords);
  return ({ from, until }) => {
    if (from && until) return t.between(time(from), time(until));
    if (from) return t.since(time(from));
    return until ? t.to(time(until)) : t.always;
  };
}

/** By which benefits one may buy by a list. */
export function useUsers(): (list: PriceList) => string[] {
  const t = useWords(priceWords);
  return (list) => list.used_by.map((u) => (u.plan ? t.ofPlan(u.plan, u.benefit) : u.benefit));
}

/** Price lists: member prices and flash prices. */
export default function Lists(): ReactNode {
  const t = useWords(priceWords);
  const words = useWords(catalogueWords);
  const span = useSpan();
  const users = useUsers();
  const navigate = useNavigate();
  const may = useMay("catalog:write");
  const [adding, setAdding] = useState(false);
  const list = useList<PriceList>(["catalogue", "lists"], (after) =>
    ok(api.GET("/v1/price-lists", { params: { query: { after, limit: 100 } } })),
  );
  return (
    <Card
      title={words.lists}
      flush
      aside={
        may ? (
          <Button type="primary" onClick={() => setAdding(true)}>
            {t.add}
          </Button>
        ) : undefined
      }
    >
      <DataTable<PriceList>
        label={words.lists}
        list={list}
        rowKey="id"
        empty={
          <Empty
            title={t.none}
            text={t.noneText}
            action={may ? <Button onClick={() => setAdding(true)}>{t.add}</Button> : undefined}
          />
        }
        columns={[
          {
            title: t.name,
            render: (_, l) => (
              <Button
                type="link"
                className="cell-link"
                onClick={() => void navigate({ to: "/catalogue/prices/$id", params: { id: l.id } })}
              >
                {l.name || l.code}
              </Button>
            ),
          },
          { title: t.code, dataIndex: "code", render: (code: string) => <code>{code}</code> },
          { title: t.kind, render: (_, l) => (l.kind === "flash" ? t.flash : t.member) },
          { title: t.span, className: "tabular", render: (_, l) => span(l) },
          { title: t.prices, className: "num", render: (_, l) => count(l.prices) },
          {
            title: t.usedBy,
            render: (_, l) =>
              l.used_by.length > 0 ? (
                users(l).map((name) => <div key={name}>{name}</div>)
              ) : (
                <Tag tone="warn">{t.unused}</Tag>
              ),
          },
          {
            title: t.state,
            className: "corner",
            render: (_, l) => (
              <>
                <ListState state={l.state} />
                {l.state === "coming" ? <OpeningTimes of={l} /> : null}
              </>
            ),
          },
        ]}
      />
      {adding ? <ListDrawer close={() => setAdding(false)} /> : null}
    </Card>
  );
}

interface Values {
  name?: string;
  code: string;
  kind: "member" | "flash";
  from?: Dayjs | null;
  until?: Dayjs | null;
  closed?: boolean;
}

/** Makes a list, or changes one that was read at a version. */
export function ListDrawer(props: {
  list?: PriceList;
  tag?: string;
  reread?: () => Promise<unknown>;
  close: () => void;
}): ReactNode {
  const t = useWords(priceWords);
  const client = useQueryClient();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const [key] = useState(onceKey);
  const [form] = Form.useForm<Values>();
  const openingHelp = useOpeningHelp();
  const kind = Form.useWatch("kind", form);
  const { list, tag } = props;
  const send = async (values: Values) => {
    const body = {
      name: values.name?.trim() || undefined,
      from: values.from ? instantOf(values.from.format("YYYY-MM-DDTHH:mm")) : undefined,
      until: values.until ? instantOf(values.until.format("YYYY-MM-DDTHH:mm")) : undefined,
      closed: values.closed,
    };
    if (list) {
      await ok(
        api.PUT("/v1/price-lists/{id}", {
          params: { path: { id: list.id }, header: { "If-Match": tag ?? "" } },
          body,
        }),
      );
    } else {
      const made = await ok(
        api.POST("/v1/price-lists", {
          headers: { "Idempotency-Key": key },
          body: { ...body, code: values.code, kind: values.kind },
        }),
      );
      void navigate({ to: "/catalogue/prices/$id", params: { id: made.id } });
    }
    await client.invalidateQueries({ queryKey: ["catalogue"] });
    void message.success(t.saved);
  };
  const needed = kind === "flash" ? [{ required: true, message: t.flashNeeds }] : [];
  return (
    <FormDrawer<Values>
      title={list ? t.editTitle(list.name || list.code) : t.add}
      form={form}
      start={
        list
          ? {
              ...list,
              from: list.from ? dayjs(wallOf(list.from)) : null,
              until: list.until ? dayjs(wallOf(list.until)) : null,
            }
          : { kind: "member" }
      }
      send={send}
      fresh={props.reread}
      close={props.close}
    >
      <Form.Item name="name" label={t.name} rules={[{ required: true, whitespace: true, message: t.needed }]}>
        <Input maxLength={200} autoFocus={!list} />
      </Form.Item>
      <Form.Item
        name="code"
        label={t.code}
        extra={t.codeHelp}
        rules={[{ required: true, whitespace: true, message: t.needed }]}
      >
        <Input maxLength={64} disabled={!!list} />
      </Form.Item>
      <Form.Item name="kind" label={t.kind} extra={t.kindHelp}>
        <Segmented
          disabled={!!list}
          options={[
            { value: "member", label: t.member },
            { value: "flash", label: t.flash },
          ]}
        />
      </Form.Item>
      <Form.Item name="from" label={t.from} extra={openingHelp} rules={needed}>
        <DatePicker showTime={{ format: "HH:mm" }} format="YYYY-MM-DD HH:mm" style={{ width: "100%" }} />
      </Form.Item>
      <Form.Item name="until" label={t.until} rules={needed}>
        <DatePicker showTime={{ format: "HH:mm" }} format="YYYY-MM-DD HH:mm" style={{ width: "100%" }} />
      </Form.Item>
      {list ? (
        <Form.Item name="closed" label={t.close} extra={t.closeHelp} valuePropName="checked">
          <Switch />
        </Form.Item>
      ) : null}
    </FormDrawer>
  );
}
