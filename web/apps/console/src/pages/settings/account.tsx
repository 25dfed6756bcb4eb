import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Form, Input } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { ago, time } from "../../../../../shared/format.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { useMe } from "../../session.tsx";
import { FormDrawer } from "../../ui/drawer.tsx";
import { Card, Tag } from "../../ui/page.tsx";
import { useStores } from "../../ui/pick.tsx";
import { accountWords } from "./accountwords.ts";
import { SecondFactor } from "./factor.tsx";

/** One's own account: who one is, password, second factor, where one is signed in. */
export default function Account(): ReactNode {
  const t = useWords(accountWords);
  const me = useMe();
  const { name: storeName } = useStores();
  const [password, setPassword] = useState(false);
  return (
    <>
      <Card title={t.me}>
        <dl className="facts">
          <dt>{t.name}</dt>
          <dd>{me.name}</dd>
          <dt>{t.role}</dt>
          <dd>{t[`role_${me.role as "owner"}`] ?? me.role}</dd>
          <dt>{t.stores}</dt>
          <dd>{me.all_stores ? t.allStores : (me.store_ids ?? []).map(storeName).join("、") || "—"}</dd>
          <dt>{t.password}</dt>
          <dd>
            <Button size="small" onClick={() => setPassword(true)}>
              {t.change}
            </Button>
          </dd>
        </dl>
      </Card>
      <SecondFactor />
      <Sessions sessions={me.sessions ?? []} />
      {password ? <PasswordDrawer close={() => setPassword(false)} /> : null}
    </>
  );
}

function PasswordDrawer({ close }: { close: () => void }): ReactNode {
  const t = useWords(accountWords);
  const client = useQueryClient();
  const { message } = App.useApp();
  return (
    <FormDrawer<{ old: string; password: string; again: string }>
      title={t.changePassword}
      send={async (v) => {
        await ok(api.POST("/v1/session/password", { body: { old: v.old, password: v.password } }));
        await client.invalidateQueries({ queryKey: ["session"] });
        void message.success(t.passwordDone);
      }}
      close={close}
    >
      <Form.Item name="old" label={t.old} rules={[{ required: true, message: t.needed }]}>
        <Input.Password autoComplete="current-password" maxLength={256} autoFocus />
      </Form.Item>
      <NewPassword />
    </FormDrawer>
  );
}

/** A new password, typed twice, with its rules. */
export function NewPassword({ large }: { large?: boolean }): ReactNode {
  const t = useWords(accountWords);
  const size = large ? "large" : "middle";
  return (
    <>
      <Form.Item
        name="password"
        label={t.newPassword}
        extra={t.passwordRules}
        rules={[
          { required: true, message: t.needed },
          { min: 10, message: t.passwordShort },
        ]}
      >
        <Input.Password autoComplete="new-password" maxLength={256} size={size} />
      </Form.Item>
      <Form.Item
        name="again"
        label={t.again}
        dependencies={["password"]}
        rules={[
          { required: true, message: t.needed },
          ({ getFieldValue }) => ({
            validator: async (_, v: string) =>
              !v || v === getFieldValue("password") ? undefined : Promise.reject(t.different),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" maxLength={256} size={size} />
      </Form.Item>
    </>
  );
}

/** What a browser calls itself, as a person would: "Chrome · Windows". */
function agentName(agent: string): string {
  const browser = [
    ["Edg/", "Edge"],
    ["MicroMessenger", "WeChat"],
    ["Firefox/", "Firefox"],
    ["Chrome/", "Chrome"],
    ["Safari/", "Safari"],
  ].find(([mark]) => agent.includes(mark ?? ""))?.[1];
  const system = [
    ["iPhone", "iPhone"],
    ["iPad", "iPad"],
    ["Android", "Android"],
    ["Windows", "Windows"],
    ["Mac OS", "macOS"],
    ["Linux", "Linux"],
  ].find(([mark]) => agent.includes(mark ?? ""))?.[1];
  return [browser, system].filter(Boolean).join(" · ") || agent.slice(0, 40) || "—";
}

function Sessions({ sessions }: { sessions: Schema<"SessionOut">[] }): ReactNode {
  const t = useWords(accountWords);
  const client = useQueryClient();
  const { message, modal } = App.useApp();
  const [busy, setBusy] = useState("");
  const others = sessions.filter((s) => !s.current);
  const end = async (ids: string[], mark: string) => {
    setBusy(mark);
    try {
      for (const id of ids) await ok(api.DELETE("/v1/sessions/{id}", { params: { path: { id } } }));
      void message.success(t.ended);
    } catch (cause) {
      void message.error(cause instanceof Error ? cause.message : String(cause));
    } finally {
      setBusy("");
      await client.invalidateQueries({ queryKey: ["session"] });
    }
  };
  return (
    <Card
      title={t.sessions}
      aside={
        others.length > 0 ? (
          <Button
            size="small"
            danger
            loading={busy === "all"}
            onClick={() =>
              modal.confirm({
                title: t.endAllAsk(others.length),
                content: t.endAllText,
                okText: t.endAll,
                cancelText: t.cancel,
                okButtonProps: { danger: true },
                onOk: () =>
                  end(
                    others.map((s) => s.id),
                    "all",
                  ),
              })
            }
          >
            {t.endAll}
          </Button>
        ) : undefined
      }
    >
      <ul className="plain lines">
        {sessions.map((s) => (
          <li key={s.id}>
            <span>
              <b title={s.agent}>{agentName(s.agent)}</b> {s.current ? <Tag tone="accent">{t.current}</Tag> : null}
              <span className="meta block">
                {s.address} · {t.since} {s.created_at ? time(s.created_at) : "—"} · {t.seen}{" "}
                {s.seen_at ? ago(s.seen_at) : "—"}
              </span>
            </span>
            {s.current ? null : (
              <Button
                size="small"
                loading={busy === s.id}
                aria-label={`${t.end} ${agentName(s.agent)} ${s.address}`}
                onClick={() => void end([s.id], s.id)}
              >
                {t.end}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Card>
  );
}
