import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { App, Collapse, DatePicker, Form, Input, InputNumber, Radio, Select, Switch, TimePicker } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, onceKey } from "../../../../../shared/api.ts";
import { useLanguage, useWords } from "../../../../../shared/i18n.ts";
import { ArticlesPick } from "../../ui/articles.tsx";
import { ConditionItem } from "../../ui/condition-item.tsx";
import { FormDrawer } from "../../ui/drawer.tsx";
import { useLabel } from "../../ui/labels.ts";
import { useStores } from "../../ui/pick.tsx";
import { useProgramme } from "../../ui/programme.ts";
import { MoneyInput } from "../../ui/send.tsx";
import { ProductPick } from "../catalogue/price.tsx";
import { bodyOf, type Fields, fieldOf, startOf } from "./form.ts";
import { formWords } from "./formwords.ts";
import { couponWords, kinds, promise, type Template, weekdays } from "./words.ts";

/** Makes a template, or changes one. */
export function TemplateDrawer(props: {
  template?: Template;
  tag?: string;
  fresh?: () => Promise<unknown>;
  close: () => void;
}): ReactNode {
  const t = useWords(formWords);
  const client = useQueryClient();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const { template } = props;
  const [key] = useState(onceKey);
  const [form] = Form.useForm<Fields>();
  const send = async (values: Fields) => {
    const body = bodyOf(values, template);
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
      rename={fieldOf}
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
            children: <ScopeFields />,
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
  const t = useWords(formWords);
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
            <ProductPick label={t.gift} />
          </Form.Item>
        ) : null}
        {kind && kind !== "amount_off" && kind !== "fixed_price" && kind !== "points_multiplier" ? (
          <Form.Item name="cap_minor" label={t.cap}>
            <MoneyInput min={1} />
          </Form.Item>
        ) : null}
        <Form.Item name="min_spend_minor" label={t.min} extra={kind === "gift" ? t.minGiftHelp : t.minHelp}>
          <MoneyInput min={0} />
        </Form.Item>
      </div>
      {values?.kind ? (
        <p className="meta" aria-live="polite">
          {t.preview}
          {promise(bodyOf(values) as Template, lang)}
        </p>
      ) : null}
    </>
  );
}

function When(): ReactNode {
  const t = useWords(formWords);
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
  const t = useWords(formWords);
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
function ScopeFields(): ReactNode {
  const t = useWords(formWords);
  const lang = useLanguage();
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
        <ArticlesPick placeholder={t.any} />
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
          weekdays(lang).map((text, i) => ({ value: i + 1, label: text })),
        )}
        <Form.Item name={["scope", "hours"]} label={t.hours} extra={t.hoursHint}>
          <TimePicker.RangePicker format="HH:00" showMinute={false} order={false} style={{ width: "100%" }} />
        </Form.Item>
      </div>
      <ConditionItem name={["scope", "condition"]} label={t.condition} scope="line" />
    </>
  );
}

function Stacking(): ReactNode {
  const t = useWords(formWords);
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
  const t = useWords(formWords);
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
