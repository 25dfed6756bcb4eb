import { DownloadOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { App, Button, Select, Tabs } from "antd";
import type { ReactNode } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { time } from "../../../../../shared/format.ts";
import { useLanguage, useWords, words } from "../../../../../shared/i18n.ts";
import { May, useMay } from "../../session.tsx";
import { useAddress } from "../../ui/address.ts";
import { Card, Page } from "../../ui/page.tsx";
import { namesOf } from "../../ui/programme.ts";
import { Empty, Show } from "../../ui/states.tsx";
import { NotForYou, WithdrawButton } from "./index.tsx";
import { Changes, Promised } from "./promise.tsx";
import { changedProgramme, compared, described, draft, useMayRead, version, versions, type Which } from "./queries.ts";
import { StateTag } from "./versions.tsx";
import { programmeWords } from "./words.ts";
import "./style.css";

const list = words(
  {
    promise: "会员承诺",
    changes: "与其他版本比较",
    note: "告知会员的内容",
    from: "比较对象",
    forward: (a: string, b: string) => `${a} → ${b} 的变化`,
    told: "会员收到的说明",
    revert: "用作草稿",
    revertTitle: (n: number) => `让草稿变成版本 ${n} 的内容？`,
    revertText: (n: number) =>
      n === 0 ? "草稿目前没有未发布的修改。" : `草稿中 ${n} 处未发布的修改会被替换。生效中的体系不受影响。`,
    revertDone: "草稿已更新",
    download: "下载 JSON",
    none: "没有这个版本",
    noneText: "它可能从未发布过。",
    all: "全部版本",
    zh: "中文",
    en: "英文",
  },
  {
    promise: "What it promises",
    changes: "Compare",
    note: "What members were told",
    from: "Compare with",
    forward: (a: string, b: string) => `What changes from ${a} to ${b}`,
    told: "In words for members",
    revert: "Make it the draft",
    revertTitle: (n: number) => `Make the draft say what version ${n} says?`,
    revertText: (n: number) =>
      n === 0
        ? "The draft has no changes that are not published."
        : n === 1
          ? "1 change of the draft that is not published is replaced. What is in force stays."
          : `${n} changes of the draft that are not published are replaced. What is in force stays.`,
    revertDone: "The draft is changed",
    download: "Download JSON",
    none: "There is no such version",
    noneText: "Perhaps it was never published.",
    all: "All versions",
    zh: "Chinese",
    en: "English",
  },
);

type Published = Schema<"ProgramOut">;

/** One version: what it promises, how it differs from others, and the way back to it. */
export default function VersionPage(): ReactNode {
  const t = useWords(list);
  const navigate = useNavigate();
  const { number: text } = useParams({ strict: false });
  const number = Number(text);
  const known = Number.isSafeInteger(number) && number > 0;
  const mayRead = useMayRead();
  const query = useQuery({ ...version(number), enabled: mayRead && known });
  if (!mayRead) return <NotForYou />;
  const all = <Button onClick={() => void navigate({ to: "/programme/versions" })}>{t.all}</Button>;
  if (!known) {
    return (
      <Page title={t.none}>
        <Empty title={t.none} text={t.noneText} action={all} />
      </Page>
    );
  }
  return <Show query={query}>{(data) => <One published={data} all={all} />}</Show>;
}

function One({ published: v, all }: { published: Published; all: ReactNode }): ReactNode {
  const t = useWords(list);
  const p = useWords(programmeWords);
  const lang = useLanguage();
  const [address, change] = useAddress();
  const said = useQuery(described(v.number));
  const names = namesOf(v.document, lang);
  const lasting = { scheduled: p.from, in_force: p.since, past: p.was, withdrawn: p.never };
  return (
    <Page
      title={p.version(v.number)}
      sub={
        <>
          <StateTag state={v.state} />{" "}
          <span className="meta">
            {lasting[v.state as keyof typeof lasting]?.(time(v.effective_at ?? ""))} · {p.by(v.by_name || v.by_kind)}
          </span>
        </>
      }
      actions={
        <>
          {all}
          <Button icon={<DownloadOutlined />} onClick={() => download(v)}>
            {t.download}
          </Button>
          {v.state === "scheduled" ? (
            <May permission="program:publish">
              <WithdrawButton version={v} />
            </May>
          ) : null}
          <Revert number={v.number} />
        </>
      }
    >
      <div className="stack">
        <Card title={t.note}>
          <dl className="facts">
            {(["zh", "en"] as const)
              .filter((l) => v.note[l])
              .map((l) => (
                <div key={l} style={{ display: "contents" }}>
                  <dt>{t[l]}</dt>
                  <dd className="told-text">{v.note[l]}</dd>
                </div>
              ))}
          </dl>
        </Card>
        <Tabs
          activeKey={address.tab === "changes" ? "changes" : "promise"}
          onChange={(tab) => change({ tab: tab === "promise" ? undefined : tab })}
          items={[
            {
              key: "promise",
              label: t.promise,
              children: (
                <Show query={said} rows={12}>
                  {(data) => <Promised said={data} points={names.points} growth={names.growth} />}
                </Show>
              ),
            },
            { key: "changes", label: t.changes, children: <Compare number={v.number} /> },
          ]}
        />
      </div>
    </Page>
  );
}

/** The version beside another one: the one before where nothing else is chosen. */
function Compare({ number }: { number: number }): ReactNode {
  const t = useWords(list);
  const p = useWords(programmeWords);
  const lang = useLanguage();
  const [address, change] = useAddress();
  const listed = useQuery(versions);
  const before = (listed.data?.data ?? []).find((v) => v.number < number && v.state !== "withdrawn")?.number;
  const chosen: Which = address.with === "draft" ? "draft" : Number(address.with) || (before ?? "draft");
  const backwards = chosen === "draft" || (typeof chosen === "number" && chosen > number);
  const [from, to]: [Which, Which] = backwards ? [number, chosen] : [chosen, number];
  const query = useQuery({ ...compared(from, to), enabled: !!listed.data });
  const name = (w: Which) => (typeof w === "number" ? p.version(w) : p.draft);
  return (
    <Card
      title={t.forward(name(from), name(to))}
      aside={
        <Select
          aria-label={t.from}
          value={String(chosen)}
          onChange={(next: string) => change({ with: next })}
          popupMatchSelectWidth={false}
          options={[
            ...(listed.data?.data ?? [])
              .filter((v) => v.number !== number)
              .map((v) => ({
                value: String(v.number),
                label: `${p.version(v.number)} · ${time(v.effective_at ?? "")}`,
              })),
            { value: "draft", label: p.draft },
          ]}
        />
      }
    >
      <Show query={query}>
        {(data) => (
          <div className="stack">
            <Changes changes={data.changes} />
            {data.told.length > 0 ? (
              <div>
                <h3 className="small-head">{t.told}</h3>
                <ul className="told-list">
                  {data.told.map((one) => (
                    <li key={one.en}>{one[lang]}</li>
                  ))}
                </ul>
              </div>
            ) : null}
          </div>
        )}
      </Show>
    </Card>
  );
}

/** Makes the draft say what this version says, once that is confirmed. */
function Revert({ number }: { number: number }): ReactNode {
  const t = useWords(list);
  const p = useWords(programmeWords);
  const may = useMay("program:write");
  const { modal, message } = App.useApp();
  const client = useQueryClient();
  const navigate = useNavigate();
  if (!may) return null;
  const ask = async () => {
    const [kept, lost] = await Promise.all([
      client.fetchQuery({ ...draft, staleTime: 0 }),
      client.fetchQuery({ ...compared("in_force", "draft"), staleTime: 0 }),
    ]);
    modal.confirm({
      title: t.revertTitle(number),
      content: t.revertText(lost.changes.length),
      okText: t.revert,
      cancelText: p.cancel,
      onOk: async () => {
        try {
          await ok(
            api.POST("/v1/program/draft/revert", {
              params: { header: { "If-Match": kept.tag } },
              body: { number },
            }),
          );
          message.success(t.revertDone);
          await changedProgramme(client);
          await navigate({ to: "/programme/edit" });
        } catch (cause) {
          message.error(cause instanceof Error ? cause.message : String(cause));
        }
      },
    });
  };
  return <Button onClick={() => void ask().catch((cause: Error) => message.error(cause.message))}>{t.revert}</Button>;
}

function download(v: Published): void {
  const text = JSON.stringify(v.document, null, 2);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  link.download = `programme-${v.number}.json`;
  link.click();
  URL.revokeObjectURL(link.href);
}
