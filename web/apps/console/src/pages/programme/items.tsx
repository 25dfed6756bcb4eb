import {
  ArrowDownOutlined,
  ArrowUpOutlined,
  DeleteOutlined,
  DownOutlined,
  PlusOutlined,
  RightOutlined,
} from "@ant-design/icons";
import { App, Button, DatePicker, Input } from "antd";
import dayjs from "dayjs";
import { type ReactNode, useId } from "react";
import { useWords, words } from "../../../../../shared/i18n.ts";
import { ConditionField, type ConditionScope } from "../../ui/condition.tsx";
import { Tag } from "../../ui/page.tsx";
import { at, type Programme, stripped, under } from "./document.ts";
import { controlID, Field, useEditor, useStatus, Wrong } from "./editor.tsx";
import { programmeWords } from "./words.ts";

const list = words(
  {
    up: (name: string) => `上移：${name}`,
    down: (name: string) => `下移：${name}`,
    remove: (name: string) => `删除：${name}`,
    wrong: (n: number) => `${n} 处错误`,
    changed: "已修改",
    added: "新增",
    code: "编码",
    codeFixed: "已发布，不再修改。",
    codeHint: "小写字母、数字、- 和 _；发布后不再修改。",
    dates: "起止日期",
    from: "开始",
    until: "结束",
    datesHint: "两天都包含在内；留空表示不限。",
  },
  {
    up: (name: string) => `Move up: ${name}`,
    down: (name: string) => `Move down: ${name}`,
    remove: (name: string) => `Remove: ${name}`,
    wrong: (n: number) => (n === 1 ? "1 mistake" : `${n} mistakes`),
    changed: "changed",
    added: "new",
    code: "Code",
    codeFixed: "Published: it stays.",
    codeHint: "a–z, 0–9, - and _; it stays once published.",
    dates: "Dates",
    from: "From",
    until: "Until",
    datesHint: "Both days included; empty means open.",
  },
);

/** A list of items that are edited in place, and the way to one more. `all` counts those of other parts too. */
export function ItemList(props: {
  path: string;
  intro: string;
  empty: string;
  add: { label: string; run: () => void; most: number };
  items: unknown[];
  all?: number;
  children: ReactNode;
}): ReactNode {
  const { path, intro, empty, add, items, all, children } = props;
  return (
    <div className="stack">
      <p className="meta">{intro}</p>
      <Wrong path={path} only />
      {items.length > 0 ? <ol className="plain pg-items">{children}</ol> : <p>{empty}</p>}
      <div>
        <Button icon={<PlusOutlined />} onClick={add.run} disabled={(all ?? items.length) >= add.most}>
          {add.label}
        </Button>
      </div>
    </div>
  );
}

/** Removes an item once that is confirmed. */
export function useRemoval(
  said: { title: string; text: string; remove: string },
  without: (doc: Programme) => Programme,
): () => void {
  const p = useWords(programmeWords);
  const { modal } = App.useApp();
  const { change, setOpen } = useEditor();
  return () =>
    void modal.confirm({
      title: said.title,
      content: said.text,
      okText: said.remove,
      okButtonProps: { danger: true },
      cancelText: p.cancel,
      onOk: () => {
        change(without);
        setOpen(undefined);
      },
    });
}

/** From which day until which an item holds. */
export function Dates<T extends { from?: string; until?: string }>({
  path,
  item,
}: {
  path: string;
  item: T;
}): ReactNode {
  const t = useWords(list);
  const { set } = useEditor();
  const write = (from: string | undefined, until: string | undefined) => set(path, stripped({ ...item, from, until }));
  return (
    <Field path={`${path}.until`} label={t.dates} hint={t.datesHint}>
      {(id) => (
        <>
          <DatePicker.RangePicker
            id={{ start: `${controlID(path)}.from`, end: id }}
            aria-label={t.dates}
            allowEmpty={[true, true]}
            placeholder={[t.from, t.until]}
            format="YYYY-MM-DD"
            value={[item.from ? dayjs(item.from) : null, item.until ? dayjs(item.until) : null]}
            onChange={(days) => write(days?.[0]?.format("YYYY-MM-DD"), days?.[1]?.format("YYYY-MM-DD"))}
          />
          <Wrong path={`${path}.from`} />
        </>
      )}
    </Field>
  );
}

/** One item of a list: its line, which opens, and what can be done with it. */
export function Item(props: {
  path: string;
  code: string;
  name: string;
  sub: ReactNode;
  mark?: ReactNode;
  quick?: ReactNode;
  first: boolean;
  last: boolean;
  move: (by: number) => void;
  remove?: () => void;
  children: ReactNode;
}): ReactNode {
  const { path, code, name, sub, mark, quick, first, last, move, remove, children } = props;
  const t = useWords(list);
  const id = useId();
  const { open, setOpen, mistakes, changes } = useEditor();
  const shown = open === path;
  const wrong = mistakes.filter((m) => under(m.field, path)).length;
  const own = changes.filter((c) => c.field && under(c.field, path));
  const added = own.some((c) => c.field === path && c.kind === "added");
  return (
    <li className={shown ? "pg-item open" : "pg-item"} id={`w-${path}`} data-code={code}>
      <div className="pg-item-head">
        <button
          type="button"
          className="pg-item-toggle"
          aria-expanded={shown}
          aria-controls={id}
          onClick={() => setOpen(shown ? undefined : path)}
        >
          {shown ? <DownOutlined /> : <RightOutlined />}
          {mark}
          <span className="pg-item-name">
            <b>{name || code}</b>
            <small>{sub}</small>
          </span>
        </button>
        {wrong > 0 ? <Tag tone="bad">{t.wrong(wrong)}</Tag> : null}
        {own.length > 0 ? <Tag tone="warn">{added ? t.added : t.changed}</Tag> : null}
        {quick}
        <span className="pg-item-acts">
          <Button
            type="text"
            icon={<ArrowUpOutlined />}
            disabled={first}
            aria-label={t.up(name)}
            onClick={() => move(-1)}
          />
          <Button
            type="text"
            icon={<ArrowDownOutlined />}
            disabled={last}
            aria-label={t.down(name)}
            onClick={() => move(1)}
          />
          <Button
            type="text"
            icon={<DeleteOutlined />}
            disabled={!remove}
            aria-label={t.remove(name)}
            onClick={remove}
          />
        </span>
      </div>
      <Wrong path={path} only />
      {shown ? (
        <div className="pg-item-body" id={id}>
          {children}
        </div>
      ) : null}
    </li>
  );
}

/** The code of an item: fixed once it is published, for members and records name it. */
export function CodeField({ path, published, hint }: { path: string; published: boolean; hint?: string }): ReactNode {
  const t = useWords(list);
  const { doc, set } = useEditor();
  const value = String(at(doc, path) ?? "");
  const status = useStatus(path);
  return (
    <Field path={path} label={t.code} hint={published ? t.codeFixed : (hint ?? t.codeHint)}>
      {(id) => (
        <Input
          id={id}
          value={value}
          status={status}
          maxLength={40}
          disabled={published}
          onChange={(e) => set(path, e.target.value)}
        />
      )}
    </Field>
  );
}

/** A condition at a path. */
export function WhenField(props: {
  path: string;
  label: string;
  scope: ConditionScope;
  /** Of scope event: which. */
  event?: string;
  hint?: string;
}): ReactNode {
  const { path, label, scope, event, hint } = props;
  const { doc, set, whole } = useEditor();
  return (
    <Field path={path} label={label} wide hint={hint}>
      {() => (
        <div id={controlID(path)}>
          <ConditionField
            scope={scope}
            event={event}
            program={scope === "event" ? doc : "draft"}
            label={label}
            value={String(at(doc, path) ?? "")}
            onChange={(text, isWhole) => {
              whole(path, isWhole);
              set(path, text || undefined);
            }}
          />
        </div>
      )}
    </Field>
  );
}
