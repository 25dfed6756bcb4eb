import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Drawer, Form, Input, Rate, Select, Table } from "antd";
import dayjs from "dayjs";
import { type ReactNode, useState } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { count, money, percent } from "../../../../../shared/format.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { useAddress } from "../../ui/address.ts";
import { Card, Tag } from "../../ui/page.tsx";
import { FormProblem, useSend } from "../../ui/send.tsx";
import { Empty, Show } from "../../ui/states.tsx";
import { useNamed } from "./named.ts";
import { quarters, spanOf } from "./quarter.ts";
import { designWords } from "./words.ts";

const kinds = [
  "discount",
  "member_price",
  "free_delivery",
  "multiplier",
  "quota",
  "service",
  "given",
  "card",
  "draw",
] as const;
type Kind = (typeof kinds)[number];

/** What each benefit of a quarter was used for and cost, beside the quarter before and whom it was promised to. */
export function Sheet(): ReactNode {
  const t = useWords(designWords);
  const [search, change] = useAddress();
  const list = quarters(dayjs().format("YYYY-MM-DD"), 8);
  const chosen = list.find((q) => q.key === search.quarter) ?? list[0];
  const key = chosen?.key ?? "";
  const now = useSheet(key);
  const before = useSheet(list[list.findIndex((q) => q.key === key) + 1]?.key ?? key);
  const span = spanOf(key);
  const design = useQuery({
    queryKey: ["design", "sheet", key],
    queryFn: () => ok(api.GET("/v1/program/design", { params: { query: { from: span.from, until: span.until } } })),
  });
  const eligible = new Map((design.data?.benefits ?? []).map((b) => [b.code, b.eligible]));
  const past = new Map((before.data?.data ?? []).map((l) => [`${l.kind} ${l.benefit}`, l.cost_minor]));
  const remarks = useRemarks(key);
  const named = useNamed();
  const mayNote = useMay("program:write");
  const [noted, setNoted] = useState<Noted>();
  const kind = (k: string) => (kinds.includes(k as Kind) ? t[`kind_${k as Kind}`] : k);
  return (
    <div className="stack">
      <div className="row">
        <Select
          aria-label={t.chooseQuarter}
          value={key}
          style={{ width: 180 }}
          onChange={(next) => change({ quarter: next === list[0]?.key ? undefined : next })}
          options={list.map((q) => ({ value: q.key, label: t.quarter(q.year, q.quarter) }))}
        />
      </div>
      <p className="meta design-lead">{t.sheetText}</p>
      <Card label={t.sheet} flush>
        <Show query={now}>
          {(loaded) => {
            const used = (loaded.data ?? []).map((l) => ({ ...l, key: `${l.kind} ${l.benefit}` }));
            const unused = (design.data?.benefits ?? [])
              .filter((b) => !used.some((l) => l.benefit === b.code))
              .map((b) => ({
                key: `${b.kind} ${b.code}`,
                kind: b.kind as string,
                benefit: b.code,
                name: named(b.name, b.code),
                documents: 0,
                members: 0,
                quantity: 0,
                amount_minor: 0,
                cost_minor: 0,
              }));
            const rows = [...used, ...unused];
            if (rows.length === 0) return <Empty title={t.sheetNone} />;
            const all = rows.reduce((sum, l) => sum + l.cost_minor, 0);
            return (
              <Table
                aria-label={t.sheet}
                pagination={false}
                dataSource={rows}
                scroll={{ x: "max-content" }}
                columns={[
                  {
                    title: t.benefit,
                    render: (_, l) => (
                      <>
                        {l.name || l.benefit} <span className="meta">{kind(l.kind)}</span>
                      </>
                    ),
                  },
                  {
                    title: t.eligible,
                    className: "num",
                    render: (_, l) => {
                      const n = eligible.get(l.benefit);
                      return n === undefined ? "—" : count(n);
                    },
                  },
                  {
                    title: t.users,
                    className: "num",
                    render: (_, l) =>
                      l.members === 0 && l.kind !== "service" ? <Tag tone="warn">{t.unused}</Tag> : count(l.members),
                  },
                  {
                    title: t.useRate,
                    className: "num",
                    render: (_, l) => {
                      const n = eligible.get(l.benefit) ?? 0;
                      return n > 0 ? percent(Math.min(1, l.members / n)) : "—";
                    },
                  },
                  { title: t.uses, className: "num", render: (_, l) => count(l.quantity) },
                  { title: t.money, className: "num", render: (_, l) => money(l.amount_minor) },
                  { title: t.cost, className: "num", render: (_, l) => money(l.cost_minor) },
                  {
                    title: t.perUse,
                    className: "num",
                    render: (_, l) => (l.quantity > 0 ? money(Math.round(l.cost_minor / l.quantity)) : "—"),
                  },
                  { title: t.beforeCost, className: "num", render: (_, l) => money(past.get(l.key) ?? 0) },
                  {
                    title: t.rating,
                    render: (_, l) => {
                      const said = remarks.get(l.key);
                      return said?.rating ? (
                        <span className="rated">
                          {"★".repeat(said.rating)}
                          <span className="visually-hidden">{t.stars(said.rating)}</span>
                        </span>
                      ) : (
                        "—"
                      );
                    },
                  },
                  {
                    title: t.reason,
                    render: (_, l) => (
                      <span className="row">
                        <span className="reason">{remarks.get(l.key)?.reason || "—"}</span>
                        {mayNote ? (
                          <Button
                            size="small"
                            type="text"
                            aria-label={`${t.noteIt}: ${l.name || l.benefit}`}
                            onClick={() => setNoted({ kind: l.kind, benefit: l.benefit, name: l.name || l.benefit })}
                          >
                            {t.noteIt}
                          </Button>
                        ) : null}
                      </span>
                    ),
                  },
                ]}
                summary={() => (
                  <Table.Summary.Row>
                    <Table.Summary.Cell index={0}>{t.total}</Table.Summary.Cell>
                    <Table.Summary.Cell index={1} colSpan={5} />
                    <Table.Summary.Cell index={6} className="num">
                      <b>{money(all)}</b>
                    </Table.Summary.Cell>
                    <Table.Summary.Cell index={7} />
                    <Table.Summary.Cell index={8} className="num">
                      {money([...past.values()].reduce((sum, n) => sum + n, 0))}
                    </Table.Summary.Cell>
                    <Table.Summary.Cell index={9} colSpan={2} />
                  </Table.Summary.Row>
                )}
              />
            );
          }}
        </Show>
      </Card>
      <NoteDrawer
        quarter={key}
        of={noted}
        was={noted ? remarks.get(`${noted.kind} ${noted.benefit}`) : undefined}
        close={() => setNoted(undefined)}
      />
    </div>
  );
}

interface Noted {
  kind: string;
  benefit: string;
  name: string;
}

/** Notes how a benefit is rated and why it is not used. */
function NoteDrawer(props: { quarter: string; of: Noted | undefined; was: Remark | undefined; close: () => void }) {
  const t = useWords(designWords);
  return (
    <Drawer open={!!props.of} onClose={props.close} size={480} title={props.of?.name ?? t.noteIt} destroyOnHidden>
      {props.of ? <NoteForm quarter={props.quarter} of={props.of} was={props.was} close={props.close} /> : null}
    </Drawer>
  );
}

interface Values {
  rating?: number;
  reason?: string;
}

function NoteForm(props: { quarter: string; of: Noted; was: Remark | undefined; close: () => void }): ReactNode {
  const t = useWords(designWords);
  const client = useQueryClient();
  const [form] = Form.useForm<Values>();
  const { busy, problem, send } = useSend(form);
  const submit = (v: Values) =>
    send(async () => {
      await ok(
        api.PUT("/v1/benefits/remarks", {
          body: {
            quarter: props.quarter,
            kind: props.of.kind as Remark["kind"],
            benefit: props.of.benefit,
            rating: v.rating ?? 0,
            reason: v.reason ?? "",
          },
        }),
      );
      await client.invalidateQueries({ queryKey: ["benefits", "remarks"] });
      props.close();
    });
  return (
    <Form<Values>
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={{ rating: props.was?.rating ?? 0, reason: props.was?.reason ?? "" }}
      onFinish={(v) => void submit(v)}
    >
      <FormProblem problem={problem} />
      <p className="meta design-lead">{t.noteText}</p>
      <Form.Item name="rating" label={t.rating}>
        <Rate aria-label={t.rating} />
      </Form.Item>
      <Form.Item name="reason" label={t.reason}>
        <Input.TextArea rows={4} maxLength={500} showCount />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={busy} block>
        {t.save}
      </Button>
    </Form>
  );
}

type Remark = Schema<"RemarkOut">;

function useRemarks(quarter: string): Map<string, Remark> {
  const query = useQuery({
    queryKey: ["benefits", "remarks", quarter],
    queryFn: () => ok(api.GET("/v1/benefits/remarks", { params: { query: { quarter } } })),
  });
  return new Map((query.data?.data ?? []).map((r) => [`${r.kind} ${r.benefit}`, r]));
}

function useSheet(key: string) {
  const { from, until } = spanOf(key);
  return useQuery({
    queryKey: ["benefits", "sheet", key],
    queryFn: () => ok(api.GET("/v1/benefits/sheet", { params: { query: { from, until } } })),
    placeholderData: (old) => old,
  });
}
