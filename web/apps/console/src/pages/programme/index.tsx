import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { App, Button } from "antd";
import type { ReactNode } from "react";
import { api, ok } from "../../../../../shared/api.ts";
import { ago, time } from "../../../../../shared/format.ts";
import { useLanguage, useWords, words } from "../../../../../shared/i18n.ts";
import { May } from "../../session.tsx";
import { Card, Page, Tag } from "../../ui/page.tsx";
import { useProgramme } from "../../ui/programme.ts";
import { Empty, Show } from "../../ui/states.tsx";
import { Promised } from "./promise.tsx";
import {
  changedProgramme,
  compared,
  described,
  draft,
  inForce,
  useLatest,
  useMayRead,
  type Version,
} from "./queries.ts";
import { programmeWords } from "./words.ts";
import "./style.css";

const list = words(
  {
    draftPlanned: (n: number) => `草稿与版本 ${n} 一致，没有其他修改。`,
    draftSame: "草稿与生效版本一致，没有待发布的修改。",
    draftChanged: (n: number) => `草稿有 ${n} 处修改尚未发布`,
    savedAgo: (ago: string) => `保存于 ${ago}`,
    planned: (n: number, time: string) => `版本 ${n} 将于 ${time} 生效`,
    look: "查看",
    publish: "去发布",
    ready: "行业方案",
    simulate: "沙盘推演",
    note: "告知会员",
  },
  {
    draftPlanned: (n: number) => `The draft says what version ${n} says.`,
    draftSame: "The draft says what is in force: nothing waits to be published.",
    draftChanged: (n: number) =>
      n === 1 ? "The draft has 1 change that is not published" : `The draft has ${n} changes that are not published`,
    savedAgo: (ago: string) => `saved ${ago}`,
    planned: (n: number, time: string) => `Version ${n} takes effect on ${time}`,
    look: "Look",
    publish: "Publish",
    ready: "Ready programmes",
    simulate: "Simulate",
    note: "Members are told",
  },
);

/** What members are promised now, what is planned next, and where the draft stands. */
export default function ProgrammePage(): ReactNode {
  const t = useWords(programmeWords);
  const d = useWords(list);
  const lang = useLanguage();
  const navigate = useNavigate();
  const mayRead = useMayRead();
  const now = useQuery({ ...inForce, enabled: mayRead });
  const said = useQuery({ ...described("in_force"), enabled: mayRead });
  const names = useProgramme();
  if (!mayRead) return <NotForYou />;
  const named = said.data?.name[lang];
  return (
    <Page
      title={named ? t.titled(named) : t.title}
      sub={
        now.data ? (
          <>
            <Tag tone="good">
              {t.version(now.data.number)} · {t.in_force}
            </Tag>{" "}
            <span className="meta">{t.since(time(now.data.effective_at ?? ""))}</span>
          </>
        ) : null
      }
      actions={
        <>
          <Button onClick={() => void navigate({ to: "/programme/versions" })}>{t.versions}</Button>
          <May permission="program:write">
            <Button onClick={() => void navigate({ to: "/programme/ready" })}>{d.ready}</Button>
            <Button type="primary" onClick={() => void navigate({ to: "/programme/edit" })}>
              {t.edit}
            </Button>
          </May>
        </>
      }
    >
      <div className="stack">
        <Ahead next={now.data?.next} />
        <Show query={said} rows={12}>
          {(data) => <Promised said={data} points={names.points} growth={names.growth} />}
        </Show>
      </div>
    </Page>
  );
}

/** What lies ahead: the version that is planned, and what the draft would change. */
function Ahead({ next }: { next?: Version }): ReactNode {
  const t = useWords(list);
  const p = useWords(programmeWords);
  const lang = useLanguage();
  const navigate = useNavigate();
  const latest = useLatest();
  const changes = useQuery({ ...compared(latest?.which ?? "in_force", "draft"), enabled: !!latest });
  const kept = useQuery(draft);
  const n = changes.data?.changes.length;
  return (
    <Card>
      <div className="ahead">
        {next ? (
          <div className="row">
            <Tag tone="accent">{p.scheduled}</Tag>
            <Link to="/programme/versions/$number" params={{ number: String(next.number) }}>
              {t.planned(next.number, time(next.effective_at ?? ""))}
            </Link>
            <span className="meta pg-clip">
              {(lang === "zh" ? next.note.zh || next.note.en : next.note.en || next.note.zh) ?? ""}
            </span>
            <May permission="program:publish">
              <WithdrawButton version={next} />
            </May>
          </div>
        ) : null}
        <div className="row">
          <Tag tone={n ? "warn" : undefined}>{p.draft}</Tag>
          <span>
            {n === undefined ? "…" : n === 0 ? (next ? t.draftPlanned(next.number) : t.draftSame) : t.draftChanged(n)}
          </span>
          {n && kept.data?.changed_at ? <span className="meta">{t.savedAgo(ago(kept.data.changed_at))}</span> : null}
          {n ? (
            <May permission="program:write">
              <Button
                size="small"
                onClick={() => void navigate({ to: "/programme/edit", search: { side: "changes" } })}
              >
                {t.look}
              </Button>
              <Button size="small" onClick={() => void navigate({ to: "/simulations" })}>
                {t.simulate}
              </Button>
            </May>
          ) : null}
        </div>
      </div>
    </Card>
  );
}

/** Takes back a version that is not in force yet, once that is confirmed. */
export function WithdrawButton({ version }: { version: Version }): ReactNode {
  const t = useWords(programmeWords);
  const { modal, message } = App.useApp();
  const client = useQueryClient();
  const withdraw = useMutation({
    mutationFn: () => ok(api.DELETE("/v1/program/versions/{number}", { params: { path: { number: version.number } } })),
    onSuccess: async () => {
      message.success(t.withdrawDone(version.number));
      await changedProgramme(client);
    },
    onError: (cause) => void message.error(cause.message),
  });
  const ask = () =>
    modal.confirm({
      title: t.withdrawTitle(version.number),
      content: t.withdrawText(time(version.effective_at ?? "")),
      okText: t.withdraw,
      okButtonProps: { danger: true },
      cancelText: t.cancel,
      onOk: () => withdraw.mutateAsync().catch(() => undefined),
    });
  return (
    <Button size="small" loading={withdraw.isPending} onClick={ask}>
      {t.withdraw}
    </Button>
  );
}

/** Where these pages are not for the reader's role. */
export function NotForYou(): ReactNode {
  const t = useWords(programmeWords);
  return (
    <Page title={t.title}>
      <Empty title={t.forbidden} text={t.forbiddenText} />
    </Page>
  );
}
