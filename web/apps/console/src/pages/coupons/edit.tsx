import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { App, Collapse, DatePicker, Form, Input, InputNumber, Radio, Select, Switch, TimePicker } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { type ReactNode, useState } from "react";
import { api, ok, onceKey, type Schema } from "../../../../../shared/api.ts";
import { useLanguage, useWords, words } from "../../../../../shared/i18n.ts";
import { ConditionField } from "../../ui/condition.tsx";
import { FormDrawer } from "../../ui/drawer.tsx";
import { useLabel } from "../../ui/labels.ts";
import { useStores } from "../../ui/pick.tsx";
import { useProgramme } from "../../ui/programme.ts";
import { MoneyInput } from "../../ui/send.tsx";
import { dayOf, lastDay } from "../../ui/zone.ts";
import { couponWords, kinds, promise, type Template } from "./words.ts";

const list = words(
  {
    add: "新建券模板",
    edit: (name: string) => `修改 ${name}`,
    gives: "给什么",
    name: "名称",
    nameHelp: "会员看到的名称，如 满100减20。",
    amount: "减多少",
    price: "一件的价格",
    percentOff: "减百分之几",
    percentHelp: "12 就是 8.8 折；可到两位小数。",
    gift: "赠品编码",
    giftHelp: "商品编码（SKU）；下单含此商品时一件免费。",
    times: "积分倍数",
    cap: "最多优惠",
    min: "使用门槛",
    minHelp: "适用商品在会员价和等级折扣之后的金额；留空不限。",
    when: "何时有效",
    validity: "有效期",
    never: "长期有效",
    fixed: "固定日期",
    relative: "领取后若干天",
    between: "起止日期",
    days: "有效天数",
    daysHelp: "从生效次日起算，到最后一天结束。",
    after: "几天后生效",
    afterHelp: "0 为立即生效。",
    remind: "到期前几天提醒",
    remindHelp: "会产生一个到期提醒事件；0 为不提醒。",
    amountOf: "多少张",
    stock: "总库存",
    stockHelp: "含已发放；留空不限。",
    perMember: "每人限领",
    perMemberHelp: "转赠出去的也算；0 为不限。",
    scope: "适用范围",
    skus: "指定商品编码",
    skusHelp: "回车分隔；留空为全部商品。",
    categories: "指定品类",
    stores: "指定门店",
    channels: "指定渠道",
    tiers: "指定等级",
    segments: "指定人群",
    weekdays: "指定星期",
    hours: "指定时段",
    condition: "其他条件",
    any: "不限",
    stacking: "与其他券同用",
    mode: "叠加方式",
    alone: "不与任何券同用",
    once: "同类最多用一张",
    always: "可与其他券同用",
    class: "类别",
    classHelp: "同一类别的券一单最多用一张，如 满减。",
    order: "使用顺序",
    orderHelp: "数字小的先用，后面的券按剩余金额计算。",
    more: "其他",
    transferable: "允许会员转赠",
    cost: "单张成本",
    costHelp: "用于预算与成本统计；留空按优惠金额估算。",
    note: "内部备注",
    status: "发放状态",
    statusHelp: "暂停或归档后不再发放；已发出的券照常可用。",
    needed: "请填写",
    saved: "已保存",
    keeps: "已发出的券保持原来的条款，修改只影响之后发放的券。",
    preview: "会员看到：",
    sun: "周日",
    mon: "周一",
    tue: "周二",
    wed: "周三",
    thu: "周四",
    fri: "周五",
    sat: "周六",
  },
  {
    add: "New coupon template",
    edit: (name: string) => `Change ${name}`,
    gives: "What it gives",
    name: "Name",
    nameHelp: "As members see it, such as ¥20 off from ¥100.",
    amount: "Amount off",
    price: "Price of a unit",
    percentOff: "Percent off",
    percentHelp: "12 leaves 88 %; up to two decimals.",
    gift: "The gift",
    giftHelp: "Code (SKU) of the article: one unit of it in an order costs nothing.",
    times: "Times the points",
    cap: "At most",
    min: "From",
    minHelp: "What its goods cost, after prices and discounts of members. Empty: any amount.",
    when: "When it is good",
    validity: "Validity",
    never: "No end",
    fixed: "Between two days",
    relative: "Some days once held",
    between: "First and last day",
    days: "Days",
    daysHelp: "Counted from the day after it becomes usable, to the end of the last.",
    after: "Usable after days",
    afterHelp: "0: at once.",
    remind: "Remind days before its end",
    remindHelp: "Makes an event; 0 does not remind.",
    amountOf: "How many",
    stock: "Stock",
    stockHelp: "Issued ones included. Empty: no limit.",
    perMember: "Per member",
    perMemberHelp: "Those given away count, too. 0: no limit.",
    scope: "Where it may be used",
    skus: "Articles",
    skusHelp: "Their codes, each with Enter. Empty: all.",
    categories: "Categories",
    stores: "Stores",
    channels: "Channels",
    tiers: "Tiers",
    segments: "Segments",
    weekdays: "Days of the week",
    hours: "Time of day",
    condition: "Another condition",
    any: "Any",
    stacking: "Beside other coupons",
    mode: "Stacking",
    alone: "Stands alone",
    once: "One of its class",
    always: "Goes with others",
    class: "Class",
    classHelp: "Of one class an order uses at most one, such as amount-off.",
    order: "Order",
    orderHelp: "Smaller ones are applied first, the next on what is left.",
    more: "More",
    transferable: "Members may give it away",
    cost: "Cost of one",
    costHelp: "For budgets and cost reports. Empty: what it takes off.",
    note: "Note for your people",
    status: "State",
    statusHelp: "Paused or archived ones are not issued any more; what was issued stays good.",
    needed: "Please fill in",
    saved: "Saved",
    keeps: "Coupons that were issued keep their terms; changes count for those issued from now on.",
    preview: "Members read: ",
    sun: "Sun",
    mon: "Mon",
    tue: "Tue",
    wed: "Wed",
    thu: "Thu",
    fri: "Fri",
    sat: "Sat",
  },
);

type Body = Schema<"CouponTemplateBody">;

interface Fields {
  name: string;
  kind: Template["kind"];
  amount_minor?: number;
  percent?: number;
  times?: number;
  cap_minor?: number;
  min_spend_minor?: number;
  gift_sku?: string;
  span: "never" | "fixed" | "relative";
  between?: [Dayjs, Dayjs];
  validity?: { days?: number; activates_after_days?: number };
  remind_days?: number;
  stock?: number;
  per_member_limit?: number;
  scope: {
    skus?: string[];
    categories?: string[];
    stores?: string[];
    channels?: string[];
    tiers?: string[];
    segments?: string[];
    weekdays?: number[];
    hours?: [Dayjs, Dayjs];
  };
  stacking: { mode: "never" | "once_per_class" | "always"; class?: string; order?: number };
  transferable?: boolean;
  cost_minor?: number;
  note?: string;
  status?: "active" | "paused" | "archived";
}

/** Makes a template, or changes one. */
export function TemplateDrawer(props: {
  template?: Template;
  tag?: string;
  fresh?: () => Promise<unknown>;
  close: () => void;
}): ReactNode {
  const t = useWords(list);
  const client = useQueryClient();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const { template } = props;
  const [key] = useState(onceKey);
  const [form] = Form.useForm<Fields>();
  const [condition, setCondition] = useState(template?.scope?.condition ?? "");
  const send = async (values: Fields) => {
    const body = bodyOf(values, condition);
    if (template) {
      await ok(
        api.PUT("/v1/coupon-templates/{id}", {
          params: { path: { id: template.id }, header: { "If-Match": props.tag ?? "" } },
          body,
        }),
      );
    } else {
      const made = await ok(api.POST("/v1/coupon-templates", { headers: { "Idempotency-Key": key }, body }));
      void navigate({ to: "/coupons/$id", params: { id: made.id } });
    }
    await client.invalidateQueries({ queryKey: ["coupons"] });
    void message.success(t.saved);
  };
  return (
    <FormDrawer<Fields>
      title={template ? t.edit(template.name) : t.add}
      size={640}
      form={form}
      start={startOf(template)}
      send={send}
      fresh={props.fresh}
      close={props.close}
      rename={(field) =>
        ({
          percent_off: "percent",
          points_multiplier: "times",
          "validity.until": "between",
          "scope.hours.until": "scope.hours",
        })[field] ?? field
      }
    >
      {template ? <p className="meta">{t.keeps}</p> : null}
      <h3 className="coupon-part">{t.gives}</h3>
      <Gives form={form} />
      <h3 className="coupon-part">{t.when}</h3>
      <When />
      <h3 className="coupon-part">{t.amountOf}</h3>
      <HowMany />
      <Collapse
        ghost
        defaultActiveKey={template ? ["scope"] : []}
        items={[
          {
            key: "scope",
            label: t.scope,
            forceRender: true,
            children: <ScopeFields condition={condition} setCondition={setCondition} />,
          },
          { key: "stacking", label: t.stacking, forceRender: true, children: <Stacking /> },
          { key: "more", label: t.more, forceRender: true, children: <More known={!!template} /> },
        ]}
      />
    </FormDrawer>
  );
}

/** The kind, and the fields that it has. */
function Gives({ form }: { form: ReturnType<typeof Form.useForm<Fields>>[0] }): ReactNode {
  const t = useWords(list);
  const w = useWords(couponWords);
  const lang = useLanguage();
  const kind = Form.useWatch("kind", form);
  const values = Form.useWatch([], form) as Fields | undefined;
  const needed = [{ required: true, message: t.needed }];
  const money = kind === "amount_off" || kind === "fixed_price";
  return (
    <>
      <Form.Item name="kind" label={w.kind} rules={needed}>
        <Select options={kinds.map((value) => ({ value, label: w[value] }))} />
      </Form.Item>
      <Form.Item
        name="name"
        label={t.name}
        extra={t.nameHelp}
        rules={[{ required: true, whitespace: true, message: t.needed }]}
      >
        <Input maxLength={60} showCount />
      </Form.Item>
      <div className="coupon-pair">
        {money ? (
          <Form.Item name="amount_minor" label={kind === "fixed_price" ? t.price : t.amount} rules={needed}>
            <MoneyInput min={1} />
          </Form.Item>
        ) : null}
        {kind === "percent_off" ? (
          <Form.Item name="percent" label={t.percentOff} extra={t.percentHelp} rules={needed}>
            <InputNumber min={0.01} max={100} precision={2} suffix="%" style={{ width: "100%" }} />
          </Form.Item>
        ) : null}
        {kind === "points_multiplier" ? (
          <Form.Item name="times" label={t.times} rules={needed}>
            <InputNumber min={1.01} max={100} precision={2} style={{ width: "100%" }} />
          </Form.Item>
        ) : null}
        {kind === "gift" ? (
          <Form.Item name="gift_sku" label={t.gift} extra={t.giftHelp} rules={needed}>
            <Input maxLength={64} />
          </Form.Item>
        ) : null}
        {kind && kind !== "amount_off" && kind !== "fixed_price" && kind !== "points_multiplier" ? (
          <Form.Item name="cap_minor" label={t.cap}>
            <MoneyInput min={1} />
          </Form.Item>
        ) : null}
        <Form.Item name="min_spend_minor" label={t.min} extra={t.minHelp}>
          <MoneyInput min={0} />
        </Form.Item>
      </div>
      {values?.kind ? (
        <p className="meta" aria-live="polite">
          {t.preview}
          {promise(bodyOf(values, "") as Template, lang)}
        </p>
      ) : null}
    </>
  );
}

function When(): ReactNode {
  const t = useWords(list);
  const span = Form.useWatch<Fields["span"]>("span");
  return (
    <>
      <Form.Item name="span" label={t.validity}>
        <Radio.Group
          options={[
            { value: "never", label: t.never },
            { value: "fixed", label: t.fixed },
            { value: "relative", label: t.relative },
          ]}
        />
      </Form.Item>
      {span === "fixed" ? (
        <Form.Item name="between" label={t.between} rules={[{ required: true, message: t.needed }]}>
          <DatePicker.RangePicker style={{ width: "100%" }} />
        </Form.Item>
      ) : null}
      {span === "relative" ? (
        <div className="coupon-pair">
          <Form.Item
            name={["validity", "days"]}
            label={t.days}
            extra={t.daysHelp}
            rules={[{ required: true, message: t.needed }]}
          >
            <InputNumber min={1} max={3650} precision={0} style={{ width: "100%" }} />
          </Form.Item>
          <Form.Item name={["validity", "activates_after_days"]} label={t.after} extra={t.afterHelp}>
            <InputNumber min={0} max={3650} precision={0} style={{ width: "100%" }} />
          </Form.Item>
        </div>
      ) : null}
      {span === "never" ? null : (
        <Form.Item name="remind_days" label={t.remind} extra={t.remindHelp}>
          <InputNumber min={0} max={60} precision={0} style={{ width: 160 }} />
        </Form.Item>
      )}
    </>
  );
}

function HowMany(): ReactNode {
  const t = useWords(list);
  return (
    <div className="coupon-pair">
      <Form.Item name="stock" label={t.stock} extra={t.stockHelp}>
        <InputNumber min={1} precision={0} style={{ width: "100%" }} />
      </Form.Item>
      <Form.Item name="per_member_limit" label={t.perMember} extra={t.perMemberHelp}>
        <InputNumber min={0} precision={0} style={{ width: "100%" }} />
      </Form.Item>
    </div>
  );
}

/** Which goods, shops, times and people. */
function ScopeFields(props: { condition: string; setCondition: (text: string) => void }): ReactNode {
  const t = useWords(list);
  const label = useLabel();
  const { stores } = useStores();
  const programme = useProgramme();
  const categories = useQuery({
    queryKey: ["categories"],
    queryFn: () => ok(api.GET("/v1/categories")),
    staleTime: 60_000,
  });
  const segments = useQuery({
    queryKey: ["segments", "all"],
    queryFn: () => ok(api.GET("/v1/segments")),
    staleTime: 60_000,
  });
  const many = (name: keyof Fields["scope"], text: string, options: { value: string | number; label: string }[]) => (
    <Form.Item name={["scope", name]} label={text}>
      <Select
        mode="multiple"
        allowClear
        placeholder={t.any}
        showSearch={{ optionFilterProp: "label" }}
        options={options}
      />
    </Form.Item>
  );
  return (
    <>
      <Form.Item name={["scope", "skus"]} label={t.skus} extra={t.skusHelp}>
        <Select mode="tags" open={false} suffixIcon={null} placeholder={t.any} tokenSeparators={[",", " ", "，"]} />
      </Form.Item>
      {many(
        "categories",
        t.categories,
        (categories.data?.data ?? []).map((c) => ({ value: c.code, label: c.name || c.code })),
      )}
      <div className="coupon-pair">
        {many(
          "stores",
          t.stores,
          stores.map((s) => ({ value: s.code, label: s.name })),
        )}
        {many(
          "channels",
          t.channels,
          ["pos", "web", "miniapp", "h5"].map((value) => ({ value, label: label("channel", value) })),
        )}
        {many(
          "tiers",
          t.tiers,
          programme.tiers.map((tier) => ({ value: tier.code, label: tier.name })),
        )}
        {many(
          "segments",
          t.segments,
          (segments.data?.data ?? []).map((s) => ({ value: s.id, label: s.name })),
        )}
        {many(
          "weekdays",
          t.weekdays,
          [t.mon, t.tue, t.wed, t.thu, t.fri, t.sat, t.sun].map((text, i) => ({ value: i + 1, label: text })),
        )}
        <Form.Item name={["scope", "hours"]} label={t.hours}>
          <TimePicker.RangePicker format="HH:00" showMinute={false} style={{ width: "100%" }} />
        </Form.Item>
      </div>
      <Form.Item label={t.condition}>
        <ConditionField
          scope="line"
          label={t.condition}
          value={props.condition}
          onChange={(text, whole) => whole && props.setCondition(text)}
        />
      </Form.Item>
    </>
  );
}

function Stacking(): ReactNode {
  const t = useWords(list);
  const mode = Form.useWatch(["stacking", "mode"]) as string | undefined;
  return (
    <>
      <Form.Item name={["stacking", "mode"]} label={t.mode}>
        <Radio.Group
          options={[
            { value: "never", label: t.alone },
            { value: "once_per_class", label: t.once },
            { value: "always", label: t.always },
          ]}
        />
      </Form.Item>
      <div className="coupon-pair">
        {mode === "once_per_class" ? (
          <Form.Item name={["stacking", "class"]} label={t.class} extra={t.classHelp}>
            <Input maxLength={40} />
          </Form.Item>
        ) : null}
        {mode === "never" ? null : (
          <Form.Item name={["stacking", "order"]} label={t.order} extra={t.orderHelp}>
            <InputNumber min={-1000} max={1000} precision={0} style={{ width: "100%" }} />
          </Form.Item>
        )}
      </div>
    </>
  );
}

function More({ known }: { known: boolean }): ReactNode {
  const t = useWords(list);
  const w = useWords(couponWords);
  return (
    <>
      <Form.Item name="transferable" label={t.transferable} valuePropName="checked">
        <Switch />
      </Form.Item>
      <Form.Item name="cost_minor" label={t.cost} extra={t.costHelp}>
        <MoneyInput min={0} />
      </Form.Item>
      <Form.Item name="note" label={t.note}>
        <Input.TextArea maxLength={500} autoSize={{ minRows: 2, maxRows: 4 }} />
      </Form.Item>
      {known ? (
        <Form.Item name="status" label={t.status} extra={t.statusHelp}>
          <Radio.Group
            options={(["active", "paused", "archived"] as const).map((value) => ({ value, label: w[value] }))}
          />
        </Form.Item>
      ) : null}
    </>
  );
}

/** What the form shows of a template. */
function startOf(p: Template | undefined): Partial<Fields> {
  if (!p)
    return {
      kind: "amount_off",
      span: "relative",
      validity: { days: 30 },
      remind_days: 3,
      stacking: { mode: "always" },
      scope: {},
    };
  const v = p.validity;
  const s = p.scope;
  return {
    ...p,
    percent: p.off_bp ? p.off_bp / 100 : undefined,
    times: p.points_bp ? p.points_bp / 10_000 : undefined,
    span: v?.days || v?.activates_after_days ? "relative" : v?.until ? "fixed" : "never",
    between: v?.until ? [dayjs(v.from ? dayOf(v.from) : undefined), dayjs(lastDay(v.until))] : undefined,
    validity: { days: v?.days, activates_after_days: v?.activates_after_days },
    stock: p.stock ?? undefined,
    scope: {
      ...s,
      hours: s?.hours
        ? [
            dayjs().hour(s.hours.from).minute(0),
            dayjs()
              .hour(s.hours.until % 24)
              .minute(0),
          ]
        : undefined,
    } as Fields["scope"],
    stacking: { mode: p.stacking?.mode || "never", class: p.stacking?.class, order: p.stacking?.order },
    status: p.status || "active",
  };
}

/** What the form says, as the API takes it. */
export function bodyOf(f: Fields, condition: string): Body {
  const has = (...which: string[]) => which.includes(f.kind);
  const scope = f.scope ?? {};
  const { hours, ...rest } = scope;
  const span: Body["validity"] =
    f.span === "fixed" && f.between
      ? { from: f.between[0].format("YYYY-MM-DD"), until: f.between[1].format("YYYY-MM-DD") }
      : f.span === "relative"
        ? { days: f.validity?.days, activates_after_days: f.validity?.activates_after_days ?? 0 }
        : undefined;
  return {
    name: f.name,
    kind: f.kind,
    amount_minor: has("amount_off", "fixed_price") ? f.amount_minor : undefined,
    off_bp: has("percent_off") ? Math.round((f.percent ?? 0) * 100) : undefined,
    points_bp: has("points_multiplier") ? Math.round((f.times ?? 0) * 10_000) : undefined,
    gift_sku: has("gift") ? f.gift_sku : undefined,
    cap_minor: has("amount_off", "fixed_price", "points_multiplier") ? undefined : (f.cap_minor ?? undefined),
    min_spend_minor: f.min_spend_minor ?? undefined,
    validity: span,
    remind_days: f.span === "never" ? undefined : (f.remind_days ?? undefined),
    stock: f.stock ?? undefined,
    per_member_limit: f.per_member_limit ?? undefined,
    scope: {
      ...rest,
      hours: hours ? { from: hours[0].hour(), until: hours[1].hour() || 24 } : undefined,
      condition: condition || undefined,
    },
    stacking: {
      mode: f.stacking?.mode,
      class: f.stacking?.mode === "once_per_class" ? f.stacking.class : undefined,
      order: f.stacking?.mode === "never" ? undefined : (f.stacking?.order ?? undefined),
    },
    transferable: f.transferable,
    cost_minor: f.cost_minor ?? undefined,
    note: f.note || undefined,
    status: f.status,
  };
}
