import { Checkbox, DatePicker, Form, Input, InputNumber, Segmented, Select, Switch } from "antd";
import dayjs from "dayjs";
import type { ReactNode } from "react";
import { useWords, words } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { useLabel, wordsOf } from "../../ui/labels.ts";
import { StorePick, useStaff } from "../../ui/pick.tsx";
import type { PersonValues } from "./form.ts";

const list = words(
  {
    name: "姓名",
    phone: "手机号",
    email: "邮箱",
    card: "会员卡号",
    external: "外部编号",
    externalHelp: "商户自有系统里的编号",
    gender: "性别",
    birthday: "生日",
    solar: "公历",
    lunar: "农历",
    month: "月",
    day: "日",
    leap: "闰月",
    address: "地址",
    store: "归属门店",
    adviser: "专属导购",
    channel: "来源渠道",
    campaign: "来源活动",
    tags: "标签",
    tagsHelp: "输入后按回车",
    keep: (mask: string) => `${mask}（留空不变）`,
    dead: "号码已失效（空号、停机）",
    personal: "允许个性化推荐",
    none: "未选择",
  },
  {
    name: "Name",
    phone: "Phone",
    email: "E-mail",
    card: "Card number",
    external: "External id",
    externalHelp: "The number in the merchant's own system",
    gender: "Gender",
    birthday: "Birthday",
    solar: "Gregorian",
    lunar: "Lunar",
    month: "Month",
    day: "Day",
    leap: "Leap month",
    address: "Address",
    store: "Home store",
    adviser: "Adviser",
    channel: "Won by",
    campaign: "Campaign",
    tags: "Tags",
    tagsHelp: "Press enter after each",
    keep: (mask: string) => `${mask} (empty keeps it)`,
    dead: "The number reaches nobody",
    personal: "Personal recommendations allowed",
    none: "Not chosen",
  },
);

type Masks = Partial<Record<"name" | "phone" | "email" | "card_no" | "external_id" | "address", string>>;

/** Name and identities. `masks` are what stands there now for those who may not see it. */
export function IdentityFields({ masks }: { masks?: Masks }): ReactNode {
  const t = useWords(list);
  const hint = (key: keyof Masks) => (masks?.[key] ? t.keep(masks[key]) : undefined);
  return (
    <>
      <Form.Item name="name" label={t.name}>
        <Input maxLength={100} autoComplete="off" placeholder={hint("name")} />
      </Form.Item>
      <Form.Item name="phone" label={t.phone}>
        <Input maxLength={40} type="tel" autoComplete="off" placeholder={hint("phone")} />
      </Form.Item>
      <Form.Item name="card_no" label={t.card}>
        <Input maxLength={64} autoComplete="off" placeholder={hint("card_no")} />
      </Form.Item>
      <Form.Item name="email" label={t.email}>
        <Input maxLength={254} type="email" autoComplete="off" placeholder={hint("email")} />
      </Form.Item>
      <Form.Item name="external_id" label={t.external} tooltip={t.externalHelp}>
        <Input maxLength={64} autoComplete="off" placeholder={hint("external_id")} />
      </Form.Item>
    </>
  );
}

interface DayInputProps {
  id?: string;
  value?: string | null;
  onChange?: (day: string | null) => void;
}

/** A day held as YYYY-MM-DD. */
export function DayInput({ id, value, onChange }: DayInputProps): ReactNode {
  return (
    <DatePicker
      id={id}
      format="YYYY-MM-DD"
      style={{ width: "100%" }}
      value={value ? dayjs(value) : null}
      onChange={(d) => onChange?.(d?.format("YYYY-MM-DD") ?? null)}
    />
  );
}

/** Gender, birthday, address. */
export function PersonFields({ masks }: { masks?: Masks }): ReactNode {
  const t = useWords(list);
  const label = useLabel();
  const form = Form.useFormInstance<PersonValues>();
  const calendar = Form.useWatch("calendar", form) ?? "solar";
  return (
    <>
      <Form.Item name="gender" label={t.gender}>
        <Select
          allowClear
          placeholder={t.none}
          options={wordsOf("gender").map((value) => ({ value, label: label("gender", value) }))}
        />
      </Form.Item>
      <Form.Item name="calendar" label={t.birthday} style={{ marginBottom: 8 }}>
        <Segmented
          aria-label={t.birthday}
          options={[
            { value: "solar", label: t.solar },
            { value: "lunar", label: t.lunar },
          ]}
        />
      </Form.Item>
      {calendar === "solar" ? (
        <Form.Item name="birthday" label={`${t.birthday} (${t.solar})`}>
          <DayInput />
        </Form.Item>
      ) : (
        <div className="row" style={{ alignItems: "end" }}>
          <Form.Item name={["birthday_lunar", "month"]} label={t.month}>
            <InputNumber min={1} max={12} precision={0} />
          </Form.Item>
          <Form.Item name={["birthday_lunar", "day"]} label={t.day}>
            <InputNumber min={1} max={30} precision={0} />
          </Form.Item>
          <Form.Item name={["birthday_lunar", "leap"]} valuePropName="checked">
            <Checkbox>{t.leap}</Checkbox>
          </Form.Item>
        </div>
      )}
      <Form.Item name="address" label={t.address}>
        <Input.TextArea rows={2} maxLength={500} placeholder={masks?.address ? t.keep(masks.address) : undefined} />
      </Form.Item>
    </>
  );
}

/** Store, adviser, where the person was won, tags. */
export function SourceFields(): ReactNode {
  const t = useWords(list);
  const label = useLabel();
  const mayStaff = useMay("staff:read");
  const staff = useStaff();
  return (
    <>
      <Form.Item name="store_id" label={t.store}>
        <StorePick label={t.store} placeholder={t.none} />
      </Form.Item>
      {mayStaff ? (
        <Form.Item name="adviser_id" label={t.adviser}>
          <Select
            allowClear
            showSearch={{ optionFilterProp: "label" }}
            placeholder={t.none}
            options={staff.map((s) => ({ value: s.id, label: s.name }))}
          />
        </Form.Item>
      ) : null}
      <Form.Item name="channel" label={t.channel}>
        <Select
          allowClear
          placeholder={t.none}
          options={wordsOf("channel").map((value) => ({ value, label: label("channel", value) }))}
        />
      </Form.Item>
      <Form.Item name="campaign" label={t.campaign}>
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item name="tags" label={t.tags}>
        <Select mode="tags" maxCount={100} placeholder={t.tagsHelp} tokenSeparators={[",", "，", ";", "；"]} />
      </Form.Item>
    </>
  );
}

/** Whether the number is dead, and whether recommendations are personal. */
export function SwitchFields(): ReactNode {
  const t = useWords(list);
  return (
    <>
      <Form.Item name="phone_dead" label={t.dead} valuePropName="checked" layout="horizontal">
        <Switch />
      </Form.Item>
      <Form.Item name="personalised" label={t.personal} valuePropName="checked" layout="horizontal">
        <Switch />
      </Form.Item>
    </>
  );
}
