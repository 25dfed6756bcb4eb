import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, DownOutlined, RightOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import { type ReactNode, useId } from "react";
import { useWords, words } from "../../../../../shared/i18n.ts";
import { ConditionField, type ConditionScope } from "../../ui/condition.tsx";
import { Tag } from "../../ui/page.tsx";
import { at, under } from "./document.ts";
import { controlID, Field, useEditor, useStatus, Wrong } from "./editor.tsx";

const list = words(
  {
    up: (name: string) => `上移：${name}`,
    down: (name: string) => `下移：${name}`,
    remove: (name: string) => `删除：${name}`,
    wrong: (n: number) => `${n} 处错误`,
    changed: "已修改",
    added: "新增",
    code: "编码",
    codeFixed: "已发布，不再修改",
    codeHint: "小写字母、数字、- 和 _；发布后不再修改",
  },
  {
    up: (name: string) => `Move up: ${name}`,
    down: (name: string) => `Move down: ${name}`,
    remove: (name: string) => `Remove: ${name}`,
    wrong: (n: number) => (n === 1 ? "1 mistake" : `${n} mistakes`),
    changed: "changed",
    added: "new",
    code: "Code",
    codeFixed: "Published: it stays",
    codeHint: "a–z, 0–9, - and _; it stays once published",
  },
);

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
export function CodeField({ path, published }: { path: string; published: boolean }): ReactNode {
  const t = useWords(list);
  const { doc, set } = useEditor();
  const value = String(at(doc, path) ?? "");
  const status = useStatus(path);
  return (
    <Field path={path} label={t.code} hint={published ? t.codeFixed : t.codeHint}>
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
export function WhenField(props: { path: string; label: string; scope: ConditionScope; hint?: string }): ReactNode {
  const { path, label, scope, hint } = props;
  const { doc, set, whole } = useEditor();
  return (
    <Field path={path} label={label} wide hint={hint}>
      {() => (
        <div id={controlID(path)}>
          <ConditionField
            scope={scope}
            program="draft"
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
