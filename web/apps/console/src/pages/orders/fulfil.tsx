import { useQueryClient } from "@tanstack/react-query";
import { App, DatePicker, Form, Input, Select } from "antd";
import type { Dayjs } from "dayjs";
import type { ReactNode } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { time } from "../../../../../shared/format.ts";
import { useWords, words } from "../../../../../shared/i18n.ts";
import { FormDrawer } from "../../ui/drawer.tsx";
import { useLabel } from "../../ui/labels.ts";
import { useProgramme } from "../../ui/programme.ts";
import { instantOf } from "../../ui/zone.ts";

const list = words(
  {
    title: (number: string) => `更新履约：${number}`,
    step: "到哪一步",
    at: "时间",
    now: "现在",
    carrier: "快递公司",
    parcel: "运单号",
    node: "节点说明",
    nodeExample: "如：到达上海转运中心",
    done: (step: string) => `已标记为“${step}”`,
    needed: "请选择",
    note: (name: string) => `待生效的${name}按体系的约定，在到达某一步后转为可用。`,
  },
  {
    title: (number: string) => `Fulfilment of ${number}`,
    step: "How far it has come",
    at: "When",
    now: "Now",
    carrier: "Carrier",
    parcel: "Parcel number",
    node: "Where it is",
    nodeExample: "Such as: sorting centre Shanghai",
    done: (step: string) => `Marked as ${step}`,
    needed: "Please choose",
    note: (name: string) => `Pending ${name} become available after the step that the programme says.`,
  },
);

type Step = "shipped" | "delivered" | "signed" | "completed";
const steps: Step[] = ["shipped", "delivered", "signed", "completed"];

interface Values {
  fulfilment: Step;
  at?: Dayjs | null;
  parcel?: { carrier?: string; number?: string; node?: string };
}

/** Tells how far an order has come. Steps behind it are not offered; the same step again adds a node of the parcel. */
export function FulfilDrawer({ order, close }: { order: Schema<"OrderOut">; close: () => void }): ReactNode {
  const t = useWords(list);
  const label = useLabel();
  const { message } = App.useApp();
  const client = useQueryClient();
  const programme = useProgramme();
  const begun = steps.indexOf(order.fulfilment as Step);
  const last = order.way?.at(-1)?.parcel;
  const send = async (values: Values) => {
    const said = Object.entries(values.parcel ?? {}).filter(([, text]) => text?.trim());
    await ok(
      api.POST("/v1/orders/{id}/status", {
        params: { path: { id: order.id } },
        body: {
          fulfilment: values.fulfilment,
          at: values.at ? instantOf(values.at.format("YYYY-MM-DDTHH:mm")) : undefined,
          parcel: said.length > 0 ? Object.fromEntries(said) : undefined,
        },
      }),
    );
    void message.success(t.done(label("fulfilment", values.fulfilment)));
    await client.invalidateQueries({ queryKey: ["orders"] });
    void client.invalidateQueries({ queryKey: ["members"] });
  };
  return (
    <FormDrawer<Values>
      title={t.title(order.number)}
      close={close}
      send={send}
      start={{
        fulfilment: steps[Math.min(begun + 1, steps.length - 1)],
        parcel: { carrier: last?.carrier, number: last?.number },
      }}
    >
      <Form.Item
        name="fulfilment"
        label={t.step}
        rules={[{ required: true, message: t.needed }]}
        extra={t.note(programme.points)}
      >
        <Select
          options={steps.slice(Math.max(begun, 0)).map((value) => ({ value, label: label("fulfilment", value) }))}
        />
      </Form.Item>
      <Form.Item name="at" label={t.at}>
        <DatePicker
          placeholder={t.now}
          showTime={{ format: "HH:mm" }}
          format="YYYY-MM-DD HH:mm"
          style={{ width: "100%" }}
        />
      </Form.Item>
      <Form.Item name={["parcel", "carrier"]} label={t.carrier}>
        <Input maxLength={64} />
      </Form.Item>
      <Form.Item name={["parcel", "number"]} label={t.parcel}>
        <Input maxLength={64} />
      </Form.Item>
      <Form.Item name={["parcel", "node"]} label={t.node}>
        <Input maxLength={64} placeholder={t.nodeExample} />
      </Form.Item>
    </FormDrawer>
  );
}

/** The way of an order, the latest step first. */
export function Way({ steps: way }: { steps: Schema<"StepOut">[] }): ReactNode {
  const label = useLabel();
  return (
    <ol className="way">
      {way.toReversed().map((s, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: steps have no id and never move
        <li key={i}>
          <div>
            <b>{label("fulfilment", s.fulfilment)}</b> {s.parcel.node}
          </div>
          <div className="meta">
            {[s.at ? time(s.at) : "", s.parcel.carrier, s.parcel.number].filter(Boolean).join(" · ")}
          </div>
        </li>
      ))}
    </ol>
  );
}
