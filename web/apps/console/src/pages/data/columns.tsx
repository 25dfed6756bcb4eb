import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Input, InputNumber, Select } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, onceKey, Problem, type Schema } from "../../../../../shared/api.ts";
import { useLanguage, useWords } from "../../../../../shared/i18n.ts";
import { Card, Tag } from "../../ui/page.tsx";
import { FormProblem, useSend } from "../../ui/send.tsx";
import { ErrorState, Loading } from "../../ui/states.tsx";
import { MoreOptions } from "./options.tsx";
import { type Kind, type Mapping, missingOf, targetsOf, withTargets } from "./report.ts";
import { importWords } from "./words.ts";

type Inspection = Schema<"InspectOut">;

interface StepProps {
  kinds: Schema<"KindsOut">;
  kind: Kind;
  preset: string | undefined;
  upload: string;
  name: string;
  other: () => void;
  back: () => void;
  done: (job: string) => void;
}

/** What was chosen for a file is kept while the window is open: going back and reloading lose nothing. */
function keptMapping(id: string): Mapping | undefined {
  try {
    const text = sessionStorage.getItem(`regulars.import.${id}`);
    return text ? (JSON.parse(text) as Mapping) : undefined;
  } catch {
    return undefined;
  }
}

function keepMapping(id: string, mapping: Mapping): void {
  try {
    sessionStorage.setItem(`regulars.import.${id}`, JSON.stringify(mapping));
  } catch {
    // Then it lasts as long as the page.
  }
}

/** Step 3: how the file is read, and which column is which field. */
export function ColumnsStep(props: StepProps): ReactNode {
  const t = useWords(importWords);
  const id = `${props.upload}.${props.kind}.${props.preset ?? ""}`;
  const [asked, setAsked] = useState<Mapping | undefined>(() => keptMapping(id));
  const seen = useQuery({
    queryKey: ["inspect", id, asked],
    queryFn: () =>
      ok(
        api.POST("/v1/uploads/{id}/inspect", {
          params: { path: { id: props.upload } },
          body: { kind: props.kind, preset: asked ? undefined : props.preset, mapping: asked },
        }),
      ),
    placeholderData: (old) => old,
    staleTime: 300_000,
  });
  if (seen.isError && !seen.data) {
    const gone = seen.error instanceof Problem && seen.error.status === 404;
    return (
      <Card title={t.stepColumns}>
        <ErrorState error={seen.error} retry={gone ? undefined : () => void seen.refetch()} />
        <div className="row" style={{ justifyContent: "center" }}>
          {asked && !gone ? <Button onClick={() => setAsked(undefined)}>{t.presetNone}</Button> : null}
          <Button onClick={props.other}>{t.other}</Button>
        </div>
      </Card>
    );
  }
  if (!seen.data) return <Loading rows={10} />;
  const reading = `${seen.data.encoding} ${seen.data.delimiter ?? ""} ${seen.data.sheet ?? ""} ${seen.data.mapping.header_row ?? 1}`;
  return (
    <Columns
      key={reading}
      {...props}
      seen={seen.data}
      busy={seen.isFetching}
      keep={(mapping) => keepMapping(id, mapping)}
      read={(mapping) => setAsked({ ...mapping, fields: {}, attributes: {} })}
    />
  );
}

interface ColumnsProps extends StepProps {
  seen: Inspection;
  busy: boolean;
  keep: (mapping: Mapping) => void;
  /** Reads the file anew in another way: its columns are guessed anew. */
  read: (mapping: Mapping) => void;
}

function Columns({ seen, busy, kinds, kind, keep, read, ...props }: ColumnsProps): ReactNode {
  const t = useWords(importWords);
  const header = seen.header ?? [];
  const [mapping, setMapping] = useState<Mapping>(seen.mapping);
  const { busy: sending, problem, send } = useSend(undefined);
  const attributes = useAttributes(kind === "members");
  const known = kinds.kinds?.find((k) => k.kind === kind);
  if (!known) return null;
  const label = (name: string) => known.fields?.find((f) => f.name === name)?.label ?? name;
  const targets = targetsOf(mapping, header);
  const change = (next: Mapping) => {
    setMapping(next);
    keep(next);
  };
  const choose = (column: number, target: string) => {
    const next = targets.map((was, i) => (i === column ? target : was === target ? "" : was));
    change(withTargets(mapping, header, next));
  };
  const missing = missingOf(known, withTargets(mapping, header, targets));
  const lacks = missing.required.length > 0 || missing.anyOf.length > 0;
  const left = targets.filter((target) => !target).length;
  const options = [
    { value: "", label: t.ignore },
    ...(known.fields ?? []).map((f) => ({
      value: f.name,
      label: f.required ? `${f.label}（${t.required}）` : f.label,
    })),
    ...attributes.map((a) => ({ value: `attr:${a.code}`, label: t.attribute(a.name) })),
  ];
  const order = () =>
    send(async () => {
      const whole = withTargets(mapping, header, targets);
      keep(whole);
      const path = { id: props.upload };
      const looked = await ok(
        api.POST("/v1/uploads/{id}/inspect", { params: { path }, body: { kind, mapping: whole } }),
      );
      if (looked.mistake) {
        const { field, code, message } = looked.mistake;
        throw new Problem(422, { code, detail: message, errors: [{ field, code, message }] });
      }
      const job = await ok(
        api.POST("/v1/imports", {
          headers: { "Idempotency-Key": onceKey() },
          body: { upload_id: props.upload, kind, mapping: whole, dry_run: true },
        }),
      );
      props.done(job.id);
    });
  return (
    <>
      <Reading seen={seen} mapping={mapping} read={read} busy={busy} name={props.name} other={props.other} />
      <Card title={t.stepColumns} flush aside={left > 0 ? t.unmapped(left) : t.allMapped}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls has to be reached by keyboard */}
        <section className="table-scroll" tabIndex={0} aria-label={t.stepColumns}>
          <table className="matrix mapping">
            <thead>
              <tr>
                <th scope="col">{t.column}</th>
                <th scope="col">{t.field}</th>
                <th scope="col">{t.sample}</th>
              </tr>
            </thead>
            <tbody>
              {header.map((column, i) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: columns may share a name, and never move
                <tr key={i} className={targets[i] ? undefined : "left-out"}>
                  <th scope="row">{column || "—"}</th>
                  <td>
                    <Select
                      aria-label={`${t.field}: ${column}`}
                      value={targets[i]}
                      onChange={(next) => choose(i, next)}
                      options={options}
                      showSearch={{ optionFilterProp: "label" }}
                      style={{ width: 240 }}
                    />
                  </td>
                  <td className="samples">
                    {(seen.sample ?? []).slice(0, 3).map((row, n) => (
                      // biome-ignore lint/suspicious/noArrayIndexKey: rows never move
                      <span key={n}>{row?.[i] || "—"}</span>
                    ))}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </Card>
      <MoreOptions kind={kind} mapping={mapping} change={change} />
      <FormProblem problem={problem} />
      <div className="save-bar">
        <span className="meta" role="status">
          {lacks ? (
            <span className="row">
              {t.missing}
              {missing.required.map((name) => (
                <Tag key={name} tone="bad">
                  {label(name)}
                </Tag>
              ))}
              {missing.anyOf.length > 0 ? (
                <Tag tone="bad">{t.missingAny(missing.anyOf.map(label).join(" / "))}</Tag>
              ) : null}
            </span>
          ) : null}
        </span>
        <Button onClick={props.back}>{t.back}</Button>
        <Button type="primary" disabled={lacks} loading={sending} onClick={() => void order()}>
          {t.check}
        </Button>
      </div>
    </>
  );
}

function useAttributes(enabled: boolean): { code: string; name: string }[] {
  const lang = useLanguage();
  const query = useQuery({ queryKey: ["attributes", "all"], queryFn: () => ok(api.GET("/v1/attributes")), enabled });
  return (query.data?.data ?? [])
    .filter((a) => !a.archived)
    .map((a) => ({ code: a.code, name: (lang === "zh" ? a.label_zh : a.label_en) || a.label_zh || a.code }));
}

/** How the file is read: encoding, delimiter, header; found out, and changed by hand where it is wrong. */
function Reading(props: {
  seen: Inspection;
  mapping: Mapping;
  read: (mapping: Mapping) => void;
  busy: boolean;
  name: string;
  other: () => void;
}): ReactNode {
  const t = useWords(importWords);
  const { seen, mapping, read } = props;
  const workbook = !!seen.sheet;
  return (
    <Card
      title={props.name || t.file}
      aside={
        <Button size="small" onClick={props.other}>
          {t.other}
        </Button>
      }
    >
      {seen.mistake && Object.keys(mapping.fields ?? {}).length > 0 ? (
        <Alert type="warning" showIcon title={seen.mistake.message} style={{ marginBottom: 16 }} />
      ) : null}
      {(seen.sample ?? []).length === 0 ? (
        <Alert type="warning" showIcon title={t.noRows} style={{ marginBottom: 16 }} />
      ) : null}
      <div className="reading" aria-busy={props.busy}>
        {workbook ? (
          <Named name={t.sheet}>
            <Input
              aria-label={t.sheet}
              key={seen.sheet}
              defaultValue={seen.sheet}
              onBlur={(e) => e.target.value !== seen.sheet && read({ ...mapping, sheet: e.target.value })}
              onPressEnter={(e) => e.currentTarget.blur()}
            />
          </Named>
        ) : (
          <>
            <Named name={`${t.encoding}${mapping.encoding ? "" : `（${t.detected}）`}`}>
              <Select
                aria-label={t.encoding}
                value={seen.encoding}
                onChange={(encoding) => read({ ...mapping, encoding })}
                options={[
                  ...new Set([seen.encoding, "UTF-8", "GBK", "GB18030", "UTF-16LE", "windows-1252", "Big5"]),
                ].map((value) => ({ value, label: value }))}
              />
            </Named>
            <Named name={`${t.delimiter}${mapping.delimiter ? "" : `（${t.detected}）`}`}>
              <Select
                aria-label={t.delimiter}
                value={seen.delimiter}
                onChange={(delimiter) => read({ ...mapping, delimiter })}
                options={[
                  { value: ",", label: t.comma },
                  { value: ";", label: t.semicolon },
                  { value: "\t", label: t.tab },
                  { value: "|", label: t.pipe },
                ]}
              />
            </Named>
          </>
        )}
        <Named name={t.headerRow}>
          <InputNumber
            aria-label={t.headerRow}
            min={1}
            max={100}
            precision={0}
            defaultValue={mapping.header_row ?? 1}
            onBlur={(e) => {
              const row = Number(e.target.value) || 1;
              if (row !== (mapping.header_row ?? 1)) read({ ...mapping, header_row: row });
            }}
            onPressEnter={(e) => e.currentTarget.blur()}
            style={{ width: "100%" }}
          />
        </Named>
      </div>
    </Card>
  );
}

/** A small field with its name above. */
export function Named({ name, help, children }: { name: string; help?: string; children: ReactNode }): ReactNode {
  return (
    <div>
      <div className="meta" style={{ marginBottom: 4 }}>
        {name}
      </div>
      {children}
      {help ? <div className="meta">{help}</div> : null}
    </div>
  );
}
