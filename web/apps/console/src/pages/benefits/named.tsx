import { Form, Input } from "antd";
import type { ReactNode } from "react";
import { useWords } from "../../../../../shared/i18n.ts";
import { benefitWords } from "./words.ts";

/** The name of a card and what members read of it, in both languages. */
export function NameFields(): ReactNode {
  const t = useWords(benefitWords);
  const needed = [{ required: true, whitespace: true, message: t.needed }];
  return (
    <div className="use-pair">
      <Form.Item name={["name", "zh"]} label={t.nameZh} rules={needed}>
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item name={["name", "en"]} label={t.nameEn}>
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item name={["summary", "zh"]} label={t.summaryZh}>
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item name={["summary", "en"]} label={t.summaryEn}>
        <Input maxLength={200} />
      </Form.Item>
    </div>
  );
}
