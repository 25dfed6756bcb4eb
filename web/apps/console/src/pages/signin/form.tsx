import { Alert, Button, Form, Input } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, Problem } from "../../../../../shared/api.ts";
import { useWords, words } from "../../../../../shared/i18n.ts";
import type { Me } from "../../session.tsx";

const list = words(
  {
    email: "邮箱",
    password: "密码",
    code: "动态验证码",
    codeHelp: "打开验证器应用，输入 6 位验证码；手机不在身边时可用恢复码。",
    signIn: "登录",
    needed: "请填写",
  },
  {
    email: "E-mail",
    password: "Password",
    code: "Second factor",
    codeHelp: "Enter the 6 digits of your authenticator app, or a recovery code.",
    signIn: "Sign in",
    needed: "Please fill in",
  },
);

/** E-mail, password and, where it is on, the second factor. */
export function SignInForm({ done, email }: { done: (me: Me) => void; email?: string }): ReactNode {
  const t = useWords(list);
  const [second, setSecond] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState("");
  const send = async (body: { email: string; password: string; code?: string }) => {
    setBusy(true);
    setError("");
    try {
      done(await ok(api.POST("/v1/session", { body: { ...body, code: body.code || undefined } })));
    } catch (cause) {
      if (cause instanceof Problem && cause.code === "second_factor_required") setSecond(true);
      else setError(cause instanceof Error ? cause.message : String(cause));
    } finally {
      setBusy(false);
    }
  };
  const rules = [{ required: true, message: t.needed }];
  return (
    <Form name="signin" layout="vertical" requiredMark={false} onFinish={send} initialValues={{ email }}>
      {error ? <Alert type="error" title={error} showIcon style={{ marginBottom: 16 }} /> : null}
      <Form.Item name="email" label={t.email} rules={rules}>
        <Input type="email" autoComplete="username" autoFocus={!email} size="large" />
      </Form.Item>
      <Form.Item name="password" label={t.password} rules={rules}>
        <Input.Password autoComplete="current-password" autoFocus={!!email} size="large" />
      </Form.Item>
      {second ? (
        <Form.Item name="code" label={t.code} extra={t.codeHelp} rules={rules}>
          <Input autoComplete="one-time-code" autoFocus size="large" />
        </Form.Item>
      ) : null}
      <Button type="primary" htmlType="submit" block size="large" loading={busy}>
        {t.signIn}
      </Button>
    </Form>
  );
}
