import { useQuery } from "@tanstack/react-query";
import { DatePicker, Form, Input, InputNumber, Select } from "antd";
import dayjs from "dayjs";
import type { ReactNode } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { count, day } from "../../../../../shared/format.ts";
import { useLanguage, useWords, words } from "../../../../../shared/i18n.ts";

type Attribute = Schema<"AttributeOut">;

const list = words({ yes: "是", no: "否", choose: "未填写" }, { yes: "Yes", no: "No", choose: "Not answered" });

/** The merchant's own attributes that are still asked. */
export function useAttributes(): Attribute[] {
  const query = useQuery({
    queryKey: ["attributes"],
    queryFn: () => ok(api.GET("/v1/attributes")),
    staleTime: 60_000,
  });
  return query.data?.data ?? [];
}

/** Names attributes and their answers in the reader's language. */
export function useAttributeWords() {
  const lang = useLanguage();
  const t = useWords(list);
  const label = (a: Attribute) => (lang === "zh" ? a.label_zh || a.label_en : a.label_en || a.label_zh) || a.code;
  const why = (a: Attribute) => (lang === "zh" ? a.why_zh || a.why_en : a.why_en || a.why_zh) || "";
  const choice = (a: Attribute, code: unknown) => {
    const one = a.choices?.find((c) => c.code === code);
    return (lang === "zh" ? one?.zh || one?.en : one?.en || one?.zh) || String(code);
  };
  const answer = (a: Attribute, value: unknown): string => {
    if (value === undefined || value === null || value === "") return "—";
    if (a.type === "bool") return value === true ? t.yes : t.no;
    if (a.type === "choice") return choice(a, value);
    if (a.type === "day" && /^\d{4}-\d{2}-\d{2}$/.test(String(value))) return day(String(value));
    return typeof value === "number" ? count(value) : String(value);
  };
  return { label, why, choice, answer };
}

interface InputProps {
  id?: string;
  value?: unknown;
  onChange?: (value: unknown) => void;
  attribute: Attribute;
}

/** The input of one attribute by its type; what is emptied is null. */
function AttributeInput({ attribute, value, onChange, id }: InputProps): ReactNode {
  const t = useWords(list);
  const { choice } = useAttributeWords();
  const put = (next: unknown) => onChange?.(next === undefined || next === "" ? null : next);
  switch (attribute.type) {
    case "int":
      return (
        <InputNumber
          id={id}
          precision={0}
          style={{ width: "100%" }}
          value={value as number | null}
          onChange={(n) => put(n)}
        />
      );
    case "bool":
      return (
        <Select
          id={id}
          allowClear
          placeholder={t.choose}
          value={value === true ? "yes" : value === false ? "no" : undefined}
          onChange={(v?: string) => put(v === undefined ? null : v === "yes")}
          options={[
            { value: "yes", label: t.yes },
            { value: "no", label: t.no },
          ]}
        />
      );
    case "day":
      return (
        <DatePicker
          id={id}
          format="YYYY-MM-DD"
          style={{ width: "100%" }}
          value={typeof value === "string" && value ? dayjs(value) : null}
          onChange={(d) => put(d?.format("YYYY-MM-DD") ?? null)}
        />
      );
    case "choice":
      return (
        <Select
          id={id}
          allowClear
          placeholder={t.choose}
          value={(value as string | null) ?? undefined}
          onChange={put}
          options={attribute.choices?.map((c) => ({ value: c.code, label: choice(attribute, c.code) }))}
        />
      );
    default:
      return (
        <Input id={id} maxLength={500} value={(value as string | null) ?? ""} onChange={(e) => put(e.target.value)} />
      );
  }
}

/** A field for each attribute that is still asked, with why it is asked. */
export function AttributeFields({ without }: { without?: (a: Attribute) => boolean }): ReactNode {
  const { label, why } = useAttributeWords();
  return useAttributes()
    .filter((a) => !a.archived && !without?.(a))
    .map((a) => (
      <Form.Item key={a.code} name={["attributes", a.code]} label={label(a)} extra={why(a) || undefined}>
        <AttributeInput attribute={a} />
      </Form.Item>
    ));
}
