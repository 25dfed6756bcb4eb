import { useQueryClient } from "@tanstack/react-query";
import { Modal } from "antd";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { onSignedOut } from "../../../../../shared/api.ts";
import { useWords, words } from "../../../../../shared/i18n.ts";
import { type Me, whoWas } from "../../session.tsx";
import { SignInForm } from "./form.tsx";

const list = words(
  { title: "登录已过期", text: "请重新登录。当前页面填写的内容都会保留。" },
  { title: "Your session has ended", text: "Sign in again; what you have typed on this page is kept." },
);

/** Asks for a new sign-in over the page where the session has ended: the page and its forms stay as they are. */
export function SignInAgain(): ReactNode {
  const t = useWords(list);
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const waiting = useRef<(() => void)[]>([]);
  useEffect(() => {
    onSignedOut(() => {
      setOpen(true);
      return new Promise<void>((resume) => waiting.current.push(resume));
    });
    return () => onSignedOut(undefined);
  }, []);
  const done = (me: Me) => {
    const before = whoWas();
    client.setQueryData(["session"], me);
    // Somebody else, or another merchant: what stands on the page is not theirs.
    if (before && (before.id !== me.id || before.merchant.slug !== me.merchant.slug)) return location.reload();
    setOpen(false);
    for (const resume of waiting.current.splice(0)) resume();
  };
  return (
    <Modal
      open={open}
      title={t.title}
      footer={null}
      closable={false}
      keyboard={false}
      mask={{ closable: false }}
      destroyOnHidden
      width={400}
    >
      <p style={{ marginBottom: 16 }}>{t.text}</p>
      <SignInForm done={done} />
    </Modal>
  );
}
