import { DeleteOutlined } from "@ant-design/icons";
import { Button, Form, Input, InputNumber, Radio } from "antd";
import type { ReactNode } from "react";
import type { Schema } from "../../../../../shared/api.ts";
import { count } from "../../../../../shared/format.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { MoneyInput } from "../../ui/send.tsx";
import { GoodsFields } from "./goods.tsx";
import { benefitWords } from "./words.ts";

/** So many uses of one thing; the name is that of a part among others. */
export type Line = Omit<Schema<"TimesCardLine">, "name"> & Partial<Pick<Schema<"TimesCardLine">, "name">>;

/** The fields of one part of a card; where it is the only one, they are those of the card. */
export function LineFields({ at, place, remove }: { at: number; place: number; remove?: () => void }): ReactNode {
  const t = useWords(benefitWords);
  const gives = Form.useWatch(["lines", at, "gives"]);
  const needed = [{ required: true, message: t.needed }];
  const fields = (
    <>
      {remove ? (
        <div className="use-pair">
          <Form.Item name={[at, "name", "zh"]} label={t.lineName(t.zh)} rules={[{ ...needed[0], whitespace: true }]}>
            <Input maxLength={200} />
          </Form.Item>
          <Form.Item name={[at, "name", "en"]} label={t.lineName(t.en)}>
            <Input maxLength={200} />
          </Form.Item>
        </div>
      ) : null}
      <Form.Item name={[at, "gives"]} label={t.gives}>
        <Radio.Group
          options={[
            { value: "service", label: t.byService },
            { value: "unit_free", label: t.unitFree },
          ]}
        />
      </Form.Item>
      {gives === "unit_free" ? (
        <GoodsFields at={[at]} help={t.goodsBoth} />
      ) : (
        <Form.Item name={[at, "service"]} label={t.service} extra={t.serviceHelp} rules={needed}>
          <Input maxLength={200} />
        </Form.Item>
      )}
      <div className={remove ? "use-three" : "use-pair"}>
        <Form.Item name={[at, "uses"]} label={t.times} rules={needed}>
          <InputNumber min={1} max={1000} precision={0} style={{ width: "100%" }} />
        </Form.Item>
        <Form.Item
          name={[at, "list_minor"]}
          label={t.list}
          extra={remove ? undefined : t.listHelp}
          rules={remove ? [{ required: true, type: "number", min: 1, message: t.needed }] : undefined}
        >
          <MoneyInput min={0} max={1e10} />
        </Form.Item>
        <Form.Item name={[at, "cost_minor"]} label={t.cost} extra={remove ? undefined : t.costHelp}>
          <MoneyInput min={0} max={1e10} />
        </Form.Item>
      </div>
    </>
  );
  if (!remove) return fields;
  return (
    <fieldset className="card-line">
      <legend>
        {t.lineNo(count(place))}
        <Button
          type="text"
          size="small"
          icon={<DeleteOutlined />}
          aria-label={`${t.removeLine} ${place}`}
          onClick={remove}
        />
      </legend>
      {fields}
    </fieldset>
  );
}
