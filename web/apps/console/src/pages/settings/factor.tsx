import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Drawer, Form, Input, QRCode } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, Problem, type Schema } from "../../../../../shared/api.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { useMe } from "../../session.tsx";
import { FormDrawer } from "../../ui/drawer.tsx";
import { Once } from "../../ui/once.tsx";
import { Card, Tag } from "../../ui/page.tsx";
import { FormProblem, useSend } from "../../ui/send.tsx";
import { accountWords } from "./accountwords.ts";

/** The second factor: set up by QR code and first code, recovery codes shown once, turned off by a code. */
export function SecondFactor(): ReactNode {
  const t = useWords(accountWords);
  const me = useMe();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [enrolment, setEnrolment] = useState<Schema<"Enrolment">>();
  const [codes, setCodes] = useState<string[]>();
  const [asking, setAsking] = useState<"codes" | "drop">();
  const { busy, problem, send } = useSend(undefined);
  const refresh = () => client.invalidateQueries({ queryKey: ["session"] });
  const begin = () => send(async () => setEnrolment(await ok(api.POST("/v1/session/second-factor"))));
  return (
    <Card
      title={
        <span className="row">
          {t.factor} {me.second_factor ? <Tag tone="good">{t.on}</Tag> : <Tag tone="warn">{t.off}</Tag>}
        </span>
      }
    >
      <FormProblem problem={problem} />
      <p className="meta" style={{ marginBottom: 12 }}>
        {me.second_factor ? t.factorOn : t.factorOff}
      </p>
      <div className="row">
        {me.second_factor ? (
          <>
            <Button onClick={() => setAsking("codes")}>{t.newCodes}</Button>
            <Button danger onClick={() => setAsking("drop")}>
              {t.drop}
            </Button>
          </>
        ) : (
          <Button type="primary" loading={busy} onClick={() => void begin()}>
            {t.setUp}
          </Button>
        )}
      </div>
      {enrolment ? (
        <FormDrawer<{ code: string }>
          title={t.setUp}
          submit={t.turnOn}
          send={async ({ code }) => {
            const made = await withHint(
              ok(api.POST("/v1/session/second-factor/confirm", { body: { code: code.replaceAll(" ", "") } })),
            );
            setCodes(made.codes ?? []);
            await refresh();
          }}
          close={() => setEnrolment(undefined)}
        >
          <ol className="steps">
            <li>{t.step1}</li>
            <li>
              {t.step2}
              <div className="qr" aria-hidden="true">
                <QRCode value={enrolment.url} size={200} color="#000000" bgColor="#FFFFFF" bordered={false} />
              </div>
              <details>
                <summary>{t.byHand}</summary>
                <p>
                  <code className="secret">{enrolment.secret.match(/.{1,4}/g)?.join(" ")}</code>
                </p>
              </details>
            </li>
            <li>{t.step3}</li>
          </ol>
          <CodeField label={t.code} digits />
        </FormDrawer>
      ) : null}
      {codes ? (
        <Drawer open size={480} title={t.codes} onClose={() => setCodes(undefined)}>
          <div className="stack">
            <p>{t.codesText}</p>
            <Once label={t.codes} text={codes.join("\n")} warning={t.codesOnce} />
            <Button onClick={() => setCodes(undefined)}>{t.codesKept}</Button>
          </div>
        </Drawer>
      ) : null}
      {asking ? (
        <FormDrawer<{ code: string }>
          title={asking === "codes" ? t.newCodes : t.drop}
          submit={asking === "codes" ? t.newCodes : t.drop}
          send={async ({ code }) => {
            const body = { code: code.trim() };
            if (asking === "codes") {
              const made = await withHint(ok(api.POST("/v1/session/second-factor/recovery-codes", { body })));
              setCodes(made.codes ?? []);
            } else {
              await withHint(ok(api.POST("/v1/session/second-factor/drop", { body })));
              void message.success(t.dropDone);
            }
            await refresh();
          }}
          close={() => setAsking(undefined)}
        >
          <p style={{ marginBottom: 16 }}>{asking === "codes" ? t.newCodesText : t.dropText}</p>
          <CodeField label={t.code} />
        </FormDrawer>
      ) : null}
    </Card>
  );
}

/** A wrong code stands at the field, not above the form. */
async function withHint<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (cause) {
    if (cause instanceof Problem && cause.code === "second_factor_wrong" && cause.fields.length === 0) {
      const field = { field: "code", code: cause.code, message: cause.message };
      throw new Problem(cause.status, { ...cause.body, errors: [field] });
    }
    throw cause;
  }
}

function CodeField({ label, digits }: { label: string; digits?: boolean }): ReactNode {
  const t = useWords(accountWords);
  return (
    <Form.Item
      name="code"
      label={label}
      extra={digits ? undefined : t.codeHelp}
      rules={[
        { required: true, message: t.needed },
        digits ? { pattern: /^\s*\d{3}\s?\d{3}\s*$/, message: t.sixDigits } : { min: 6, message: t.sixDigits },
      ]}
    >
      <Input
        autoComplete="one-time-code"
        inputMode={digits ? "numeric" : undefined}
        maxLength={40}
        style={{ width: 200, fontVariantNumeric: "tabular-nums" }}
      />
    </Form.Item>
  );
}
