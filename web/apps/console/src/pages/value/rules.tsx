import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, Form, Input, InputNumber, Radio, Switch } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { SaveProblem } from "../../ui/drawer.tsx";
import { Card } from "../../ui/page.tsx";
import { MoneyInput, useSend } from "../../ui/send.tsx";
import { Show } from "../../ui/states.tsx";
import { valueWords } from "./words.ts";

type Terms = Schema<"RechargeTermsOut">;

/** The merchant's rules of stored value. */
export function Rules(): ReactNode {
  const terms = useQuery({ queryKey: ["value", "terms"], queryFn: () => ok(api.GET("/v1/recharge-terms", {})) });
  return (
    <Show query={terms} rows={8}>
      {(now) => <RulesForm terms={now} reread={() => terms.refetch()} />}
    </Show>
  );
}

function RulesForm({ terms, reread }: { terms: Terms; reread: () => Promise<{ data?: Terms }> }): ReactNode {
  const t = useWords(valueWords);
  const may = useMay("settings:write");
  const client = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<Schema<"RechargeTermsBody">>();
  const [version, setVersion] = useState(terms.version);
  const { busy, problem, send, clear } = useSend(form);
  const { version: _, told: __, ...start } = terms;
  const save = async (body: Schema<"RechargeTermsBody">) => {
    const saved = await ok(api.PUT("/v1/recharge-terms", { params: { header: { "If-Match": `"${version}"` } }, body }));
    setVersion(saved.version);
    await client.invalidateQueries({ queryKey: ["value"] });
    void message.success(t.saved);
  };
  return (
    <Card title={t.rules}>
      {may ? null : <Alert type="info" showIcon title={t.readOnly} style={{ marginBottom: 16 }} />}
      <SaveProblem
        problem={problem}
        clear={clear}
        fresh={async () => {
          const now = await reread();
          if (now.data) setVersion(now.data.version);
        }}
      />
      <Form
        form={form}
        layout="vertical"
        disabled={!may}
        initialValues={start}
        className="value-rules"
        onFinish={(body) => void send(() => save(body))}
      >
        <div className="two">
          <Form.Item name="limit_minor" label={t.limit} extra={t.limitHelp}>
            <MoneyInput min={0} disabled={!may} />
          </Form.Item>
          <Form.Item name="anonymous_limit_minor" label={t.anonymous} extra={t.anonymousHelp}>
            <MoneyInput min={0} disabled={!may} />
          </Form.Item>
          <Form.Item name="cooling_days" label={t.cooling} extra={t.coolingHelp}>
            <InputNumber min={0} max={365} precision={0} style={{ width: "100%" }} />
          </Form.Item>
          <Form.Item name="alone_up_to_minor" label={t.alone} extra={t.aloneHelp}>
            <MoneyInput min={0} disabled={!may} />
          </Form.Item>
        </div>
        <Form.Item name="own_basis" label={t.basis} extra={t.basisHelp}>
          <Radio.Group
            options={[
              { value: "list", label: t.list },
              { value: "paid", label: t.paid },
              { value: "ratio", label: t.ratio },
            ]}
          />
        </Form.Item>
        <Form.Item name="any_amount" label={t.any} valuePropName="checked">
          <Switch />
        </Form.Item>
        <Form.Item name={["text", "zh"]} label={t.text} extra={t.textHelp}>
          <Input.TextArea placeholder={terms.told.zh} autoSize={{ minRows: 3, maxRows: 10 }} maxLength={2000} />
        </Form.Item>
        <Form.Item name={["text", "en"]} label={t.textEn}>
          <Input.TextArea placeholder={terms.told.en} autoSize={{ minRows: 3, maxRows: 10 }} maxLength={2000} />
        </Form.Item>
        {may ? (
          <Button type="primary" htmlType="submit" loading={busy}>
            {t.save}
          </Button>
        ) : null}
      </Form>
    </Card>
  );
}
