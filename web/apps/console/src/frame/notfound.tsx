import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useWords, words } from "../../../../shared/i18n.ts";
import { Empty } from "../ui/states.tsx";

const list = words(
  { title: "没有这个页面", text: "链接可能已经失效，或输错了。", home: "回到首页" },
  { title: "There is no such page", text: "The link may be old, or mistyped.", home: "To the first page" },
);

/** An address that leads nowhere. */
export function NotFound(): ReactNode {
  const t = useWords(list);
  return <Empty title={t.title} text={t.text} action={<Link to="/">{t.home}</Link>} />;
}
