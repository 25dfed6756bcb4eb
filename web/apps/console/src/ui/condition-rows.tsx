import { DeleteOutlined, PlusOutlined, SwapOutlined } from "@ant-design/icons";
import { Button, Checkbox, InputNumber, Segmented, Select, Tooltip } from "antd";
import { type ReactNode, useId, useRef, useState } from "react";
import { useLanguage, useWords, words } from "../../../../shared/i18n.ts";
import {
  type Catalogue,
  emptyGroup,
  emptyRow,
  type Group,
  operatorKeys,
  othersOf,
  type Part,
  type Row,
  subjectKey,
  subjectOf,
  withNew,
  withOperator,
  withPart,
  withSubject,
} from "./condition-tree.ts";
import { ValueField } from "./condition-value.tsx";

const list = words(
  {
    all: "且",
    any: "或",
    join: "条件之间的关系",
    groupAll: "以下全部满足",
    groupAny: "以下任一满足",
    not: "取反",
    notHint: "勾选后，不满足以下条件的才算",
    addRow: "添加条件",
    addGroup: "添加条件组",
    remove: (what: string) => `删除：${what}`,
    removeGroup: "删除条件组",
    thisRow: "这一行",
    subject: "条件项",
    choose: "选择条件项…",
    period: "统计期",
    days: "天数",
    operator: "比较方式",
    oneOf: "为以下之一",
    noneOf: "不是以下任何一个",
    pair: "改为与另一项比较",
    unpair: "改为与一个值比较",
    other: "比较的另一项",
    windows: "一段时间内的合计",
    member: "会员",
    order: "订单",
    line: "商品明细",
    event: "行为",
  },
  {
    all: "and",
    any: "or",
    join: "How the conditions join",
    groupAll: "All of these hold",
    groupAny: "One of these holds",
    not: "not",
    notHint: "Ticked: it counts when the conditions below do not hold",
    addRow: "Add condition",
    addGroup: "Add group",
    remove: (what: string) => `Remove: ${what}`,
    removeGroup: "Remove the group",
    thisRow: "this row",
    subject: "Subject",
    choose: "Choose…",
    period: "Period",
    days: "Days",
    operator: "Comparison",
    oneOf: "is one of",
    noneOf: "is none of",
    pair: "Compare with another field instead",
    unpair: "Compare with a value instead",
    other: "The other field",
    windows: "Sums over a period",
    member: "Member",
    order: "Order",
    line: "Line of the order",
    event: "Event",
  },
);

interface BoxProps {
  catalogue: Catalogue;
  root: Group;
  group: Group;
  disabled?: boolean;
  onChange: (root: Group) => void;
  /** What is wrong about a part. */
  mistake: (partID: number) => string | undefined;
  /** The row that was added just now, and takes the focus. */
  added?: number;
}

/** A group with its head (and, or, not), its parts, and what can be added. */
export function GroupBox(props: BoxProps): ReactNode {
  const { catalogue, root, group, disabled, onChange, mistake } = props;
  const t = useWords(list);
  const [added, setAdded] = useState<number>();
  const adder = useRef<HTMLButtonElement>(null);
  const nested = root.id !== group.id;
  const add = (part: Part) => {
    setAdded(part.kind === "group" ? part.parts[0]?.id : part.id);
    onChange(withNew(root, group.id, part));
  };
  const change = (id: number, next: Part | undefined) => onChange(withPart(root, id, () => next));
  const remove = (id: number) => {
    change(id, undefined);
    adder.current?.focus();
  };
  const wrong = mistake(group.id);
  return (
    <fieldset
      className={nested ? "cond-group nested" : "cond-group"}
      aria-label={group.join === "all" ? t.groupAll : t.groupAny}
    >
      {group.parts.length > 1 || nested ? (
        <div className="row">
          <Segmented
            size="small"
            aria-label={t.join}
            value={group.join}
            disabled={disabled}
            onChange={(join) => change(group.id, { ...group, join })}
            options={[
              { value: "all" as const, label: t.all },
              { value: "any" as const, label: t.any },
            ]}
          />
          {nested ? (
            <>
              <Tooltip title={t.notHint}>
                <Checkbox
                  checked={group.denied}
                  disabled={disabled}
                  onChange={(e) => change(group.id, { ...group, denied: e.target.checked })}
                >
                  {t.not}
                </Checkbox>
              </Tooltip>
              <Button
                type="text"
                size="small"
                icon={<DeleteOutlined />}
                aria-label={t.removeGroup}
                disabled={disabled}
                onClick={() => change(group.id, undefined)}
              />
            </>
          ) : null}
        </div>
      ) : null}
      {group.parts.map((part) =>
        part.kind === "group" ? (
          <GroupBox key={part.id} {...props} group={part} added={added} />
        ) : (
          <RowLine
            key={part.id}
            catalogue={catalogue}
            row={part}
            disabled={disabled}
            focused={part.id === added || part.id === props.added}
            wrong={mistake(part.id)}
            onChange={(row) => change(part.id, row)}
            remove={() => remove(part.id)}
          />
        ),
      )}
      {wrong ? <p className="cond-wrong">{wrong}</p> : null}
      <div className="row">
        <Button
          ref={adder}
          type="dashed"
          size="small"
          icon={<PlusOutlined />}
          disabled={disabled}
          onClick={() => add(emptyRow())}
        >
          {t.addRow}
        </Button>
        <Button
          type="text"
          size="small"
          disabled={disabled}
          onClick={() => add(emptyGroup(group.join === "all" ? "any" : "all", [emptyRow()]))}
        >
          {t.addGroup}
        </Button>
      </div>
    </fieldset>
  );
}

interface RowProps {
  catalogue: Catalogue;
  row: Row;
  disabled?: boolean;
  focused: boolean;
  wrong?: string;
  onChange: (row: Row) => void;
  remove: () => void;
}

function RowLine({ catalogue, row, disabled, focused, wrong, onChange, remove }: RowProps): ReactNode {
  const t = useWords(list);
  const lang = useLanguage();
  const id = useId();
  const is = subjectOf(catalogue, row);
  const others = othersOf(catalogue, row);
  const label =
    (row.window ? catalogue.windows.find((w) => w.name === row.window)?.label[lang] : is?.attribute?.label[lang]) ??
    t.thisRow;
  const operator = is?.operators.find((o) => o.code === row.operator);
  return (
    <div className="cond-row" aria-describedby={wrong ? id : undefined}>
      <Select
        className="cond-subject"
        aria-label={t.subject}
        placeholder={t.choose}
        autoFocus={focused}
        disabled={disabled}
        showSearch={{ optionFilterProp: "label" }}
        popupMatchSelectWidth={false}
        status={wrong && !is ? "error" : undefined}
        value={subjectKey(row)}
        onChange={(key: string) => onChange(withSubject(catalogue, row, key))}
        options={subjects(catalogue, t, lang)}
      />
      {row.window ? <PeriodField catalogue={catalogue} row={row} disabled={disabled} onChange={onChange} /> : null}
      {is && !(is.type === "bool" && is.operators.length === 1) ? (
        <Select
          className="cond-operator"
          aria-label={`${t.operator}: ${label}`}
          disabled={disabled}
          popupMatchSelectWidth={false}
          value={`${row.denied ? "!" : ""}${row.operator}`}
          onChange={(key: string) => onChange(withOperator(catalogue, row, key))}
          options={operatorKeys(is.operators, row).map((o) => ({
            value: o.key,
            label:
              o.operator.code === "in"
                ? o.denied
                  ? t.noneOf
                  : t.oneOf
                : (o.denied ? o.operator.denied : o.operator.label)[lang],
          }))}
        />
      ) : null}
      {is && row.other !== undefined ? (
        <Select
          className="cond-value"
          aria-label={`${t.other}: ${label}`}
          disabled={disabled}
          popupMatchSelectWidth={false}
          value={row.other}
          onChange={(other: string) => onChange({ ...row, other })}
          options={others.map((a) => ({ value: a.name, label: capital(a.label[lang]) }))}
        />
      ) : is && operator?.values !== "none" ? (
        <ValueField
          catalogue={catalogue}
          row={row}
          label={label}
          wrong={!!wrong}
          disabled={disabled}
          onChange={(value) => onChange({ ...row, value })}
        />
      ) : null}
      {others.length > 0 ? (
        <Tooltip title={row.other === undefined ? t.pair : t.unpair}>
          <Button
            type="text"
            icon={<SwapOutlined />}
            disabled={disabled}
            aria-label={`${row.other === undefined ? t.pair : t.unpair}: ${label}`}
            aria-pressed={row.other !== undefined}
            onClick={() =>
              onChange(
                row.other === undefined
                  ? { ...row, other: others[0]?.name, value: undefined }
                  : { ...row, other: undefined },
              )
            }
          />
        </Tooltip>
      ) : null}
      <Button type="text" icon={<DeleteOutlined />} disabled={disabled} aria-label={t.remove(label)} onClick={remove} />
      {wrong ? (
        <p className="cond-wrong" id={id} role="alert">
          {wrong}
        </p>
      ) : null}
    </div>
  );
}

/** The period of a window: so many days, this year, ever. */
function PeriodField(props: {
  catalogue: Catalogue;
  row: Row;
  disabled?: boolean;
  onChange: (row: Row) => void;
}): ReactNode {
  const { catalogue, row, disabled, onChange } = props;
  const t = useWords(list);
  const lang = useLanguage();
  const byDays = /^\d*$/.test(row.period ?? "");
  const [days, setDays] = useState(byDays && row.period ? row.period : "365");
  return (
    <>
      <Select
        className="cond-period"
        aria-label={t.period}
        disabled={disabled}
        popupMatchSelectWidth={false}
        value={byDays ? "days" : row.period}
        onChange={(kind: string | undefined) => onChange({ ...row, period: kind === "days" ? days : kind })}
        options={catalogue.periods.map((p) => ({ value: p.kind as string, label: p.label[lang].replace("{n}", "…") }))}
      />
      {byDays ? (
        <InputNumber
          className="cond-days"
          aria-label={t.days}
          disabled={disabled}
          min={1}
          max={catalogue.periods.find((p) => p.kind === "days")?.max_days}
          precision={0}
          value={row.period ? Number(row.period) : null}
          onChange={(n) => {
            if (n) setDays(String(n));
            onChange({ ...row, period: n ? String(n) : "" });
          }}
        />
      ) : null}
    </>
  );
}

/** The subjects of a catalogue in groups: what the scope is about first. */
function subjects(catalogue: Catalogue, t: typeof list.zh, lang: "zh" | "en") {
  const of = (whose: "member" | "order" | "line" | "event") => ({
    label: t[whose],
    title: t[whose],
    options: catalogue.attributes
      .filter((a) => a.of === whose)
      .map((a) => ({ value: a.name, label: capital(a.label[lang]) })),
  });
  const windows = {
    label: t.windows,
    title: t.windows,
    options: catalogue.windows.map((w) => ({ value: `w:${w.name}`, label: capital(w.label[lang]) })),
  };
  return [of("event"), of("line"), of("order"), windows, of("member")].filter((group) => group.options.length > 0);
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
