import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Form, Input, Select, Switch } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, onceKey, type Schema } from "../../../../../shared/api.ts";
import { useLanguage, useWords } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { FormDrawer } from "../../ui/drawer.tsx";
import { Kept, Opens } from "../../ui/kept.tsx";
import { Tag } from "../../ui/page.tsx";
import { useList } from "../../ui/table.tsx";
import { attributeWords } from "./attributewords.ts";

type Attribute = Schema<"AttributeOut">;
type Values = Schema<"AttributeBody"> & { code: string };
const types = ["text", "int", "bool", "day", "choice"] as const;

/** Attributes of the merchant's own: what is asked of members, and why. */
export default function Attributes(): ReactNode {
  const t = useWords(attributeWords);
  const lang = useLanguage();
  const may = useMay("settings:write");
  const [edited, setEdited] = useState<{ code?: string }>();
  const data = useList<Attribute>(["attributes"], () => ok(api.GET("/v1/attributes")));
  const name = (a: Attribute) => (lang === "zh" ? a.label_zh || a.label_en : a.label_en || a.label_zh) || a.code;
  const why = (a: Attribute) => (lang === "zh" ? a.why_zh || a.why_en : a.why_en || a.why_zh) || "";
  return (
    <Kept<Attribute>
      title={t.attributes}
      list={data}
      rowKey="code"
      add={may ? { text: t.add, open: () => setEdited({}) } : undefined}
      none={{ title: t.none, text: t.noneText }}
      columns={[
        {
          title: t.name,
          render: (_, a) => <Opens open={may ? () => setEdited({ code: a.code }) : undefined}>{name(a)}</Opens>,
        },
        { title: t.code, render: (_, a) => <code>{a.code}</code> },
        { title: t.type, render: (_, a) => t[`type_${a.type}`] },
        {
          title: t.why,
          render: (_, a) => (why(a) ? <span className="wrap">{why(a)}</span> : <Tag tone="warn">{t.noWhy}</Tag>),
        },
        {
          title: t.state,
          className: "corner",
          render: (_, a) => (
            <span className="row">
              {a.archived ? <Tag>{t.archived}</Tag> : <Tag tone="good">{t.asked}</Tag>}
              {a.sensitive ? <Tag tone="accent">{t.sealed}</Tag> : null}
            </span>
          ),
        },
      ]}
    >
      {edited ? (
        <AttributeDrawer
          attribute={data.rows.find((a) => a.code === edited.code)}
          codes={data.rows.map((a) => a.code)}
          fresh={() => data.refetch()}
          close={() => setEdited(undefined)}
        />
      ) : null}
    </Kept>
  );
}

function AttributeDrawer(props: {
  attribute: Attribute | undefined;
  codes: string[];
  fresh: () => Promise<unknown>;
  close: () => void;
}): ReactNode {
  const t = useWords(attributeWords);
  const { attribute } = props;
  const client = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const [key] = useState(onceKey);
  const type = Form.useWatch("type", form) ?? attribute?.type ?? "text";
  const send = async ({ code, ...body }: Values) => {
    await ok(
      api.PUT("/v1/attributes/{code}", {
        params: {
          path: { code },
          header: attribute ? { "If-Match": `"${attribute.version}"` } : { "Idempotency-Key": key },
        },
        body: { ...body, choices: body.type === "choice" ? body.choices : undefined },
      }),
    );
    await client.invalidateQueries({ queryKey: ["attributes"] });
    await client.invalidateQueries({ queryKey: ["conditions"] });
    void message.success(t.saved);
  };
  return (
    <FormDrawer<Values>
      form={form}
      title={attribute ? t.edit(attribute.code) : t.add}
      start={attribute ?? { type: "text" }}
      send={send}
      fresh={attribute ? props.fresh : undefined}
      close={props.close}
    >
      <Form.Item
        name="code"
        label={t.code}
        extra={attribute ? t.codeFixed : t.codeHelp}
        rules={[
          { required: true, message: t.needed },
          { pattern: /^[a-z][a-z0-9_]*$/, message: t.codeShape },
          {
            validator: async (_, code: string) =>
              !attribute && props.codes.includes(code) ? Promise.reject(t.codeTaken) : undefined,
          },
        ]}
      >
        <Input maxLength={40} disabled={!!attribute} autoFocus={!attribute} />
      </Form.Item>
      <Form.Item name="type" label={t.type} extra={attribute ? t.typeFixed : undefined} rules={[{ required: true }]}>
        <Select disabled={!!attribute} options={types.map((value) => ({ value, label: t[`type_${value}`] }))} />
      </Form.Item>
      <Form.Item name="label_zh" label={t.labelZh} rules={[{ required: true, message: t.needed }]}>
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item name="label_en" label={t.labelEn}>
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item name="why_zh" label={t.whyZh} extra={t.whyHelp} rules={[{ required: true, message: t.whyNeeded }]}>
        <Input.TextArea maxLength={500} autoSize={{ minRows: 2, maxRows: 5 }} />
      </Form.Item>
      <Form.Item name="why_en" label={t.whyEn}>
        <Input.TextArea maxLength={500} autoSize={{ minRows: 2, maxRows: 5 }} />
      </Form.Item>
      {type === "choice" ? <Choices fixed={attribute?.choices?.length ?? 0} /> : null}
      <Form.Item
        name="sensitive"
        label={t.sensitive}
        extra={attribute ? t.sensitiveFixed : t.sensitiveHelp}
        valuePropName="checked"
      >
        <Switch disabled={!!attribute} />
      </Form.Item>
      {attribute ? (
        <Form.Item name="archived" label={t.archive} extra={t.archiveHelp} valuePropName="checked">
          <Switch />
        </Form.Item>
      ) : null}
    </FormDrawer>
  );
}

/** The answers of a choice. Codes of answers that were there stay. */
function Choices({ fixed }: { fixed: number }): ReactNode {
  const t = useWords(attributeWords);
  return (
    <Form.List
      name="choices"
      rules={[
        { validator: async (_, rows?: unknown[]) => (rows?.length ? undefined : Promise.reject(t.choicesNeeded)) },
      ]}
    >
      {(rows, { add, remove }, { errors }) => (
        <fieldset className="plain-fieldset">
          <legend>{t.choices}</legend>
          {rows.map((row, i) => (
            <div key={row.key} className="choice-row">
              <Form.Item
                name={[row.name, "code"]}
                rules={[
                  { required: true, message: t.needed },
                  { pattern: /^[a-z][a-z0-9_]*$/, message: t.codeShape },
                ]}
              >
                <Input aria-label={`${t.code} ${i + 1}`} placeholder={t.code} maxLength={40} disabled={i < fixed} />
              </Form.Item>
              <Form.Item name={[row.name, "zh"]} rules={[{ required: true, message: t.needed }]}>
                <Input aria-label={`${t.chinese} ${i + 1}`} placeholder={t.chinese} maxLength={200} />
              </Form.Item>
              <Form.Item name={[row.name, "en"]}>
                <Input aria-label={`${t.english} ${i + 1}`} placeholder={t.english} maxLength={200} />
              </Form.Item>
              <Button
                type="text"
                icon={<DeleteOutlined />}
                aria-label={`${t.removeChoice} ${i + 1}`}
                onClick={() => remove(row.name)}
              />
            </div>
          ))}
          <Form.ErrorList errors={errors} />
          <Button type="dashed" icon={<PlusOutlined />} onClick={() => add()} disabled={rows.length >= 100}>
            {t.addChoice}
          </Button>
        </fieldset>
      )}
    </Form.List>
  );
}
