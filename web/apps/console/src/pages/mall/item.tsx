import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, DatePicker, Form, Input, InputNumber, Segmented, Select, Switch } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { type ReactNode, useState } from "react";
import { api, ok, onceKey, type Schema } from "../../../../../shared/api.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { ConditionItem } from "../../ui/condition-item.tsx";
import { FormDrawer } from "../../ui/drawer.tsx";
import { everyPage } from "../../ui/every.ts";
import { type RewardKind, RewardsField, rewardKinds } from "../../ui/gives.tsx";
import { useOpeningHelp } from "../../ui/opening.tsx";
import { PictureField } from "../../ui/picture.tsx";
import { capital, useProgramme } from "../../ui/programme.ts";
import { MoneyInput } from "../../ui/send.tsx";
import { ProductPick } from "../catalogue/price.tsx";
import { instantOf, wallOf } from "../catalogue/span.ts";
import type { Item } from "./items.tsx";
import { mallWords } from "./words.ts";

type Body = Schema<"MallItemBody">;

interface Values extends Omit<Body, "from" | "until" | "hand_over"> {
  what: "goods" | "rewards";
  hand_over?: "pickup" | "delivery" | "either";
  from?: Dayjs | null;
  until?: Dayjs | null;
  limited?: boolean;
}

/** Points do not buy points, and commission is earned by promoters alone. */
const kinds: RewardKind[] = rewardKinds.filter((k) => k !== "points" && k !== "commission");

const wall = (day: Dayjs | null | undefined) => (day ? instantOf(day.format("YYYY-MM-DDTHH:mm")) : undefined);

/** What a form holds, as the API takes it. */
function bodyOf({ what, limited, from, until, ...v }: Values): Body {
  const goods = what === "goods";
  return {
    name: v.name,
    summary: v.summary?.trim() || undefined,
    points: v.points ?? undefined,
    price_minor: v.price_minor ?? undefined,
    cost_minor: goods ? (v.cost_minor ?? undefined) : undefined,
    stock: v.stock ?? undefined,
    per_member_limit: v.per_member_limit ?? undefined,
    limit_per: v.per_member_limit ? v.limit_per : undefined,
    sku: goods ? v.sku : undefined,
    gives: goods ? undefined : v.gives,
    hand_over: goods ? v.hand_over : "at_once",
    tier: limited ? v.tier || undefined : undefined,
    condition: limited ? v.condition || undefined : undefined,
    from: wall(from),
    until: wall(until),
    position: v.position ?? undefined,
    picture: v.picture || undefined,
    budget_id: goods ? undefined : v.budget_id || undefined,
    closed: v.closed || undefined,
  };
}

/** Puts an item into the mall, or changes one that was read at a version. */
export function ItemDrawer(props: {
  item?: Item;
  tag?: string;
  reread: (item: Item) => Promise<void>;
  close: () => void;
}): ReactNode {
  const t = useWords(mallWords);
  const client = useQueryClient();
  const { message } = App.useApp();
  const [key] = useState(onceKey);
  const [form] = Form.useForm<Values>();
  const programme = useProgramme();
  const openingHelp = useOpeningHelp();
  const { item, tag, reread, close } = props;
  const what = Form.useWatch("what", form) ?? (item && !item.sku ? "rewards" : "goods");
  const send = async (values: Values) => {
    const body = bodyOf({ ...values, what });
    if (item) {
      await ok(
        api.PUT("/v1/mall/items/{id}", {
          params: { path: { id: item.id }, header: { "If-Match": tag ?? "" } },
          body,
        }),
      );
    } else {
      await ok(api.POST("/v1/mall/items", { headers: { "Idempotency-Key": key }, body }));
    }
    await client.invalidateQueries({ queryKey: ["mall"] });
    void message.success(t.saved);
  };
  const start: Partial<Values> = item
    ? {
        ...item,
        what: item.sku ? "goods" : "rewards",
        hand_over: item.hand_over === "at_once" ? undefined : (item.hand_over as "pickup"),
        limit_per: item.limit_per || "ever",
        limited: !!(item.tier || item.condition),
        from: item.from ? dayjs(wallOf(item.from)) : null,
        until: item.until ? dayjs(wallOf(item.until)) : null,
      }
    : { what: "goods", hand_over: "pickup", limit_per: "ever", gives: [{ kind: "coupon" }] };
  return (
    <FormDrawer<Values>
      title={item ? t.edit(item.name) : t.add}
      form={form}
      size={640}
      start={start}
      send={send}
      fresh={item ? () => reread(item) : undefined}
      close={close}
    >
      <Form.Item name="name" label={t.name} rules={[{ required: true, whitespace: true, message: t.needed }]}>
        <Input maxLength={100} autoFocus={!item} />
      </Form.Item>
      <Form.Item name="picture" label={t.picture} extra={what === "goods" ? t.pictureHelp : undefined}>
        <PictureField url={item?.picture_url} />
      </Form.Item>
      <Form.Item name="summary" label={t.summary} extra={t.summaryHelp}>
        <Input.TextArea maxLength={500} autoSize={{ minRows: 2, maxRows: 4 }} />
      </Form.Item>
      <div className="form-pair">
        <Form.Item name="points" label={capital(t.pointsNeeded(programme.points))}>
          <InputNumber min={0} max={10_000_000_000} precision={0} style={{ width: "100%" }} />
        </Form.Item>
        <Form.Item name="price_minor" label={t.money} extra={t.moneyHelp}>
          <MoneyInput min={0} />
        </Form.Item>
      </div>
      <Form.Item name="what" label={t.what}>
        <Segmented
          options={[
            { value: "goods", label: t.goods },
            { value: "rewards", label: t.rewards },
          ]}
        />
      </Form.Item>
      {what === "goods" ? <Goods /> : <Rewards />}
      <div className="form-pair">
        <Form.Item name="stock" label={t.stock} extra={t.stockHelp}>
          <InputNumber min={0} max={1_000_000_000} precision={0} placeholder={t.unlimited} style={{ width: "100%" }} />
        </Form.Item>
        <Limit />
      </div>
      <Whom />
      <div className="form-pair">
        <Form.Item name="from" label={t.from} extra={openingHelp}>
          <DatePicker showTime={{ format: "HH:mm" }} format="YYYY-MM-DD HH:mm" style={{ width: "100%" }} />
        </Form.Item>
        <Form.Item name="until" label={t.until}>
          <DatePicker showTime={{ format: "HH:mm" }} format="YYYY-MM-DD HH:mm" style={{ width: "100%" }} />
        </Form.Item>
      </div>
      <Form.Item name="position" label={t.position} extra={t.positionHelp}>
        <InputNumber min={0} max={1_000_000} precision={0} />
      </Form.Item>
      {item ? (
        <Form.Item name="closed" label={t.closed} extra={t.closedHelp} valuePropName="checked">
          <Switch />
        </Form.Item>
      ) : null}
    </FormDrawer>
  );
}

/** The fields of goods. */
function Goods(): ReactNode {
  const t = useWords(mallWords);
  return (
    <>
      <Form.Item name="sku" label={t.sku} rules={[{ required: true, message: t.needed }]}>
        <ProductPick />
      </Form.Item>
      <div className="form-pair">
        <Form.Item name="hand_over" label={t.handOver}>
          <Select options={(["pickup", "delivery", "either"] as const).map((value) => ({ value, label: t[value] }))} />
        </Form.Item>
        <Form.Item name="cost_minor" label={t.cost} extra={t.costHelp}>
          <MoneyInput min={0} />
        </Form.Item>
      </div>
    </>
  );
}

/** The fields of rewards: what is given, and the budget that stops it. */
function Rewards(): ReactNode {
  const t = useWords(mallWords);
  return (
    <>
      <Form.Item
        name="gives"
        label={t.gives}
        rules={[{ required: true, type: "array", min: 1, message: t.givesNeeded }]}
      >
        <RewardsField kinds={kinds} />
      </Form.Item>
      <Form.Item name="budget_id" label={t.budget} extra={t.budgetHelp}>
        <BudgetPick />
      </Form.Item>
    </>
  );
}

/** Chooses one of the budgets that are open. */
function BudgetPick(props: { id?: string; value?: string; onChange?: (id: string | undefined) => void }): ReactNode {
  const t = useWords(mallWords);
  const budgets = useQuery({
    queryKey: ["budgets", "pick"],
    queryFn: () => everyPage((after) => ok(api.GET("/v1/budgets", { params: { query: { after, limit: 200 } } }))),
  });
  return (
    <Select
      id={props.id}
      value={props.value || undefined}
      onChange={(next?: string) => props.onChange?.(next)}
      allowClear
      placeholder={t.noBudget}
      showSearch={{ optionFilterProp: "label" }}
      options={(budgets.data ?? [])
        .filter((b) => !b.closed || b.id === props.value)
        .map((b) => ({ value: b.id, label: b.name }))}
    />
  );
}

/** How many one member may have, and within which time. */
function Limit(): ReactNode {
  const t = useWords(mallWords);
  return (
    <div className="form-pair">
      <Form.Item name="per_member_limit" label={t.limit}>
        <InputNumber min={0} max={1_000_000_000} precision={0} placeholder={t.noLimit} style={{ width: "100%" }} />
      </Form.Item>
      <Form.Item name="limit_per" label={t.limitPer}>
        <Select
          options={(["ever", "day", "week", "month", "year"] as const).map((value) => ({ value, label: t[value] }))}
        />
      </Form.Item>
    </div>
  );
}

/** For whom the item is: everybody, or from a tier upward and by a condition. */
function Whom(): ReactNode {
  const t = useWords(mallWords);
  const programme = useProgramme();
  const form = Form.useFormInstance<Values>();
  const limited = Form.useWatch("limited", form);
  return (
    <>
      <Form.Item name="limited" label={t.limitTo} valuePropName="checked">
        <Switch />
      </Form.Item>
      {limited ? (
        <>
          <Form.Item name="tier" label={t.tier} extra={t.tierHelp}>
            <Select
              allowClear
              placeholder={t.everybody}
              options={programme.tiers.map((tier) => ({ value: tier.code, label: tier.name }))}
            />
          </Form.Item>
          <ConditionItem name="condition" label={t.condition} extra={t.conditionHelp} scope="member" />
        </>
      ) : null}
    </>
  );
}
