import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Drawer, Progress } from "antd";
import { type ReactNode, useEffect, useState } from "react";
import { api, ok } from "../../../../../shared/api.ts";
import { ago, count, money, percent, time } from "../../../../../shared/format.ts";
import { useWords, words } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { RewardsText } from "../../ui/gives.tsx";
import { Card, Tag } from "../../ui/page.tsx";
import { useProgramme } from "../../ui/programme.ts";
import { Empty, Show } from "../../ui/states.tsx";
import { DataTable, useList } from "../../ui/table.tsx";
import { MemberLink } from "../../ui/who.tsx";
import { type Batch, rewardWords } from "./words.ts";

const list = words(
  {
    none: "还没有批量发放",
    noneText: "一次给多名会员发放同样的奖励，会成为一笔批量发放，可整体收回。",
    people: "人数",
    of: (given: string, asked: string) => `${given} / ${asked}`,
    refused: (n: string) => `${n} 人未发放`,
    first: (n: string, all: string) => `以上是 ${all} 人中的前 ${n} 人。`,
    whoNot: "未发放的会员",
    why: "原因",
    sure: (n: string) => `向 ${n} 名会员收回？`,
    sureText: "未使用的会收回；已花掉的记为欠账，已用掉的留下并计入损失。",
    done: (n: string, points: string) => `已收回 ${n} 笔，${points}`,
    taking: "收回中",
    everybody: "全部会员",
    crowd: "一群会员",
    stop: "停止",
    stopSure: "停止发放？",
    stopText: "已发放的保留；之后可以继续，也可以整体收回。",
    resume: "继续",
    began: "正在收回，进度见本列表",
  },
  {
    none: "No mass issues yet",
    noneText: "Giving the same to several members at once makes one issue, which can be taken back as a whole.",
    people: "Members",
    of: (given: string, asked: string) => `${given} of ${asked}`,
    refused: (n: string) => `${n} got nothing`,
    first: (n: string, all: string) => `These are the first ${n} of ${all}.`,
    whoNot: "Who got nothing",
    why: "Why",
    sure: (n: string) => `Take it back from ${n} members?`,
    sureText: "What is not used is taken back; what is spent becomes debt, what is gone stays and is told as lost.",
    done: (n: string, points: string) => `${n} taken back, ${points}`,
    taking: "Being taken back",
    everybody: "All members",
    crowd: "Members for whom a condition holds",
    stop: "Stop",
    stopSure: "Stop giving?",
    stopText: "What was given stays; you can go on later, or take all of it back.",
    resume: "Go on",
    began: "It is being taken back; this list says how far it is",
  },
);

const tones = { running: "warn", stopped: "bad", done: "good", revoked: undefined } as const;

/** How far a job has come. */
function Bar({ batch: b }: { batch: Batch }): ReactNode {
  const share = b.seen / Math.max(b.takes_back ? b.given : b.asked, 1);
  return <Progress percent={100 * share} showInfo={false} size="small" aria-label={percent(share)} />;
}

/** Calls that gave the same to many members. */
export function Batches(): ReactNode {
  const t = useWords(list);
  const w = useWords(rewardWords);
  const client = useQueryClient();
  const { modal, message } = App.useApp();
  const programme = useProgramme();
  const may = useMay("rewards:write");
  const [open, setOpen] = useState<Batch>();
  const rows = useList<Batch>(["rewards", "batches"], (after) =>
    ok(api.GET("/v1/reward-batches", { params: { query: { after, limit: 50 } } })),
  );
  const again = () => client.invalidateQueries({ queryKey: ["rewards", "batches"] });
  const revoke = async (b: Batch) => {
    const out = await ok(api.POST("/v1/reward-batches/{id}/revoke", { params: { path: { id: b.id } } }));
    await client.invalidateQueries();
    if ("state" in out && out.state === "running") void message.success(t.began);
    else if ("grants" in out) {
      if (out.unrecovered_minor > 0) void message.warning(w.unrecovered(money(out.unrecovered_minor)));
      void message.success(t.done(count(out.grants), `${count(out.points)} ${programme.points}`));
    }
  };
  const work = async (b: Batch, verb: "cancel" | "resume") => {
    await ok(api.POST(`/v1/reward-batches/{id}/${verb}`, { params: { path: { id: b.id } } }));
    await again();
  };
  const busy = rows.rows.some((b) => b.state === "running");
  useEffect(() => {
    if (!busy) return undefined;
    const timer = setInterval(() => void again(), 1500);
    return () => clearInterval(timer);
  });
  return (
    <Card flush>
      <DataTable<Batch>
        list={rows}
        rowKey="id"
        label={w.batches}
        empty={<Empty title={t.none} text={t.noneText} />}
        columns={[
          {
            title: w.what,
            render: (_, b) => (
              <span className="wrap reward-what">
                <RewardsText rewards={b.rewards} />
              </span>
            ),
          },
          {
            title: w.reason,
            render: (_, b) => (
              <span className="wrap reward-reason">
                {b.reason}
                {b.audience ? (
                  <span className="meta block">
                    {b.audience.condition || b.audience.segment_id ? t.crowd : t.everybody}
                  </span>
                ) : null}
              </span>
            ),
          },
          {
            title: t.people,
            className: "num",
            render: (_, b) => (
              <>
                {t.of(count(b.given), count(b.asked))}
                {b.state === "running" ? <Bar batch={b} /> : null}
                {b.refused_count > 0 ? (
                  <Button type="link" size="small" className="block" onClick={() => setOpen(b)}>
                    {t.refused(count(b.refused_count))}
                  </Button>
                ) : null}
              </>
            ),
          },
          { title: w.cost, className: "num", render: (_, b) => money(b.cost_minor) },
          {
            title: w.state,
            render: (_, b) => (
              <>
                <Tag tone={tones[b.state]}>
                  {b.state === "running" && b.takes_back ? t.taking : w[`state_${b.state}`]}
                </Tag>
                {b.why ? <span className="meta wrap reward-reason">{b.why}</span> : null}
              </>
            ),
          },
          { title: w.at, render: (_, b) => <span title={time(b.at ?? "")}>{ago(b.at ?? "")}</span> },
          {
            title: w.acts,
            className: "acts",
            key: "act",
            hidden: !may,
            render: (_, b) => (
              <span className="row nowrap">
                {b.state === "running" ? (
                  <Button
                    size="small"
                    onClick={() =>
                      modal.confirm({
                        title: t.stopSure,
                        content: t.stopText,
                        okText: t.stop,
                        onOk: () => work(b, "cancel"),
                      })
                    }
                  >
                    {t.stop}
                  </Button>
                ) : null}
                {b.state === "stopped" ? (
                  <Button
                    size="small"
                    onClick={() =>
                      void work(b, "resume").catch(
                        (e: unknown) => void message.error(e instanceof Error ? e.message : String(e)),
                      )
                    }
                  >
                    {t.resume}
                  </Button>
                ) : null}
                {(b.state === "done" || (b.state === "stopped" && !b.takes_back)) && b.given > 0 ? (
                  <Button
                    size="small"
                    danger
                    type="text"
                    onClick={() =>
                      modal.confirm({
                        title: t.sure(count(b.given)),
                        content: t.sureText,
                        okText: w.revoke,
                        okButtonProps: { danger: true },
                        onOk: () => revoke(b),
                      })
                    }
                  >
                    {w.revoke}
                  </Button>
                ) : null}
              </span>
            ),
          },
        ]}
      />
      {open ? <Refused batch={open} close={() => setOpen(undefined)} /> : null}
    </Card>
  );
}

/** Who was given nothing, and why: the first of them. */
function Refused({ batch, close }: { batch: Batch; close: () => void }): ReactNode {
  const t = useWords(list);
  const whole = useQuery({
    queryKey: ["rewards", "batches", batch.id],
    queryFn: () => ok(api.GET("/v1/reward-batches/{id}", { params: { path: { id: batch.id } } })),
  });
  return (
    <Drawer open size={480} title={t.whoNot} onClose={close}>
      <Show query={whole}>
        {({ refused, refused_count }) => (
          <>
            <dl className="facts">
              {(refused ?? []).map((r) => (
                <div key={r.member_id} className="reward-refused">
                  <dt>
                    <MemberLink id={r.member_id} />
                  </dt>
                  <dd>{r.message}</dd>
                </div>
              ))}
            </dl>
            {refused_count > (refused ?? []).length ? (
              <p className="meta">{t.first(count((refused ?? []).length), count(refused_count))}</p>
            ) : null}
          </>
        )}
      </Show>
    </Drawer>
  );
}
