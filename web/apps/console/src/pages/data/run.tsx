import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { Alert, App, Button, Progress } from "antd";
import type { ReactNode } from "react";
import { api, ok, onceKey, type Schema } from "../../../../../shared/api.ts";
import { time } from "../../../../../shared/format.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { Card, Page, Tag } from "../../ui/page.tsx";
import { FormProblem, useSend } from "../../ui/send.tsx";
import { Show } from "../../ui/states.tsx";
import { open, useImportJob } from "./jobs.ts";
import { reportOf } from "./report.ts";
import { ReportView } from "./reportview.tsx";
import { importWords } from "./words.ts";
import "./style.css";

const tones = {
  waiting: undefined,
  running: "accent",
  done: "good",
  failed: "bad",
  cancelled: undefined,
  cut: "warn",
} as const;

/** One import: its progress while it runs, then what became of every row. Found by its job, or by its record. */
export default function Run(): ReactNode {
  const { id = "" } = useParams({ strict: false }) as { id?: string };
  return id.startsWith("imp_") ? <Recorded id={id} /> : <Ordered id={id} />;
}

/** An import by its job. */
function Ordered({ id }: { id: string }): ReactNode {
  const t = useWords(importWords);
  const query = useImportJob(id);
  const data = query.data;
  const state = (data?.job.state ?? "waiting") as keyof typeof tones;
  const report = reportOf(data?.job.result);
  return (
    <Page
      title={data?.file || report?.file || t.runTitle}
      sub={
        data ? (
          <span className="row">
            <Tag tone={tones[state]}>{t[state]}</Tag>
            {data.dry_run ? <Tag>{t.dryRun}</Tag> : null}
            <span className="meta">{data.kind ? t[data.kind as "orders"] : null}</span>
          </span>
        ) : undefined
      }
      actions={<Link to="/data">{t.backToData}</Link>}
    >
      <Show query={query}>
        {(loaded) => (
          <div className="stack">
            <Working data={loaded} />
            {report ? <ReportView report={report} job={id} /> : null}
            {report && !loaded.dry_run ? <Onward kind={report.kind} /> : null}
          </div>
        )}
      </Show>
    </Page>
  );
}

/** Progress, cancelling, going on after a failure. */
function Working({ data }: { data: Schema<"ImportJobOut"> }): ReactNode {
  const t = useWords(importWords);
  const navigate = useNavigate();
  const { modal, message } = App.useApp();
  const { busy, problem, send } = useSend(undefined);
  const { job } = data;
  const percent = job.total > 0 ? Math.round((job.done / job.total) * 100) : 0;
  const cancel = () =>
    modal.confirm({
      title: t.cancelAsk,
      content: t.cancelText,
      okText: t.cancel,
      cancelText: t.keep,
      okButtonProps: { danger: true },
      onOk: () =>
        send(async () => {
          await ok(api.POST("/v1/jobs/{id}/cancel", { params: { path: { id: job.id } } }));
          void message.info(t.cancelSaid);
        }),
    });
  const resume = () =>
    send(async () => {
      const made = await ok(
        api.POST("/v1/imports", {
          headers: { "Idempotency-Key": onceKey() },
          body: { upload_id: data.upload_id, kind: data.mapping.kind ?? "orders", mapping: data.mapping },
        }),
      );
      await navigate({ to: "/data/imports/$id", params: { id: made.id } });
    });
  const stopped = job.state === "failed" || job.state === "cancelled";
  return (
    <Card>
      <FormProblem problem={problem} />
      {open(job.state) ? (
        <>
          <Progress percent={percent} status="active" aria-label={t.runTitle} />
          <p className="meta" style={{ margin: "8px 0 16px" }}>
            {t.leave}
          </p>
          <Button danger loading={busy} onClick={cancel}>
            {t.cancel}
          </Button>
        </>
      ) : (
        <p className="meta">
          {job.started_at ? `${t.started} ${time(job.started_at)}` : ""}
          {job.finished_at ? ` · ${t.finished} ${time(job.finished_at)}` : ""}
        </p>
      )}
      {stopped ? (
        <div className="stack" style={{ marginTop: 12 }}>
          {job.error ? <Alert type="error" showIcon title={job.error} /> : null}
          {data.dry_run ? null : <p>{t.stopText}</p>}
          {data.file ? (
            <div>
              <Button type="primary" loading={busy} onClick={() => void resume()}>
                {t.resume}
              </Button>
            </div>
          ) : (
            <Alert type="warning" showIcon title={t.resumeGone} />
          )}
        </div>
      ) : null}
      {job.state === "done" && data.dry_run && data.file ? (
        <div style={{ marginTop: 12 }}>
          <Link
            to="/data/import"
            search={{ kind: data.kind, upload: data.upload_id, name: data.file, job: job.id, step: "check" }}
          >
            {t.goImport}
          </Link>
        </div>
      ) : null}
    </Card>
  );
}

/** An import by its record: from the command line too. Its job is looked for among the newest. */
function Recorded({ id }: { id: string }): ReactNode {
  const t = useWords(importWords);
  const query = useQuery({
    queryKey: ["import", id],
    queryFn: () => ok(api.GET("/v1/imports/{id}", { params: { path: { id } } })),
    refetchInterval: (q) => (q.state.data && q.state.data.state !== "done" ? 2000 : false),
  });
  const jobs = useQuery({
    queryKey: ["jobs", "import", "newest"],
    queryFn: () => ok(api.GET("/v1/jobs", { params: { query: { kind: "import", limit: 200 } } })),
  });
  const refused = useQuery({
    queryKey: ["import", id, "refused"],
    queryFn: () => ok(api.GET("/v1/imports/{id}/refused", { params: { path: { id }, query: { limit: 200 } } })),
  });
  const job = (jobs.data?.data ?? []).find((j) => reportOf(j.result)?.importID === id);
  const run = query.data;
  return (
    <Page
      title={run?.file || t.runTitle}
      sub={
        run ? (
          <Tag tone={run.state === "done" ? "good" : "warn"}>{run.state === "done" ? t.done : t.cut}</Tag>
        ) : undefined
      }
      actions={<Link to="/data">{t.backToData}</Link>}
    >
      <Show query={query}>
        {(loaded) => {
          const report = reportOf({ ...(loaded.report as object | undefined), refused: refused.data?.data ?? [] });
          return (
            <div className="stack">
              {loaded.state === "done" ? null : (
                <Card>
                  <Progress
                    percent={loaded.total > 0 ? Math.round((loaded.done / loaded.total) * 100) : 0}
                    aria-label={t.runTitle}
                  />
                  <p className="meta">{t.resumeGone}</p>
                  <Link to="/data/import" search={{ kind: loaded.kind, step: "file" }}>
                    {t.another}
                  </Link>
                </Card>
              )}
              {report && !jobs.isPending ? <ReportView report={report} job={job?.id} /> : null}
              {report ? <Onward kind={loaded.kind} /> : null}
            </div>
          );
        }}
      </Show>
    </Page>
  );
}

function Onward({ kind }: { kind: string }): ReactNode {
  const t = useWords(importWords);
  return (
    <div className="row">
      {kind === "orders" ? <Link to="/orders">{t.toOrders}</Link> : null}
      {kind === "products" ? null : <Link to="/members">{t.toMembers}</Link>}
      <Link to="/data/import">{t.another}</Link>
    </div>
  );
}
