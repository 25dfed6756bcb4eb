import { useQueryClient } from "@tanstack/react-query";
import { Segmented } from "antd";
import { type ReactNode, useEffect } from "react";
import { setLanguage, useLanguage, useWords, words } from "../../../../../shared/i18n.ts";
import { SignInForm } from "./form.tsx";

const list = words(
  { title: "登录", sub: "会员营销，从记住每一位常客开始。", language: "语言" },
  { title: "Sign in", sub: "Membership marketing begins with knowing your regulars.", language: "Language" },
);

/** The first page of somebody who is not signed in. */
export function SignIn(): ReactNode {
  const t = useWords(list);
  const lang = useLanguage();
  const client = useQueryClient();
  useEffect(() => {
    document.title = `${t.title} · Regulars`;
  }, [t.title]);
  return (
    <main className="signin">
      <div className="card">
        <div className="body stack">
          <div className="row">
            <img src={`${import.meta.env.BASE_URL}mark.svg`} alt="" width={32} height={32} />
            <b>Regulars 常客</b>
            <span style={{ marginLeft: "auto" }}>
              <Segmented
                size="small"
                aria-label={t.language}
                value={lang}
                onChange={setLanguage}
                options={[
                  { value: "zh" as const, label: "中文" },
                  { value: "en" as const, label: "EN" },
                ]}
              />
            </span>
          </div>
          <div>
            <h1>{t.title}</h1>
            <p className="meta">{t.sub}</p>
          </div>
          <SignInForm done={(me) => client.setQueryData(["session"], me)} />
        </div>
      </div>
    </main>
  );
}
