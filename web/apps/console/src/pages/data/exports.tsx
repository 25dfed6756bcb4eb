import { DownloadOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Checkbox, Form, Segmented, Select, Switch } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, onceKey, type Schema } from "../../../../../shared/api.ts";
import { ago, count, time } from "../../../../../shared/format.ts";
import { useLanguage, useWords } from "../../../../../shared/i18n.ts";
import { useMay, useMe } from "../../session.tsx";
import { Days } from "../../ui/days.tsx";
import { FormDrawer } from "../../ui/drawer.tsx";
import { Card, Tag } from "../../ui/page.tsx";
import { Empty } from "../../ui/states.tsx";
import { DataTable, useList } from "../../ui/table.tsx";
import { stretch } from "../../ui/zone.ts";
import { dataWords } from "./datawords.ts";

type Export = Schema<"ExportOut">;
type Kind = "members" | "orders" | "entries";

/** Files out: what was exported, downloaded while it is kept, made anew. */
export function Exports(): ReactNode {
  const t = useWords(dataWords);
  const me = useMe();
  const [making, setMaking] = useState(false);
  const data = useList<Export>(["exports"], () => ok(api.GET("/v1/exports")));
  const pending = data.rows.filter((e) => e.state === "making");
  useQuery({
    queryKey: ["exports", "watch"],
    queryFn: async () => {
      await data.refetch();
      return Date.now();
    },
    enabled: pending.length > 0,
    refetchInterval: pending.length > 0 ? 2000 : false,
    staleTime: 0,
  });
  return (
    <Card
      title={t.exports}
      flush
      aside={
        <>
          <span className="only-wide">{t.exportsSub}</span>
          <Button type="primary" onClick={() => setMaking(true)}>
            {t.makeExport}
          </Button>
        </>
      }
    >
      <DataTable<Export>
        label={t.exports}
        list={data}
        rowKey="id"
        empty={
          <Empty
            title={t.noExports}
            text={t.noExportsText}
            action={<Button onClick={() => setMaking(true)}>{t.makeExport}</Button>}
          />
        }
        columns={[
          {
            title: t.kind,
            render: (_, e) => (
              <span className="row">
                {t[`export_${e.kind as Kind}`] ?? e.kind} <span className="meta">{e.format.toUpperCase()}</span>
                {e.in_full ? <Tag tone="warn">{t.inFullTag}</Tag> : null}
              </span>
            ),
          },
          { title: t.rows, className: "num", render: (_, e) => (e.state === "making" ? "—" : count(e.rows)) },
          { title: t.size, className: "num", render: (_, e) => (e.size > 0 ? kilobytes(e.size) : "—") },
          { title: t.by, render: (_, e) => (e.made_by === me.id ? t.mine : e.made_name || e.made_by || "—") },
          { title: t.made, render: (_, e) => (e.created_at ? time(e.created_at) : "—") },
          { title: t.state, className: "corner", render: (_, e) => <ExportState one={e} /> },
          {
            title: t.work,
            render: (_, e) =>
              e.file ? (
                <Button size="small" icon={<DownloadOutlined />} href={e.file} download>
                  {t.download}
                </Button>
              ) : null,
          },
        ]}
      />
      {making ? <ExportDrawer close={() => setMaking(false)} /> : null}
    </Card>
  );
}

function kilobytes(bytes: number): string {
  return bytes < 1 << 20 ? `${count(Math.ceil(bytes / 1024))} KB` : `${(bytes / (1 << 20)).toFixed(1)} MB`;
}

function ExportState({ one }: { one: Export }): ReactNode {
  const t = useWords(dataWords);
  if (one.state === "making") return <Tag tone="accent">{t.making}</Tag>;
  if (one.state === "gone") return <Tag>{t.gone}</Tag>;
  return <span className="meta">{one.expires_at ? t.kept(ago(one.expires_at)) : t.madeState}</span>;
}

interface Values {
  kind: Kind;
  format: "csv" | "xlsx";
  columns: string[];
  in_full: boolean;
  asset: "points" | "growth" | "principal" | "bonus";
  days: { from?: string; until?: string };
}

function ExportDrawer({ close }: { close: () => void }): ReactNode {
  const t = useWords(dataWords);
  const lang = useLanguage();
  const me = useMe();
  const mayReveal = useMay("members:reveal");
  const client = useQueryClient();
  const [form] = Form.useForm<Values>();
  const [key] = useState(onceKey);
  const kinds = (["members", "orders", "entries"] as const).filter((k) =>
    me.permissions.includes(k === "members" ? "members:read" : k === "orders" ? "orders:read" : "ledger:read"),
  );
  const kind = Form.useWatch("kind", form) ?? kinds[0] ?? "members";
  const full = Form.useWatch("in_full", form) ?? false;
  const columns = useQuery({
    queryKey: ["export-columns", kind, lang],
    queryFn: () => ok(api.GET("/v1/exports/columns", { params: { query: { kind } } })),
    staleTime: 300_000,
  });
  const usual = (columns.data?.data ?? []).filter((c) => c.usual).map((c) => c.name);
  const send = async (v: Values) => {
    const span = stretch(v.days?.from, v.days?.until);
    const when = { from: span.from, to: span.until };
    await ok(
      api.POST("/v1/exports", {
        headers: { "Idempotency-Key": key },
        body: {
          kind: v.kind,
          format: v.format,
          columns: v.columns?.length ? v.columns : undefined,
          in_full: v.in_full || undefined,
          orders: v.kind === "orders" ? when : undefined,
          entries: v.kind === "entries" ? { asset: v.asset, ...when } : undefined,
        },
      }),
    );
    await client.invalidateQueries({ queryKey: ["exports"] });
  };
  return (
    <FormDrawer<Values>
      form={form}
      title={t.makeExport}
      submit={t.makeExport}
      start={{ kind: kinds[0], format: "xlsx", columns: [], in_full: false, asset: "points", days: {} }}
      send={send}
      close={close}
    >
      <Form.Item name="kind" label={t.kind}>
        <Segmented
          aria-label={t.kind}
          onChange={() => form.setFieldValue("columns", [])}
          options={kinds.map((value) => ({ value, label: t[`export_${value}`] }))}
        />
      </Form.Item>
      <Form.Item name="format" label={t.format} extra={t.formatHelp}>
        <Segmented
          aria-label={t.format}
          options={[
            { value: "xlsx", label: "Excel (XLSX)" },
            { value: "csv", label: "CSV" },
          ]}
        />
      </Form.Item>
      {kind === "entries" ? (
        <Form.Item name="asset" label={t.asset}>
          <Select
            options={(["points", "growth", "principal", "bonus"] as const).map((value) => ({
              value,
              label: t[`asset_${value}`],
            }))}
          />
        </Form.Item>
      ) : null}
      {kind === "members" ? (
        <p className="meta" style={{ marginBottom: 20 }}>
          {t.membersHint}
        </p>
      ) : (
        <Form.Item name="days" label={t.period} extra={t.periodHelp}>
          <Period label={t.period} />
        </Form.Item>
      )}
      <Form.Item name="columns" label={t.columns} extra={t.columnsHelp(count(usual.length))}>
        <Checkbox.Group
          className="column-pick"
          aria-label={t.columns}
          options={(columns.data?.data ?? []).map((c) => ({ value: c.name, label: c.label }))}
        />
      </Form.Item>
      {mayReveal ? (
        <Form.Item name="in_full" label={t.inFull} extra={t.inFullHelp} valuePropName="checked">
          <Switch />
        </Form.Item>
      ) : (
        <p className="meta">{t.masked}</p>
      )}
      {full ? <Alert type="warning" showIcon title={t.inFullWarning} /> : null}
    </FormDrawer>
  );
}

function Period(props: {
  value?: { from?: string; until?: string };
  onChange?: (next: { from?: string; until?: string }) => void;
  label: string;
}): ReactNode {
  return (
    <Days
      label={props.label}
      from={props.value?.from}
      until={props.value?.until}
      onChange={(from, until) => props.onChange?.({ from, until })}
    />
  );
}
