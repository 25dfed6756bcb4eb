import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Button, Form } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, Problem } from "../../../../../shared/api.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { FormProblem, useSend } from "../../ui/send.tsx";
import { NewPassword } from "../settings/account.tsx";
import { accountWords } from "../settings/accountwords.ts";
import { Door } from "./door.tsx";

/** Where an invitation leads: /invitation#secret. The secret stands behind the #, so that no server writes it down. */
export default function Invitation(): ReactNode {
  const t = useWords(accountWords);
  const client = useQueryClient();
  const navigate = useNavigate();
  const [secret] = useState(() => decodeURIComponent(location.hash.slice(1)).trim());
  const [form] = Form.useForm<{ password: string; again: string }>();
  const { busy, problem, send } = useSend(form);
  const [state, setState] = useState<"ask" | "done" | "old">("ask");
  const accept = (password: string) =>
    send(async () => {
      try {
        await ok(api.POST("/v1/invitations/accept", { body: { link: secret, password } }));
      } catch (cause) {
        if (cause instanceof Problem && (cause.status === 404 || cause.fields.some((f) => f.field === "link"))) {
          return setState("old");
        }
        throw cause;
      }
      history.replaceState(null, "", location.pathname);
      client.removeQueries({ queryKey: ["session"] });
      setState("done");
    });
  // Somebody else may be signed in in this browser: whoever has just set a password signs in as themselves.
  const leave = async () => {
    if (state === "done") await ok(api.DELETE("/v1/session"));
    client.clear();
    await navigate({ to: "/" });
  };
  const says =
    secret.length < 10
      ? { title: t.inviteNone, text: t.inviteNoneText }
      : state === "old"
        ? { title: t.inviteOld, text: t.inviteOldText }
        : state === "done"
          ? { title: t.inviteDone, text: t.inviteDoneText }
          : { title: t.inviteTitle, text: t.inviteSub };
  return (
    <Door title={t.inviteTitle} heading={says.title} text={says.text}>
      {state === "ask" && secret.length >= 10 ? (
        <Form form={form} layout="vertical" requiredMark={false} onFinish={(v) => void accept(v.password)}>
          <FormProblem problem={problem} />
          <NewPassword large />
          <Button type="primary" htmlType="submit" block size="large" loading={busy}>
            {t.inviteSet}
          </Button>
        </Form>
      ) : (
        <Button type={state === "done" ? "primary" : "link"} block size="large" onClick={() => void leave()}>
          {t.inviteSignIn}
        </Button>
      )}
    </Door>
  );
}
