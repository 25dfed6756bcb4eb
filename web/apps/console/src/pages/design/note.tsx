import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Drawer, Form, Input, Rate } from "antd";
import type { ReactNode } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { FormProblem, useSend } from "../../ui/send.tsx";
import { designWords } from "./words.ts";

/** What was found out about a benefit in a quarter. */
export type Remark = Schema<"RemarkOut">;

/** The benefit of which something is noted. */
export interface Noted {
  kind: string;
  benefit: string;
  name: string;
}

/** Notes how a benefit is rated and why it is not used. */
export function NoteDrawer(props: {
  quarter: string;
  of: Noted | undefined;
  was: Remark | undefined;
  close: () => void;
}) {
  const t = useWords(designWords);
  return (
    <Drawer open={!!props.of} onClose={props.close} size={480} title={props.of?.name ?? t.noteIt} destroyOnHidden>
      {props.of ? <NoteForm quarter={props.quarter} of={props.of} was={props.was} close={props.close} /> : null}
    </Drawer>
  );
}

interface Values {
  rating?: number;
  reason?: string;
}

function NoteForm(props: { quarter: string; of: Noted; was: Remark | undefined; close: () => void }): ReactNode {
  const t = useWords(designWords);
  const client = useQueryClient();
  const [form] = Form.useForm<Values>();
  const { busy, problem, send } = useSend(form);
  const submit = (v: Values) =>
    send(async () => {
      await ok(
        api.PUT("/v1/benefits/remarks", {
          body: {
            quarter: props.quarter,
            kind: props.of.kind as Remark["kind"],
            benefit: props.of.benefit,
            rating: v.rating ?? 0,
            reason: v.reason ?? "",
          },
        }),
      );
      await client.invalidateQueries({ queryKey: ["benefits", "remarks"] });
      props.close();
    });
  return (
    <Form<Values>
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={{ rating: props.was?.rating ?? 0, reason: props.was?.reason ?? "" }}
      onFinish={(v) => void submit(v)}
    >
      <FormProblem problem={problem} />
      <p className="meta design-lead">{t.noteText}</p>
      <Form.Item name="rating" label={t.rating}>
        <Rate aria-label={t.rating} />
      </Form.Item>
      <Form.Item name="reason" label={t.reason}>
        <Input.TextArea rows={4} maxLength={500} showCount />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={busy} block>
        {t.save}
      </Button>
    </Form>
  );
}

/** What was found out in a quarter, by kind and code of the benefit. */
export function useRemarks(quarter: string): Map<string, Remark> {
  const query = useQuery({
    queryKey: ["benefits", "remarks", quarter],
    queryFn: () => ok(api.GET("/v1/benefits/remarks", { params: { query: { quarter } } })),
  });
  return new Map((query.data?.data ?? []).map((r) => [`${r.kind} ${r.benefit}`, r]));
}
