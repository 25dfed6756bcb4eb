import { DownloadOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import type { ReactNode } from "react";
import { api, ok, Problem, type Schema } from "../../../../../shared/api.ts";
import { count, money } from "../../../../../shared/format.ts";
import { useLanguage, useWords } from "../../../../../shared/i18n.ts";
import { Card, Hint } from "../../ui/page.tsx";
import { Empty, Show } from "../../ui/states.tsx";
import { Rows } from "../../ui/table.tsx";
import { countKeys, type Report } from "./report.ts";
import { importWords } from "./words.ts";

/** What an import did or would do: rows, what they became, and the refused ones in the file's own words. */
export function ReportView({ report, job }: { report: Report; job?: string }): ReactNode {
  const t = useWords(importWords);
  const lang = useLanguage();
  const counted = countKeys.filter(([, key]) => report.counts[key] > 0);
  return (
    <>
      <Card>
        <div className="report-figures">
          <Figure name={t.read} value={report.read} />
          <Figure name={report.dryRun ? t.takenRows : t.takenDone} value={report.taken} tone="good" />
          <Figure name={t.refusedRows} value={report.refused} tone={report.refused > 0 ? "bad" : undefined} />
        </div>
        <p className="meta">{t.equation(count(report.read), count(report.taken), count(report.refused))}</p>
        {counted.length > 0 || report.roundingMinor !== 0 ? (
          <dl className="facts report-facts">
            {counted.map(([, key]) => (
              <div key={key}>
                <dt>{t[key]}</dt>
                <dd className="num">{count(report.counts[key])}</dd>
              </div>
            ))}
            {report.kind === "orders" ? (
              <div>
                <dt>
                  {t.rounding} <Hint text={t.roundingHelp} />
                </dt>
                <dd className="num">{money(report.roundingMinor)}</dd>
              </div>
            ) : null}
          </dl>
        ) : null}
        {report.resumed ? <Alert type="info" showIcon title={t.resumed} style={{ marginTop: 12 }} /> : null}
        {report.notes.map((note) => (
          <p key={note.en} className="meta" style={{ marginTop: 8 }}>
            {note[lang]}
          </p>
        ))}
      </Card>
      {report.refused === 0 ? (
        <Card>
          <span className="good">{t.noProblems}</span>
        </Card>
      ) : (
        <Refused report={report} job={job} />
      )}
    </>
  );
}

function Figure({ name, value, tone }: { name: string; value: number; tone?: "good" | "bad" }): ReactNode {
  return (
    <div className="figure">
      <div className="name">{name}</div>
      <div className={`value ${value > 0 ? (tone ?? "") : ""}`}>{count(value)}</div>
    </div>
  );
}

/** Refused rows: how many for which reason, then each with its column, what stands there and why. */
function Refused({ report, job }: { report: Report; job?: string }): ReactNode {
  const t = useWords(importWords);
  const rows = useQuery({
    queryKey: ["refused-rows", job],
    queryFn: () =>
      ok(api.GET("/v1/jobs/{id}/refused-rows", { params: { path: { id: job ?? "" }, query: { limit: 100 } } })),
    enabled: !!job,
    staleTime: 300_000,
    retry: false,
  });
  const gone = !job || (rows.error instanceof Problem && rows.error.status === 404);
  return (
    <>
      {report.reasons.length > 1 && report.refused > 10 ? (
        <Card title={t.reasons} aside={report.refused > 1000 ? t.reasonSample : undefined} flush>
          <Rows
            size="small"
            rowKey="code"
            dataSource={report.reasons}
            columns={[
              { title: t.reason, render: (_, r) => <span className="wrap wide">{general(r.message)}</span> },
              { title: t.reasonCount, className: "num", render: (_, r) => count(r.count) },
            ]}
          />
        </Card>
      ) : null}
      <Card
        title={t.problems}
        flush
        aside={
          job && !gone ? (
            <Button
              size="small"
              icon={<DownloadOutlined />}
              href={`/v1/jobs/${job}/refused.csv`}
              download
              title={t.downloadHelp}
            >
              {t.download}
            </Button>
          ) : undefined
        }
      >
        {gone ? (
          <>
            <p className="meta" style={{ padding: "8px 20px" }}>
              {t.fileGone}
            </p>
            <Plain rows={report.rows} />
          </>
        ) : (
          <Show query={rows}>{(data) => <InWords data={data} total={report.refused} />}</Show>
        )}
      </Card>
    </>
  );
}

/** A reason without the row that it names, where it stands for many. */
function general(message: string): string {
  return message.replace(/\d+/, "…");
}

function InWords({ data, total }: { data: Schema<"RefusedRowsOut">; total: number }): ReactNode {
  const t = useWords(importWords);
  const header = data.header ?? [];
  const rows = data.rows ?? [];
  return (
    <>
      <Rows
        size="small"
        pagination={rows.length > 20 ? { pageSize: 20, showSizeChanger: false } : false}
        rowKey={(r) => `${r.row} ${r.field ?? ""}`}
        dataSource={rows}
        expandable={{
          expandedRowRender: (r) => (
            <dl className="facts" aria-label={t.wholeRow}>
              {(r.cells ?? []).map((cell, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: cells never move
                <div key={i} style={{ display: "contents" }}>
                  <dt>{header[i] ?? `#${i + 1}`}</dt>
                  <dd>{cell || "—"}</dd>
                </div>
              ))}
            </dl>
          ),
        }}
        columns={[
          { title: t.row, className: "num", render: (_, r) => count(r.row) },
          { title: t.column, render: (_, r) => r.column || r.field || "—" },
          { title: t.value, render: (_, r) => <code className="clip">{r.value || "—"}</code> },
          { title: t.reason, render: (_, r) => <span className="wrap wide">{r.message}</span> },
        ]}
      />
      {total > rows.length ? (
        <p className="meta" style={{ padding: "12px 20px" }}>
          {t.problemsSome(count(rows.length))}
        </p>
      ) : null}
    </>
  );
}

function Plain({ rows }: { rows: Report["rows"] }): ReactNode {
  const t = useWords(importWords);
  if (rows.length === 0) return <Empty title={t.noProblems} />;
  return (
    <Rows
      size="small"
      rowKey={(r) => `${r.row} ${r.field}`}
      dataSource={rows}
      pagination={rows.length > 20 ? { pageSize: 20, showSizeChanger: false } : false}
      columns={[
        { title: t.row, className: "num", render: (_, r) => count(r.row) },
        { title: t.field, render: (_, r) => r.field || "—" },
        { title: t.reason, render: (_, r) => <span className="wrap wide">{r.message}</span> },
      ]}
    />
  );
}
