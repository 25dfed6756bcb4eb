import { useQueryClient } from "@tanstack/react-query";
import { App, Form, Input, Segmented } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, onceKey, type Schema } from "../../../../../shared/api.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { ConditionItem } from "../../ui/condition-item.tsx";
import { FormDrawer } from "../../ui/drawer.tsx";
import { segmentWords } from "./words.ts";

type Body = Schema<"SegmentBody">;

/** Makes a segment, or changes one that was read at a version. */
export function SegmentDrawer(props: {
  segment?: Schema<"SegmentOut">;
  tag?: string;
  fresh?: () => Promise<unknown>;
  made?: (id: string) => void;
  close: () => void;
}): ReactNode {
  const t = useWords(segmentWords);
  const client = useQueryClient();
  const { message } = App.useApp();
  const [key] = useState(onceKey);
  const [form] = Form.useForm<Body>();
  const { segment, tag } = props;
  const kind = Form.useWatch("kind", form) ?? segment?.kind ?? "dynamic";
  const send = async (values: Body) => {
    const body: Body = {
      name: values.name,
      kind,
      condition: kind === "dynamic" ? values.condition : undefined,
      note: values.note?.trim() || undefined,
    };
    if (segment) {
      const params = { path: { id: segment.id }, header: { "If-Match": tag ?? "" } };
      await ok(api.PUT("/v1/segments/{id}", { params, body }));
    } else {
      const made = await ok(api.POST("/v1/segments", { headers: { "Idempotency-Key": key }, body }));
      props.made?.(made.id);
    }
    await client.invalidateQueries({ queryKey: ["segments"] });
    void client.invalidateQueries({ queryKey: ["conditions"] });
    void message.success(t.saved);
  };
  return (
    <FormDrawer<Body>
      title={segment ? t.edit(segment.name) : t.add}
      form={form}
      size={640}
      start={segment ?? { kind: "dynamic", condition: "" }}
      send={send}
      fresh={props.fresh}
      close={props.close}
    >
      <Form.Item name="name" label={t.name} rules={[{ required: true, whitespace: true, message: t.needed }]}>
        <Input maxLength={100} autoFocus={!segment} />
      </Form.Item>
      <Form.Item name="kind" label={t.kind} extra={t.kindHelp}>
        <Segmented
          disabled={!!segment}
          options={(["dynamic", "static"] as const).map((value) => ({ value, label: t[value] }))}
        />
      </Form.Item>
      {kind === "dynamic" ? (
        <ConditionItem name="condition" label={t.condition} scope="member" needed={t.conditionNeeded} />
      ) : null}
      <Form.Item name="note" label={t.note}>
        <Input.TextArea maxLength={500} autoSize={{ minRows: 2, maxRows: 4 }} />
      </Form.Item>
    </FormDrawer>
  );
}
