import { useNavigate } from "@tanstack/react-router";
import { Alert, Button, Progress } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, onceKey } from "../../../../../shared/api.ts";
import { count } from "../../../../../shared/format.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { Card } from "../../ui/page.tsx";
import { FormProblem, useSend } from "../../ui/send.tsx";
import { ErrorState, Loading } from "../../ui/states.tsx";
import { open, useImportJob } from "./jobs.ts";
import { reportOf } from "./report.ts";
import { ReportView } from "./reportview.tsx";
import { importWords } from "./words.ts";

/** Step 4: what would be taken and what refused; then the import itself. */
export function CheckStep({ job, back }: { job: string; back: () => void }): ReactNode {
  const t = useWords(importWords);
  const navigate = useNavigate();
  const { busy, problem, send } = useSend(undefined);
  const [key] = useState(onceKey);
  const query = useImportJob(job);
  const { data } = query;
  if (!data) return query.isError ? <ErrorState error={query.error} retry={() => void query.refetch()} /> : <Loading />;
  if (open(data.job.state)) {
    const percent = data.job.total > 0 ? Math.round((data.job.done / data.job.total) * 100) : 0;
    const stop = () =>
      send(async () => {
        await ok(api.POST("/v1/jobs/{id}/cancel", { params: { path: { id: job } } }));
        back();
      });
    return (
      <Card title={t.checking}>
        <FormProblem problem={problem} />
        <Progress percent={percent} status="active" aria-label={t.checking} />
        <div className="row" style={{ marginTop: 16 }}>
          <Button loading={busy} onClick={() => void stop()}>
            {t.back}
          </Button>
        </div>
      </Card>
    );
  }
  const report = reportOf(data.job.result);
  if (!report) {
    return (
      <Card title={data.job.state === "cancelled" ? t.cancelled : t.failed}>
        {data.job.error ? <Alert type="error" showIcon title={data.job.error} /> : null}
        <div className="row" style={{ marginTop: 16 }}>
          <Button onClick={back}>{t.back}</Button>
        </div>
      </Card>
    );
  }
  const start = () =>
    send(async () => {
      const made = await ok(
        api.POST("/v1/imports", {
          headers: { "Idempotency-Key": key },
          body: { upload_id: data.upload_id, kind: data.mapping.kind ?? "orders", mapping: data.mapping },
        }),
      );
      await navigate({ to: "/data/imports/$id", params: { id: made.id } });
    });
  return (
    <>
      <Alert
        type={report.taken > 0 ? "info" : "warning"}
        showIcon
        role="status"
        title={report.taken > 0 ? t.checkDone : t.nothingTaken}
      />
      <ReportView report={report} job={job} />
      <FormProblem problem={problem} />
      <div className="save-bar">
        <span className="meta">{t.equation(count(report.read), count(report.taken), count(report.refused))}</span>
        <Button onClick={back}>{t.back}</Button>
        <Button type="primary" disabled={report.taken === 0} loading={busy} onClick={() => void start()}>
          {t.importRows(count(report.taken))}
        </Button>
      </div>
    </>
  );
}
