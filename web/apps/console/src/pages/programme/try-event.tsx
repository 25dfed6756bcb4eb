import { useMutation } from "@tanstack/react-query";
import { Button, Input, InputNumber, Switch } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { count } from "../../../../../shared/format.ts";
import { useLanguage, useWords } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { nameIn } from "../../ui/named.ts";
import { MemberPick } from "../../ui/pick.tsx";
import { FormProblem } from "../../ui/send.tsx";
import { type EventField, same } from "./document.ts";
import { useEditor } from "./editor.tsx";
import { eventWords } from "./event-words.ts";

type Told = Record<string, string | number | boolean | null>;

/** Tries the draft on an event of a member: what all rules for it would give now, and why. */
export function TryEvent({ event }: { event: string }): ReactNode {
  const t = useWords(eventWords);
  const { doc, names } = useEditor();
  const may = useMay("members:read");
  const [member, setMember] = useState<string>();
  const [told, setTold] = useState<Told>({});
  const fields = doc.events?.find((e) => e.code === event)?.fields ?? [];
  const asked: Schema<"EventTrial"> = {
    program: doc,
    member_id: member ?? "",
    event,
    data: Object.fromEntries(
      fields.map((f) => [f.code, told[f.code]] as const).filter(([, v]) => v !== undefined && v !== null && v !== ""),
    ),
  };
  const run = useMutation({
    mutationFn: (body: typeof asked) => ok(api.POST("/v1/program/preview-event", { body })),
  });
  if (!may) return null;
  const current = same(run.variables, asked); // an answer is of this member, these values and the draft as it is now
  const out = current ? run.data : undefined;
  return (
    <div className="pg-field wide">
      <span>{t.try}</span>
      <div className="row pg-try">
        <MemberPick value={member} onChange={setMember} label={t.tryMember} />
        {fields.map((f) => (
          <Value key={f.code} field={f} value={told[f.code]} set={(value) => setTold({ ...told, [f.code]: value })} />
        ))}
        <Button onClick={() => run.mutate(asked)} disabled={!member} loading={run.isPending}>
          {t.tryRun}
        </Button>
      </div>
      <p className="meta">{t.tryHint}</p>
      <div role="status">
        {current && run.isError ? <FormProblem problem={run.error} /> : null}
        {out ? (
          <>
            <b>
              {out.points || out.growth
                ? [
                    out.points ? `+${count(out.points)} ${names.points}` : "",
                    out.growth ? `+${count(out.growth)} ${names.growth}` : "",
                  ]
                    .filter(Boolean)
                    .join(" · ")
                : t.tryNothing}
            </b>
            {out.why.map((why) => (
              <p className="meta" key={why}>
                {why}
              </p>
            ))}
          </>
        ) : null}
      </div>
    </div>
  );
}

function Value(props: {
  field: EventField;
  value: Told[string] | undefined;
  set: (value: Told[string]) => void;
}): ReactNode {
  const { field, value, set } = props;
  const lang = useLanguage();
  const name = nameIn(field.name, lang) || field.code;
  switch (field.type) {
    case "int":
      return (
        <InputNumber
          aria-label={name}
          placeholder={name}
          precision={0}
          value={typeof value === "number" ? value : null}
          onChange={(n) => set(n === null ? null : Number(n))}
        />
      );
    case "bool":
      return (
        <span className="row">
          <Switch aria-label={name} checked={value === true} onChange={set} /> {name}
        </span>
      );
    default:
      return (
        <Input
          aria-label={name}
          placeholder={name}
          maxLength={100}
          style={{ width: 160 }}
          value={typeof value === "string" ? value : ""}
          onChange={(e) => set(e.target.value)}
        />
      );
  }
}
