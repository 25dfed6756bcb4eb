import { DownloadOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Checkbox, Drawer, Form, Progress, Segmented } from "antd";
import { type ReactNode, useRef, useState } from "react";
import { api, ok, onceKey, type Schema } from "../../../../shared/api.ts";
import { count, day } from "../../../../shared/format.ts";
import { useLanguage, useWords, words } from "../../../../shared/i18n.ts";
import { useMay } from "../session.tsx";
import { FormProblem, useSend } from "./send.tsx";
import { Show } from "./states.tsx";
import { lastDay } from "./zone.ts";

const list = words(
  {
    title: "导出",
    what: "按当前筛选导出；在后台生成，可以离开本页，完成后右上角会提醒。",
    format: "格式",
    columns: "列",
    full: "导出完整的姓名、电话等个人信息",
    fullHelp: "不勾选则按脱敏导出。勾选会记入审计记录。",
    personal: "个人信息",
    audit: "谁导出了什么、多少行，都会记入审计记录。",
    needed: "至少选一列",
    start: "开始导出",
    cancel: "取消",
    close: "关闭",
    making: "正在生成…",
    rows: (n: string) => `${n} 行`,
    made: (n: string) => `已生成，共 ${n} 行`,
    kept: (day: string) => `文件保留到 ${day}`,
    download: "下载",
    stop: "停止",
    stopped: "导出已停止",
    failed: "没能生成文件",
    again: "再导出一份",
  },
  {
    title: "Export",
    what: "Exports what the filters leave. It is made behind the door: you may leave this page, the bell tells when it is ready.",
    format: "Format",
    columns: "Columns",
    full: "Names, phones and other personal data in full",
    fullHelp: "Masked where not chosen. The audit trail says that it was in full.",
    personal: "personal",
    audit: "The audit trail says who exported what, and how many rows.",
    needed: "Choose one column at least",
    start: "Export",
    cancel: "Cancel",
    close: "Close",
    making: "Being made…",
    rows: (n: string) => `${n} rows`,
    made: (n: string) => `Ready: ${n} rows`,
    kept: (day: string) => `Kept until ${day}`,
    download: "Download",
    stop: "Stop",
    stopped: "The export was stopped",
    failed: "The file could not be made",
    again: "Export once more",
  },
);

type Body = Schema<"ExportBody">;
type Wanted = Pick<Body, "kind" | "members" | "search" | "orders" | "entries">;

interface Values {
  format: "csv" | "xlsx";
  columns: string[];
  in_full?: boolean;
}

/** The button that exports a list as it is filtered, for those who may: a drawer with columns, progress and the file. */
export function ExportButton({ wanted }: { wanted: Wanted }): ReactNode {
  const t = useWords(list);
  const may = useMay("export:write");
  const [open, setOpen] = useState(false);
  if (!may) return null;
  return (
    <>
      <Button icon={<DownloadOutlined />} onClick={() => setOpen(true)}>
        {t.title}
      </Button>
      {open ? <ExportDrawer wanted={wanted} close={() => setOpen(false)} /> : null}
    </>
  );
}

function ExportDrawer({ wanted, close }: { wanted: Wanted; close: () => void }): ReactNode {
  const t = useWords(list);
  const [form] = Form.useForm<Values>();
  const { busy, problem, send } = useSend(form);
  const client = useQueryClient();
  const [made, setMade] = useState<Schema<"ExportOut">>();
  const key = useRef({ body: "", key: "" });
  const start = (values: Values) =>
    send(async () => {
      const body: Body = { ...wanted, ...values, in_full: values.in_full || undefined };
      const text = JSON.stringify(body);
      if (key.current.body !== text) key.current = { body: text, key: onceKey() };
      setMade(await ok(api.POST("/v1/exports", { headers: { "Idempotency-Key": key.current.key }, body })));
      void client.invalidateQueries({ queryKey: ["exports"] });
    });
  const again = () => {
    key.current = { body: "", key: "" };
    setMade(undefined);
  };
  return (
    <Drawer
      open
      onClose={close}
      size={480}
      title={t.title}
      footer={
        <div className="row" style={{ justifyContent: "flex-end" }}>
          <Button onClick={close}>{made ? t.close : t.cancel}</Button>
          {made ? (
            <Button onClick={again}>{t.again}</Button>
          ) : (
            <Button type="primary" loading={busy} onClick={() => form.submit()}>
              {t.start}
            </Button>
          )}
        </div>
      }
    >
      <FormProblem problem={problem} />
      {made ? (
        <Made id={made.id} />
      ) : (
        <Form<Values> form={form} layout="vertical" onFinish={start} initialValues={{ format: "xlsx" }}>
          <p style={{ marginBottom: 16 }}>{t.what}</p>
          <Form.Item name="format" label={t.format}>
            <Segmented
              aria-label={t.format}
              options={[
                { value: "xlsx", label: "Excel" },
                { value: "csv", label: "CSV" },
              ]}
            />
          </Form.Item>
          <Columns kind={wanted.kind} />
        </Form>
      )}
    </Drawer>
  );
}

function Columns({ kind }: { kind: Body["kind"] }): ReactNode {
  const t = useWords(list);
  const lang = useLanguage();
  const mayReveal = useMay("members:reveal");
  const columns = useQuery({
    queryKey: ["export-columns", kind, lang],
    queryFn: () => ok(api.GET("/v1/exports/columns", { params: { query: { kind } } })),
    staleTime: 60_000,
  });
  return (
    <Show query={columns} rows={6}>
      {(page) => (
        <>
          <Form.Item
            name="columns"
            label={t.columns}
            initialValue={page.data.filter((c) => c.usual).map((c) => c.name)}
            rules={[
              {
                validator: (_, v?: string[]) => (v?.length ? Promise.resolve() : Promise.reject(new Error(t.needed))),
              },
            ]}
          >
            <Checkbox.Group
              className="column-grid"
              options={page.data.map((c) => ({
                value: c.name,
                label: (
                  <>
                    {c.label} {c.personal ? <span className="meta">({t.personal})</span> : null}
                  </>
                ),
              }))}
            />
          </Form.Item>
          {mayReveal ? (
            <Form.Item name="in_full" valuePropName="checked" extra={t.fullHelp}>
              <Checkbox>{t.full}</Checkbox>
            </Form.Item>
          ) : null}
          <p className="meta">{t.audit}</p>
        </>
      )}
    </Show>
  );
}

/** How far a file is, and the file when it is there. */
function Made({ id }: { id: string }): ReactNode {
  const t = useWords(list);
  const { message } = App.useApp();
  const one = useQuery({
    queryKey: ["exports", "one", id],
    queryFn: () => ok(api.GET("/v1/exports/{id}", { params: { path: { id } } })),
    refetchInterval: (query) => (query.state.data?.state === "making" ? 800 : false),
  });
  const jobID = one.data?.job_id ?? "";
  const job = useQuery({
    queryKey: ["jobs", jobID],
    queryFn: () => ok(api.GET("/v1/jobs/{id}", { params: { path: { id: jobID } } })),
    enabled: jobID !== "" && one.data?.state === "making",
    refetchInterval: 800,
    retry: false,
  });
  const stop = async () => {
    await ok(api.POST("/v1/jobs/{id}/cancel", { params: { path: { id: jobID } } }));
    await job.refetch();
    void message.info(t.stopped);
  };
  return (
    <Show query={one} rows={2}>
      {(e) => {
        if (e.state === "made") {
          return (
            <div className="stack" aria-live="polite">
              <b>{t.made(count(e.rows))}</b>
              <Button type="primary" icon={<DownloadOutlined />} href={e.file} download>
                {t.download}
              </Button>
              <span className="meta">{e.expires_at ? t.kept(day(lastDay(e.expires_at))) : ""}</span>
            </div>
          );
        }
        const state = job.data?.state;
        if (state === "failed") return <FormProblem problem={new Error(job.data?.error || t.failed)} />;
        if (state === "cancelled" || e.state === "gone") return <p>{t.stopped}</p>;
        const { done = 0, total = 0 } = job.data ?? {};
        return (
          <div className="stack" aria-live="polite">
            <b>{t.making}</b>
            <Progress
              percent={total > 0 ? Math.floor((done / total) * 100) : 0}
              status="active"
              aria-label={t.making}
            />
            <span className="meta tabular">{t.rows(count(done))}</span>
            <div className="row">
              <Button onClick={() => void stop()}>{t.stop}</Button>
            </div>
          </div>
        );
      }}
    </Show>
  );
}
