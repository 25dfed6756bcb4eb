import { useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useWords, words } from "../../../../../shared/i18n.ts";
import { Door } from "./door.tsx";
import { SignInForm } from "./form.tsx";

const list = words(
  { title: "登录", sub: "会员营销，从记住每一位常客开始。" },
  { title: "Sign in", sub: "Membership marketing begins with knowing your regulars." },
);

/** The first page of somebody who is not signed in. */
export function SignIn(): ReactNode {
  const t = useWords(list);
  const client = useQueryClient();
  return (
    <Door title={t.title} text={t.sub}>
      <SignInForm done={(me) => client.setQueryData(["session"], me)} />
    </Door>
  );
}
