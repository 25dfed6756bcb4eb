import { DeleteOutlined, DownOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Dropdown, Input } from "antd";
import type { ReactNode } from "react";
import { useLanguage, useWords } from "../../../../../shared/i18n.ts";
import { nameIn } from "../../ui/named.ts";
import { type EventField, type EventKind, freeCode, moved, withNewEvent, withoutEvent } from "./document.ts";
import { Field, KindBox, TextPair, useEditor, useStatus, Wrong } from "./editor.tsx";
import { eventWords } from "./event-words.ts";
import { CodeField, Item, useRemoval } from "./items.tsx";

const usual: EventKind[] = [
  {
    code: "visit",
    name: { zh: "到店", en: "Visit" },
    fields: [{ code: "minutes", name: { zh: "停留分钟", en: "minutes" }, type: "int" }],
  },
  {
    code: "review",
    name: { zh: "评价", en: "Review" },
    fields: [{ code: "photos", name: { zh: "图片数", en: "photos" }, type: "int" }],
  },
  { code: "check_in", name: { zh: "签到", en: "Check-in" } },
  { code: "survey", name: { zh: "填写问卷", en: "Survey" } },
  {
    code: "class",
    name: { zh: "参加活动", en: "Gathering" },
    fields: [{ code: "topic", name: { zh: "主题", en: "topic" }, type: "text" }],
  },
];

/** What members do beside buying, as the merchant's own systems tell it. */
export function EventsPart(): ReactNode {
  const t = useWords(eventWords);
  const lang = useLanguage();
  const { doc, change, setOpen } = useEditor();
  const events = doc.events ?? [];
  const add = (event: EventKind) => {
    change((d) => withNewEvent(d, event));
    setOpen(`events[${events.length}]`);
  };
  const offered = usual.filter((u) => !events.some((e) => e.code === u.code));
  return (
    <div className="stack">
      <p className="meta">{t.intro}</p>
      <Wrong path="events" only />
      {events.length > 0 ? (
        <ol className="plain pg-items">
          {events.map((event, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a code is edited, and may be there twice while it is
            <EventItem key={i} event={event} index={i} last={i === events.length - 1} />
          ))}
        </ol>
      ) : (
        <p>{t.empty}</p>
      )}
      <div>
        <Dropdown
          trigger={["click"]}
          disabled={events.length >= 50}
          menu={{
            items: [...offered.map((u) => ({ key: u.code, label: nameIn(u.name, lang) })), { key: "", label: t.other }],
            onClick: ({ key }) =>
              add(offered.find((u) => u.code === key) ?? { code: "event", name: { zh: "新行为", en: "New event" } }),
          }}
        >
          <Button icon={<PlusOutlined />}>
            {t.add} <DownOutlined />
          </Button>
        </Dropdown>
      </div>
      <p className="meta">{t.law}</p>
    </div>
  );
}

function EventItem({ event, index, last }: { event: EventKind; index: number; last: boolean }): ReactNode {
  const t = useWords(eventWords);
  const lang = useLanguage();
  const { doc, change, setOpen, published } = useEditor();
  const path = `events[${index}]`;
  const name = nameIn(event.name, lang);
  const rules = doc.earning.filter((r) => r.event === event.code);
  const remove = useRemoval({ title: t.removeTitle(name), text: t.removeText(rules.length), remove: t.remove }, (d) =>
    withoutEvent(d, index),
  );
  return (
    <Item
      path={path}
      code={event.code}
      name={name}
      sub={rules.length ? rules.map((r) => nameIn(r.name, lang)).join(lang === "zh" ? "、" : ", ") : t.noRule}
      first={index === 0}
      last={last}
      move={(by) => {
        change((d) => ({ ...d, events: moved(d.events ?? [], index, by) }));
        setOpen(`events[${index + by}]`);
      }}
      remove={remove}
    >
      <div className="pg-fields">
        <TextPair path={`${path}.name`} label={t.name} max={60} />
        <CodeField path={`${path}.code`} published={published.has(`event:${event.code}`)} hint={t.codeHint} />
        <Fields path={`${path}.fields`} fields={event.fields ?? []} />
        <Field path={`${path}.told`} label={t.told} hint={t.toldHint} wide>
          {() => <pre className="pg-told">{toldAs(event)}</pre>}
        </Field>
      </div>
    </Item>
  );
}

/** The call by which a system tells of such an event. */
function toldAs(event: EventKind): string {
  const sample = { int: 1, text: "…", bool: true };
  const data = Object.fromEntries((event.fields ?? []).map((f) => [f.code, sample[f.type]]));
  const body = {
    event_id: `${event.code}-1001`,
    member_id: "mem_…",
    type: event.code,
    ...(event.fields?.length ? { data } : {}),
  };
  return `POST /v1/events\n${JSON.stringify(body, null, 2)}`;
}

/** What the event tells beside who and when: conditions may ask it. */
function Fields({ path, fields }: { path: string; fields: EventField[] }): ReactNode {
  const t = useWords(eventWords);
  const { set } = useEditor();
  const write = (next: EventField[]) => set(path, next.length ? next : undefined);
  const add = () => {
    const code = freeCode("value", ["item", ...fields.map((f) => f.code)]);
    write([...fields, { code, name: { zh: "内容", en: "value" }, type: "int" }]);
  };
  return (
    <Field path={path} label={t.fields} hint={t.fieldsHint} wide>
      {() => (
        <div className="stack tight">
          {fields.map((f, i) => (
            <FieldRow
              // biome-ignore lint/suspicious/noArrayIndexKey: a code is edited, and may be there twice while it is
              key={i}
              path={`${path}[${i}]`}
              field={f}
              remove={() => write(fields.filter((_, k) => k !== i))}
            />
          ))}
          <div>
            <Button type="dashed" size="small" icon={<PlusOutlined />} disabled={fields.length >= 20} onClick={add}>
              {t.addField}
            </Button>
          </div>
        </div>
      )}
    </Field>
  );
}

function FieldRow({ path, field, remove }: { path: string; field: EventField; remove: () => void }): ReactNode {
  const t = useWords(eventWords);
  const { set } = useEditor();
  const wrong = useStatus(`${path}.code`);
  const unnamed = useStatus(`${path}.name`);
  const text = (lang: "zh" | "en", value: string) => set(`${path}.name.${lang}`, value || undefined);
  return (
    <div className="pg-event-field" id={`w-${path}`}>
      <Input
        aria-label={t.fieldCode}
        placeholder={t.fieldCode}
        status={wrong}
        maxLength={40}
        value={field.code}
        onChange={(e) => set(`${path}.code`, e.target.value)}
      />
      <Input
        aria-label={`${t.fieldName} (中)`}
        prefix={<span className="meta">中</span>}
        status={unnamed}
        maxLength={60}
        value={field.name.zh ?? ""}
        onChange={(e) => text("zh", e.target.value)}
      />
      <Input
        aria-label={`${t.fieldName} (EN)`}
        prefix={<span className="meta">EN</span>}
        status={unnamed}
        maxLength={60}
        value={field.name.en ?? ""}
        onChange={(e) => text("en", e.target.value)}
      />
      <KindBox
        path={`${path}.type`}
        label={t.fieldType}
        kinds={["int", "text", "bool"] as const}
        value={field.type}
        onChange={(type) => set(`${path}.type`, type)}
      />
      <Button type="text" icon={<DeleteOutlined />} aria-label={t.removeField(field.code)} onClick={remove} />
    </div>
  );
}
