import { Segmented } from "antd";
import type { ReactNode } from "react";
import { setLanguage, useLanguage, useWords, words } from "../../../../shared/i18n.ts";

const list = words({ language: "语言" }, { language: "Language" });

/** The switch between the two languages. */
export function LanguageSwitch(): ReactNode {
  const t = useWords(list);
  const lang = useLanguage();
  return (
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
  );
}
