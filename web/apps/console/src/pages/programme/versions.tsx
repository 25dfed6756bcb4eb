import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Button } from "antd";
import type { ReactNode } from "react";
import { time } from "../../../../../shared/format.ts";
import { useLanguage, useWords, words } from "../../../../../shared/i18n.ts";
import { May } from "../../session.tsx";
import { Card, Page, Tag } from "../../ui/page.tsx";
import { Show } from "../../ui/states.tsx";
import { Rows } from "../../ui/table.tsx";
import { NotForYou, WithdrawButton } from "./index.tsx";
import { useMayRead, type Version, versions } from "./queries.ts";
import { programmeWords } from "./words.ts";
import "./style.css";

const list = words(
  {
    title: "体系版本",
    version: "版本",
    state: "状态",
    note: "告知会员的内容",
    who: "发布人",
    published: "发布时间",
    effective: "生效时间",
    action: "操作",
    back: "当前体系",
  },
  {
    title: "Versions of the programme",
    version: "Version",
    state: "State",
    note: "What members were told",
    who: "Published by",
    published: "Published",
    effective: "In effect",
    action: "Action",
    back: "Present programme",
  },
);

const tones = { in_force: "good", scheduled: "accent", past: undefined, withdrawn: "warn" } as const;

/** The state of a version as a small coloured word. */
export function StateTag({ state }: { state: string }): ReactNode {
  const t = useWords(programmeWords);
  const known = state as keyof typeof tones;
  return <Tag tone={tones[known]}>{known in tones ? t[known] : state}</Tag>;
}

/** A version's note in the reader's language, or in the other one. */
export function noteOf(version: Version, lang: "zh" | "en"): string {
  const { zh = "", en = "" } = version.note;
  return lang === "zh" ? zh || en : en || zh;
}

/** Every version that was published, newest first. */
export default function VersionsPage(): ReactNode {
  const t = useWords(list);
  const lang = useLanguage();
  const navigate = useNavigate();
  const mayRead = useMayRead();
  const all = useQuery({ ...versions, enabled: mayRead });
  if (!mayRead) return <NotForYou />;
  const columns = [
    {
      title: t.version,
      render: (_: unknown, v: Version) => (
        <Link to="/programme/versions/$number" params={{ number: String(v.number) }}>
          <b>{v.number}</b>
        </Link>
      ),
    },
    { title: t.state, className: "corner", render: (_: unknown, v: Version) => <StateTag state={v.state} /> },
    {
      title: t.note,
      width: 420,
      render: (_: unknown, v: Version) => <span className="note-clip">{noteOf(v, lang)}</span>,
    },
    { title: t.who, render: (_: unknown, v: Version) => v.by_name || v.by_kind },
    {
      title: t.published,
      className: "num",
      render: (_: unknown, v: Version) => (v.published_at ? time(v.published_at) : "—"),
    },
    {
      title: t.effective,
      className: "num",
      render: (_: unknown, v: Version) => (v.effective_at ? time(v.effective_at) : "—"),
    },
    {
      title: <span className="visually-hidden">{t.action}</span>,
      className: "acts",
      render: (_: unknown, v: Version) =>
        v.state === "scheduled" ? (
          <May permission="program:publish">
            <WithdrawButton version={v} />
          </May>
        ) : null,
    },
  ];
  return (
    <Page title={t.title} actions={<Button onClick={() => void navigate({ to: "/programme" })}>{t.back}</Button>}>
      <Card flush>
        <Show query={all}>{(data) => <Rows<Version> rowKey="number" dataSource={data.data} columns={columns} />}</Show>
      </Card>
    </Page>
  );
}
