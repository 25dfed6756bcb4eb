import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { App, Button, Progress, Select } from "antd";
import type { ReactNode } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { ago, count, time } from "../../../../../shared/format.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { resultOf } from "../../frame/notifications.tsx";
import { useAddress } from "../../ui/address.ts";
import { Card, Tag } from "../../ui/page.tsx";
import { Empty, NoHits } from "../../ui/states.tsx";
import { DataTable, useList } from "../../ui/table.tsx";
import { dataWords } from "./datawords.ts";
import { open } from "./jobs.ts";
import { importWords } from "./words.ts";

type Job = Schema<"JobOut">;
type State = "waiting" | "running" | "done" | "failed" | "cancelled";
const kinds = ["import", "export", "reward", "simulate", "check", "day.post", "day.turn"] as const;
const tones = { waiting: undefined, running: "accent", done: "good", failed: "bad", cancelled: undefined } as const;

/** Work behind the door, newest first. */
export function Jobs(): ReactNode {
  const t = useWords(dataWords);
  const w = useWords(importWords);
  const [search, change] = useAddress();
  const client = useQueryClient();
  const { message } = App.useApp();
  const state = Object.keys(tones).includes(search.state ?? "") ? (search.state as State) : undefined;
  const data = useList<Job>(["jobs", state, search.kind], (after) =>
    ok(api.GET("/v1/jobs", { params: { query: { after, limit: 50, state, kind: search.kind } } })),
  );
  const cancel = async (job: Job) => {
    try {
      await ok(api.POST("/v1/jobs/{id}/cancel", { params: { path: { id: job.id } } }));
      void message.info(w.cancelSaid);
      await client.invalidateQueries({ queryKey: ["jobs"] });
    } catch (cause) {
      void message.error(cause instanceof Error ? cause.message : String(cause));
    }
  };
  return (
    <Card flush>
      <search className="filters">
        <Select
          aria-label={t.state}
          placeholder={t.anyState}
          allowClear
          value={state}
          onChange={(next?: State) => change({ state: next })}
          options={(Object.keys(tones) as State[]).map((value) => ({ value, label: w[value] }))}
        />
        <Select
          aria-label={t.kind}
          placeholder={t.anyKind}
          allowClear
          value={search.kind}
          onChange={(kind?: string) => change({ kind })}
          options={kinds.map((value) => ({ value, label: t[`job_${value.replace(".", "_")}` as "job_import"] }))}
        />
        <Button onClick={() => void data.refetch()} loading={data.isFetching && !data.isPending}>
          {t.refresh}
        </Button>
      </search>
      <DataTable<Job>
        label={t.jobs}
        list={data}
        rowKey="id"
        empty={
          state || search.kind ? (
            <NoHits clear={() => change({ state: undefined, kind: undefined })} />
          ) : (
            <Empty title={t.noJobs} text={t.noJobsText} />
          )
        }
        columns={[
          {
            title: t.kind,
            render: (_, j) => {
              const to = resultOf(j);
              return to ? <Link {...to}>{j.kind_text}</Link> : j.kind_text;
            },
          },
          {
            title: t.state,
            className: "corner",
            render: (_, j) => <Tag tone={tones[j.state as State]}>{w[j.state as State] ?? j.state}</Tag>,
          },
          {
            title: t.progress,
            render: (_, j) =>
              open(j.state) && j.total > 0 ? (
                <Progress
                  percent={Math.round((j.done / j.total) * 100)}
                  size="small"
                  style={{ width: 140 }}
                  aria-label={t.progress}
                />
              ) : j.error ? (
                <span className="wrap bad">{j.error}</span>
              ) : (
                "—"
              ),
          },
          { title: t.tries, className: "num", render: (_, j) => count(j.tries) },
          {
            title: t.made,
            render: (_, j) => (j.created_at ? <span title={time(j.created_at)}>{ago(j.created_at)}</span> : "—"),
          },
          { title: t.ended, render: (_, j) => (j.finished_at ? time(j.finished_at) : "—") },
          {
            title: t.work,
            render: (_, j) =>
              open(j.state) ? (
                <Button size="small" onClick={() => void cancel(j)}>
                  {t.cancel}
                </Button>
              ) : null,
          },
        ]}
      />
    </Card>
  );
}
