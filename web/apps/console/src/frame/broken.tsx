import { Button } from "antd";
import type { ReactNode } from "react";
import { Problem } from "../../../../shared/api.ts";
import { useWords, words } from "../../../../shared/i18n.ts";
import { Empty, ErrorState } from "../ui/states.tsx";

const list = words(
  {
    title: "页面没能打开",
    text: "可能刚刚更新了版本，或网络中断。重新加载后再试；若仍然如此，请告知管理员。",
    reload: "重新加载",
  },
  {
    title: "The page could not be opened",
    text: "There may be a new version, or the network was lost. Load it again; if that does not help, tell your administrator.",
    reload: "Load again",
  },
);

/** A page that broke, or whose files are no longer there after an update. */
export function Broken({ error, reset }: { error: unknown; reset?: () => void }): ReactNode {
  const t = useWords(list);
  if (error instanceof Problem) return <ErrorState error={error} retry={reset} />;
  return (
    <Empty
      title={t.title}
      text={t.text}
      action={
        <Button type="primary" onClick={() => location.reload()}>
          {t.reload}
        </Button>
      }
    />
  );
}
