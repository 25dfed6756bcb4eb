import { InputNumber, Select } from "antd";
import { createContext, type ReactNode, useContext } from "react";
import { useLanguage, useWords, words } from "../../../../../shared/i18n.ts";
import { MoneyInput } from "../../ui/send.tsx";
import { at, bpOf, type Mistake, type Programme, timesOf, under } from "./document.ts";
import type { Change, Description } from "./queries.ts";
import { kindWords } from "./words.ts";

const list = words(
  { was: (text: string) => `已发布：${text}`, added: "新增，尚未发布", zh: "中文", en: "英文" },
  { was: (text: string) => `Published: ${text}`, added: "New, not published yet", zh: "Chinese", en: "English" },
);

/** What every part of the editor works on. */
export interface Editor {
  doc: Programme;
  /** Sets what stands at a path; undefined leaves it out. */
  set: (path: string, value: unknown) => void;
  /** Changes the whole document. */
  change: (edit: (doc: Programme) => Programme) => void;
  /** The document in words; a moment behind. */
  said?: Description;
  mistakes: Mistake[];
  /** What it changes of the version that was published last. */
  changes: Change[];
  /** The codes of the version in force: those must not be renamed. */
  published: Set<string>;
  /** Minor units in one of the currency: 100 of CNY. */
  unit: number;
  /** What the merchant calls points and growth. */
  names: { points: string; growth: string };
  open: string | undefined;
  setOpen: (item: string | undefined) => void;
  /** Marks a condition that is not whole yet. */
  whole: (path: string, whole: boolean) => void;
}

const Context = createContext<Editor | undefined>(undefined);

/** Gives the editor to its parts. */
export const EditorProvider = Context.Provider;

/** The editor; only inside of it. */
export function useEditor(): Editor {
  const editor = useContext(Context);
  if (!editor) throw new Error("useEditor outside the editor");
  return editor;
}

/** The id of the control of a path. */
export function controlID(path: string): string {
  return `f-${path}`;
}

/** Moves the focus to the field of a path, or to the nearest one around it. */
export function focusField(path: string): boolean {
  for (let way = path; way; way = way.replace(/(\.[^.[\]]+|\[\d+\])$/, "")) {
    const place = document.getElementById(`w-${way}`);
    if (place) {
      place.scrollIntoView({ block: "center" });
      const control = document.getElementById(controlID(way)) ?? place;
      const target = control.matches("input, textarea, button, select")
        ? control
        : control.querySelector<HTMLElement>("input:not([disabled]), textarea, button:not([disabled])");
      target?.focus();
      return true;
    }
    if (!/[.[]/.test(way)) return false;
  }
  return false;
}

/** A field: its label, its control, what is wrong about it, and what it was. */
export function Field(props: {
  path: string;
  label: string;
  hint?: ReactNode;
  wide?: boolean;
  children: (id: string) => ReactNode;
}): ReactNode {
  const { path, label, hint, wide, children } = props;
  const t = useWords(list);
  const lang = useLanguage();
  const { changes } = useEditor();
  const id = controlID(path);
  const was = changes.find((c) => c.field === path)?.before;
  return (
    <div className={wide ? "pg-field wide" : "pg-field"} id={`w-${path}`}>
      <label htmlFor={id}>{label}</label>
      {children(id)}
      {hint ? <p className="meta">{hint}</p> : null}
      <Wrong path={path} />
      {was ? <p className="pg-was">{t.was(was[lang])}</p> : null}
    </div>
  );
}

/** Mistakes that the field of a condition says itself. */
const ofConditions = /^(invalid_)?condition/;

/** What is wrong at a path or below it, but what conditions say themselves; `only` leaves out what lies below. */
export function Wrong({ path, only }: { path: string; only?: boolean }): ReactNode {
  const { mistakes } = useEditor();
  const own = mistakes.filter((m) => (only ? m.field === path : under(m.field, path)) && !ofConditions.test(m.code));
  if (own.length === 0) return null;
  return (
    <div role="alert" className="pg-wrong">
      {own.map((m) => (
        <p key={`${m.field} ${m.code}`}>{m.message}</p>
      ))}
    </div>
  );
}

/** Whether something is wrong at a path or below it, for the colour of a control. */
export function useStatus(path: string): "error" | undefined {
  const { mistakes } = useEditor();
  return mistakes.some((m) => under(m.field, path)) ? "error" : undefined;
}

interface BoxProps {
  path: string;
  label: string;
  hint?: ReactNode;
}

/** A whole number at a path. */
export function NumberField(
  props: BoxProps & { min?: number; max?: number; suffix?: string; prefix?: string; empty?: number },
): ReactNode {
  const { path, label, hint, min, max, suffix, prefix, empty } = props;
  return (
    <Field path={path} label={label} hint={hint}>
      {() => <NumberBox path={path} label={label} min={min} max={max} suffix={suffix} prefix={prefix} empty={empty} />}
    </Field>
  );
}

/** The control of a whole number, where a label stands elsewhere. */
export function NumberBox(props: {
  path: string;
  label: string;
  min?: number;
  max?: number;
  suffix?: string;
  prefix?: string;
  empty?: number;
  /** Where more than the number changes with it. */
  write?: (n: number | undefined) => void;
}): ReactNode {
  const { doc, set } = useEditor();
  const { path, label, empty, write = (n) => set(path, n), ...rest } = props;
  const value = at(doc, path);
  return (
    <InputNumber
      {...rest}
      id={controlID(path)}
      aria-label={label}
      status={useStatus(path)}
      precision={0}
      value={typeof value === "number" ? value : (empty ?? null)}
      onChange={(n) => write(n === null || Number(n) === empty ? undefined : Number(n))}
    />
  );
}

/** A multiplier at a path, held in basis points. */
export function TimesField(props: {
  path: string;
  label: string;
  suffix: string;
  value: number | undefined;
}): ReactNode {
  const { path, label, suffix, value } = props;
  const { set } = useEditor();
  const status = useStatus(path);
  return (
    <Field path={path} label={label}>
      {(id) => (
        <InputNumber
          id={id}
          aria-label={label}
          status={status}
          min={1}
          max={100}
          step={0.1}
          suffix={suffix}
          value={value === undefined ? null : timesOf(value)}
          onChange={(n) => set(path, n === null ? undefined : bpOf(Number(n)))}
        />
      )}
    </Field>
  );
}

/** An amount of money at a path, typed in the currency. */
export function MoneyBox({ path, label }: { path: string; label: string }): ReactNode {
  const { doc, set } = useEditor();
  const value = at(doc, path);
  return (
    <span className="money-box">
      <MoneyInput
        id={controlID(path)}
        label={label}
        min={0}
        value={typeof value === "number" ? value : null}
        onChange={(n) => set(path, n ?? undefined)}
      />
    </span>
  );
}

type KindKey = keyof typeof kindWords.zh;

/** One of several kinds at a path; `names` are their words where they are not called as the API calls them. */
export function KindBox<K extends string>(props: {
  path: string;
  label: string;
  kinds: readonly K[];
  names?: Partial<Record<K, KindKey>>;
  value: K | undefined;
  onChange: (kind: K) => void;
}): ReactNode {
  const k = useWords(kindWords);
  const { path, label, kinds, names, value, onChange } = props;
  return (
    <Select<K>
      id={controlID(path)}
      aria-label={label}
      status={useStatus(path)}
      popupMatchSelectWidth={false}
      value={value}
      onChange={onChange}
      options={kinds.map((kind) => ({ value: kind, label: k[(names?.[kind] ?? kind) as KindKey] }))}
    />
  );
}

/** A kind that stands at a path as it is. */
export function KindField<K extends string>(
  props: BoxProps & { kinds: readonly K[]; names?: Partial<Record<K, KindKey>>; usual?: K },
): ReactNode {
  const { doc, set } = useEditor();
  const { path, label, hint, usual, ...rest } = props;
  const value = (at(doc, path) as K | undefined) ?? usual;
  return (
    <Field path={path} label={label} hint={hint}>
      {() => <KindBox {...rest} path={path} label={label} value={value} onChange={(kind) => set(path, kind)} />}
    </Field>
  );
}

/** A text in both languages at a path. */
export function TextPair(props: BoxProps & { max: number; rows?: number }): ReactNode {
  const { doc, set } = useEditor();
  const t = useWords(list);
  const { path, label, hint, max, rows } = props;
  const status = useStatus(path);
  const value = (at(doc, path) ?? {}) as { zh?: string; en?: string };
  const write = (lang: "zh" | "en", text: string) => {
    const next = { ...value, [lang]: text || undefined };
    set(
      path,
      next.zh || next.en
        ? { ...(next.zh ? { zh: next.zh } : {}), ...(next.en ? { en: next.en } : {}) }
        : rows
          ? undefined
          : {},
    );
  };
  return (
    <Field path={path} label={label} hint={hint} wide>
      {(id) => (
        <div className="pg-pair">
          {(["zh", "en"] as const).map((lang) => (
            <BothInput
              key={lang}
              id={lang === "zh" ? id : `${id}.en`}
              label={`${label} (${t[lang]})`}
              mark={lang === "zh" ? "中" : "EN"}
              rows={rows}
              max={max}
              status={status}
              value={value[lang] ?? ""}
              onChange={(text) => write(lang, text)}
            />
          ))}
        </div>
      )}
    </Field>
  );
}

function BothInput(props: {
  id: string;
  label: string;
  mark: string;
  rows?: number;
  max: number;
  status?: "error";
  value: string;
  onChange: (text: string) => void;
}): ReactNode {
  const { id, label, mark, rows, max, status, value, onChange } = props;
  return (
    <span className="pg-marked">
      <span className="mark" aria-hidden="true">
        {mark}
      </span>
      {rows ? (
        <textarea
          className={status ? "plain-area wrong" : "plain-area"}
          id={id}
          aria-label={label}
          rows={rows}
          maxLength={max}
          value={value}
          onChange={(e) => onChange(e.target.value)}
        />
      ) : (
        <input
          className={status ? "plain-input wrong" : "plain-input"}
          id={id}
          aria-label={label}
          maxLength={max}
          value={value}
          onChange={(e) => onChange(e.target.value)}
        />
      )}
    </span>
  );
}
