import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Alert, Button, Input, Select } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { count, time } from "../../../../../shared/format.ts";
import { useLanguage, useWords } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { useAddress } from "../../ui/address.ts";
import { Days } from "../../ui/days.tsx";
import { Card, Tag } from "../../ui/page.tsx";
import { useStaff } from "../../ui/pick.tsx";
import { FormProblem, useSend } from "../../ui/send.tsx";
import { Empty, NoHits } from "../../ui/states.tsx";
import { DataTable, useList } from "../../ui/table.tsx";
import { stretch } from "../../ui/zone.ts";
import { auditWords } from "./auditwords.ts";
import { Diff } from "./diff.tsx";

type Line = Schema<"AuditLine">;

/** The audit trail: who did what to what, when; what was before and after; and the proof that it is whole. */
export default function Audit(): ReactNode {
  const t = useWords(auditWords);
  const lang = useLanguage();
  const [search, change] = useAddress();
  const { from, until, verb, who, subject } = search;
  const span = stretch(from, until);
  const data = useList<Line>(["audit", lang, from, until, verb, who, subject], (after) =>
    ok(
      api.GET("/v1/audit", {
        params: {
          query: {
            after,
            limit: 50,
            from: span.from,
            to: span.until,
            verb,
            actor_id: who,
            ...(subject?.startsWith("mem_") ? { member_id: subject } : { subject }),
          },
        },
      }),
    ),
  );
  const filtered = !!(from || until || verb || who || subject);
  const clear = () =>
    change({ from: undefined, until: undefined, verb: undefined, who: undefined, subject: undefined });
  return (
    <Card title={t.audit} flush aside={<span className="only-wide">{t.sub}</span>}>
      <Proof />
      <search className="filters">
        <VerbPick value={verb} onChange={(next) => change({ verb: next })} />
        <ActorPick value={who} onChange={(next) => change({ who: next })} />
        <Input.Search
          key={subject}
          aria-label={t.subject}
          placeholder={t.subjectHelp}
          defaultValue={subject}
          allowClear
          onSearch={(text) => change({ subject: text.trim() || undefined })}
        />
        <Days label={t.when} from={from} until={until} onChange={(a, b) => change({ from: a, until: b })} />
      </search>
      <DataTable<Line>
        label={t.audit}
        list={data}
        rowKey={(line) => String(line.number)}
        empty={filtered ? <NoHits clear={clear} /> : <Empty title={t.none} text={t.noneText} />}
        expandable={{
          expandedRowRender: (line) => <Detail line={line} />,
          rowExpandable: (line) => !!line.erased || line.before !== undefined || line.after !== undefined,
          expandRowByClick: true,
        }}
        columns={[
          { title: t.when, render: (_, l) => <span className="num">{l.at ? time(l.at) : "—"}</span> },
          { title: t.who, render: (_, l) => actorName(l, t) },
          { title: t.verb, render: (_, l) => <span className="wrap audit-verb">{l.verb_text || l.verb}</span> },
          { title: t.subject, render: (_, l) => <Subject line={l} /> },
          { title: t.number, className: "num", render: (_, l) => count(l.number) },
        ]}
      />
    </Card>
  );
}

type Words = typeof auditWords.zh;

function actorName(line: Line, t: Words): ReactNode {
  const kind = line.actor_kind as "staff";
  const name = line.actor_name || (line.actor_kind === "system" ? t.actor_system : line.actor_id || "—");
  return (
    <span className="row">
      {name}
      {line.actor_kind === "staff" ? null : <Tag>{t[`actor_${kind}`] ?? line.actor_kind}</Tag>}
    </span>
  );
}

/** What was changed; a member leads to its page. */
function Subject({ line }: { line: Line }): ReactNode {
  const t = useWords(auditWords);
  const mayMembers = useMay("members:read");
  const [noun = "", id = ""] = line.subject.split(":");
  const name = t[`noun_${noun}` as "noun_member"] ?? noun;
  const member = line.member_id || (noun === "member" ? id : "");
  if (member && mayMembers)
    return (
      <Link to="/members/$id" params={{ id: member }} onClick={(event) => event.stopPropagation()}>
        {name} <code>{member}</code>
      </Link>
    );
  return (
    <span>
      {name} {id ? <code>{id}</code> : null}
    </span>
  );
}

function Detail({ line }: { line: Line }): ReactNode {
  const t = useWords(auditWords);
  if (line.erased) return <p className="meta">{t.erased}</p>;
  return <Diff before={line.before} after={line.after} />;
}

function VerbPick({ value, onChange }: { value?: string; onChange: (next?: string) => void }): ReactNode {
  const t = useWords(auditWords);
  const lang = useLanguage();
  const verbs = useQuery({
    queryKey: ["audit", "verbs", lang],
    queryFn: () => ok(api.GET("/v1/audit/verbs")),
    staleTime: 300_000,
  });
  return (
    <Select
      aria-label={t.verb}
      placeholder={t.anyVerb}
      allowClear
      showSearch={{ optionFilterProp: "label" }}
      value={value}
      onChange={(next?: string) => onChange(next)}
      popupMatchSelectWidth={false}
      options={(verbs.data?.data ?? []).map((v) => ({ value: v.verb, label: v.text }))}
    />
  );
}

function ActorPick({ value, onChange }: { value?: string; onChange: (next?: string) => void }): ReactNode {
  const t = useWords(auditWords);
  const staff = useStaff();
  return (
    <Select
      aria-label={t.who}
      placeholder={t.anybody}
      allowClear
      showSearch={{ optionFilterProp: "label" }}
      value={value}
      onChange={(next?: string) => onChange(next)}
      popupMatchSelectWidth={false}
      options={[
        { value: "key", label: t.actor_key },
        { value: "system", label: t.actor_system },
        ...staff.map((s) => ({ value: s.id, label: s.name })),
      ]}
    />
  );
}

/** Walks the chain now and says whether every line is as it was written. */
function Proof(): ReactNode {
  const t = useWords(auditWords);
  const [proof, setProof] = useState<Schema<"ProofOut">>();
  const { busy, problem, send } = useSend(undefined);
  return (
    <div className="proof">
      <FormProblem problem={problem} />
      {proof ? (
        <Alert
          showIcon
          role="status"
          type={proof.whole ? "success" : "error"}
          title={proof.whole ? t.whole(count(proof.lines)) : t.broken(count(proof.broken ?? 0))}
          description={
            proof.whole
              ? proof.checked_at
                ? t.checkedAt(time(proof.checked_at))
                : undefined
              : `${proof.finding ?? ""} ${t.brokenText}`
          }
        />
      ) : null}
      <div className="row">
        <Button loading={busy} onClick={() => void send(async () => setProof(await ok(api.POST("/v1/audit/verify"))))}>
          {t.prove}
        </Button>
        <span className="meta">{t.proveText}</span>
      </div>
    </div>
  );
}
