import { InputNumber, Select, Switch } from "antd";
import type { ReactNode } from "react";
import { useWords, words } from "../../../../../shared/i18n.ts";
import { expiryOf, pendingOf, withAt } from "./document.ts";
import {
  controlID,
  Field,
  KindBox,
  KindField,
  MoneyBox,
  NumberBox,
  NumberField,
  TextPair,
  useEditor,
  useStatus,
  Wrong,
} from "./editor.tsx";
import { WhenField } from "./items.tsx";

const list = words(
  {
    pointsName: "积分的名称",
    basis: "按哪个金额计算",
    basisHint: "按金额给积分的规则以此为基数。",
    rounding: "取整",
    roundingHint: "每条规则按整单合计后取整一次。",
    pending: "什么时候到账",
    status: "订单状态",
    days: "天数",
    dayUnit: "天后",
    expiry: "什么时候过期",
    months: "月数",
    monthUnit: "个月",
    date: "每年的日期",
    month: "月",
    day: "日",
    years: "哪一年",
    thisYear: "当年",
    nextYear: "次年",
    later: (n: number) => `${n} 年后`,
    remind: "到期前提醒",
    remindHint: "提前多少天提醒会员，最多 5 次。",
    enabled: (points: string) => `下单时可以用${points}抵扣`,
    rate: "抵扣比例",
    rateHint: "多少积分抵多少钱。",
    points: "积分数量",
    worth: "可抵",
    money: "抵扣金额",
    min: "每次至少使用",
    step: "使用步长",
    stepHint: "每次使用的数量须是它的整数倍；留空则按抵扣比例取最小单位。",
    share: "最多抵扣订单的",
    when: "什么订单可以抵扣",
    whenHint: "没有条件时，每笔订单都可以。",
    balance: "储值余额先用哪部分",
    name: "会员体系的名称",
    entry: "怎样入会",
    entryWhen: "入会条件",
  },
  {
    pointsName: "What points are called",
    basis: "Counted on",
    basisHint: "Rules that give points for an amount count on this.",
    rounding: "Rounding",
    roundingHint: "Each rule is summed over the whole order and rounded once.",
    pending: "When they arrive",
    status: "State of the order",
    days: "Days",
    dayUnit: "days later",
    expiry: "When they expire",
    months: "Months",
    monthUnit: "months",
    date: "Date of the year",
    month: "month",
    day: "day",
    years: "Of which year",
    thisYear: "the same year",
    nextYear: "the next year",
    later: (n: number) => `${n} years later`,
    remind: "Reminders before they expire",
    remindHint: "How many days before; at most five.",
    enabled: (points: string) => `Orders can be paid with ${points}`,
    rate: "Worth",
    rateHint: "How many points are how much money.",
    points: "Points",
    worth: "are",
    money: "Money off",
    min: "At least, at a time",
    step: "In multiples of",
    stepHint: "Empty: the smallest number that is worth whole money.",
    share: "At most, of an order",
    when: "Which orders accept them",
    whenHint: "Without a condition every order does.",
    balance: "Of a stored balance, first spent is",
    name: "Name of the programme",
    entry: "How one becomes a member",
    entryWhen: "Condition to join",
  },
);

/** When points arrive, when they expire, how they are rounded. */
export function PointsPart(): ReactNode {
  const t = useWords(list);
  const { doc, set } = useEditor();
  const { pending } = doc.points;
  return (
    <div className="pg-fields">
      <TextPair path="points.name" label={t.pointsName} max={60} />
      <Field path="points.pending" label={t.pending} wide>
        {() => (
          <span className="row">
            <KindBox
              path="points.pending"
              label={t.pending}
              kinds={["none", "days", "fulfilment"] as const}
              names={{ days: "afterDays" }}
              value={pending.kind}
              onChange={(kind) => set("points.pending", pendingOf(kind))}
            />
            {pending.kind === "fulfilment" ? (
              <KindBox
                path="points.pending.status"
                label={t.status}
                kinds={["delivered", "signed", "completed"] as const}
                value={pending.status}
                onChange={(status) => set("points.pending.status", status)}
              />
            ) : null}
            {pending.kind === "none" ? null : (
              <NumberBox
                path="points.pending.days"
                label={t.days}
                min={0}
                max={365}
                suffix={t.dayUnit}
                empty={pending.kind === "fulfilment" ? 0 : undefined}
              />
            )}
          </span>
        )}
      </Field>
      <Expiry />
      <Reminders />
      <KindField
        path="points.on_basis"
        label={t.basis}
        hint={t.basisHint}
        kinds={["money", "payable", "before_discount"] as const}
      />
      <KindField
        path="points.rounding"
        label={t.rounding}
        hint={t.roundingHint}
        kinds={["floor", "half_up", "ceil"] as const}
      />
    </div>
  );
}

function Expiry(): ReactNode {
  const t = useWords(list);
  const { doc, set } = useEditor();
  const { expiry } = doc.points;
  const [month = 12, day = 31] = (expiry.month_day ?? "").split("-").map(Number);
  const write = (m: number, d: number) =>
    set("points.expiry.month_day", `${String(m).padStart(2, "0")}-${String(d).padStart(2, "0")}`);
  const byMonths = expiry.kind === "rolling_months" || expiry.kind === "inactivity";
  return (
    <Field path="points.expiry" label={t.expiry} wide>
      {() => (
        <span className="row">
          <KindBox
            path="points.expiry"
            label={t.expiry}
            kinds={["never", "rolling_months", "fixed_date", "inactivity"] as const}
            names={{ never: "expNever" }}
            value={expiry.kind}
            onChange={(kind) => set("points.expiry", expiryOf(kind))}
          />
          {byMonths ? (
            <NumberBox path="points.expiry.months" label={t.months} min={1} max={240} suffix={t.monthUnit} />
          ) : null}
          {expiry.kind === "fixed_date" ? (
            <>
              <Select
                aria-label={t.years}
                popupMatchSelectWidth={false}
                value={expiry.after_years ?? 0}
                onChange={(years: number) => set("points.expiry.after_years", years || undefined)}
                options={[0, 1, 2, 3, 4, 5].map((n) => ({
                  value: n,
                  label: n === 0 ? t.thisYear : n === 1 ? t.nextYear : t.later(n),
                }))}
              />
              <InputNumber
                id={controlID("points.expiry.month_day")}
                aria-label={`${t.date}: ${t.month}`}
                min={1}
                max={12}
                precision={0}
                suffix={t.month}
                value={month}
                onChange={(n) => n && write(Number(n), day)}
              />
              <InputNumber
                aria-label={`${t.date}: ${t.day}`}
                min={1}
                max={31}
                precision={0}
                suffix={t.day}
                value={day}
                onChange={(n) => n && write(month, Number(n))}
              />
            </>
          ) : null}
        </span>
      )}
    </Field>
  );
}

function Reminders(): ReactNode {
  const t = useWords(list);
  const { doc, set } = useEditor();
  const status = useStatus("points.remind_days_before");
  const days = doc.points.remind_days_before ?? [];
  return (
    <Field path="points.remind_days_before" label={t.remind} hint={t.remindHint}>
      {(id) => (
        <Select
          id={id}
          aria-label={t.remind}
          mode="tags"
          status={status}
          value={days.map(String)}
          maxCount={5}
          tokenSeparators={[",", "，", "、", " "]}
          onChange={(next: string[]) => {
            const whole = [...new Set(next.map((n) => Math.trunc(Number(n))).filter((n) => n > 0))].sort(
              (a, b) => b - a,
            );
            set("points.remind_days_before", whole.length > 0 ? whole : undefined);
          }}
          options={[60, 30, 14, 7, 3, 1].map((n) => ({ value: String(n), label: String(n) }))}
        />
      )}
    </Field>
  );
}

/** Points as money off. */
export function SpendingPart(): ReactNode {
  const t = useWords(list);
  const { doc, set, change, names, unit } = useEditor();
  const { spending } = doc;
  const status = useStatus("spending.max_share_bp");
  return (
    <div className="pg-fields">
      <Field path="spending" label={t.enabled(names.points)} wide>
        {(id) => (
          <span>
            <Switch
              id={id}
              aria-label={t.enabled(names.points)}
              checked={spending.enabled}
              onChange={(on) =>
                change((d) => {
                  const next = withAt(d, "spending.enabled", on);
                  return on && !d.spending.points
                    ? { ...next, spending: { ...next.spending, points: 100, minor: unit, max_share_bp: 5_000 } }
                    : next;
                })
              }
            />
          </span>
        )}
      </Field>
      {spending.enabled ? (
        <>
          <Field path="spending.points" label={t.rate} hint={t.rateHint} wide>
            {() => (
              <span className="row">
                <NumberBox path="spending.points" label={t.points} min={1} max={1_000_000} suffix={names.points} />{" "}
                {t.worth} <MoneyBox path="spending.minor" label={t.money} />
                <Wrong path="spending.minor" />
              </span>
            )}
          </Field>
          <Field path="spending.max_share_bp" label={t.share}>
            {(id) => (
              <InputNumber
                id={id}
                status={status}
                min={1}
                max={100}
                suffix="%"
                value={(spending.max_share_bp ?? 10_000) / 100}
                onChange={(n) => set("spending.max_share_bp", n === null ? undefined : Math.round(Number(n) * 100))}
              />
            )}
          </Field>
          <NumberField path="spending.min_points" label={t.min} min={0} suffix={names.points} empty={0} />
          <NumberField path="spending.step" label={t.step} hint={t.stepHint} min={1} suffix={names.points} />
          <WhenField path="spending.when" label={t.when} scope="order" hint={t.whenHint} />
        </>
      ) : null}
      <KindField
        path="spending.balance_order"
        label={t.balance}
        kinds={["bonus_first", "principal_first", "pro_rata"] as const}
        usual="bonus_first"
      />
    </div>
  );
}

/** The name of the programme and the door to it. */
export function BasicsPart(): ReactNode {
  const t = useWords(list);
  const { doc, set } = useEditor();
  return (
    <div className="pg-fields">
      <TextPair path="name" label={t.name} max={60} />
      <Field path="entry" label={t.entry}>
        {() => (
          <KindBox
            path="entry"
            label={t.entry}
            kinds={["open", "condition", "bought", "approval", "invitation"] as const}
            value={doc.entry.kind}
            onChange={(kind) =>
              set("entry", kind === "condition" ? { kind, when: doc.entry.when ?? "orders(365) >= 1" } : { kind })
            }
          />
        )}
      </Field>
      {doc.entry.kind === "condition" ? <WhenField path="entry.when" label={t.entryWhen} scope="member" /> : null}
    </div>
  );
}
