import { useNavigate } from "@tanstack/react-router";
import { App, Button } from "antd";
import type { Schema } from "../../../../shared/api.ts";
import { useWords, words } from "../../../../shared/i18n.ts";

const list = words(
  {
    waits: "已提交，等待第二人批准",
    text: "超过您的权限额度，或商户要求双人复核。批准之前什么都不会改变。",
    open: "查看审批",
  },
  {
    waits: "Waiting for a second person",
    text: "It is above what you may do alone, or the merchant asks for two people. Nothing changes until it is approved.",
    open: "Open approvals",
  },
);

/** Whether a write was answered with 202, because it waits for a second person. */
export function isAsked(answer: unknown): answer is Schema<"ApprovalAsked"> {
  return typeof (answer as { approval_id?: unknown } | undefined)?.approval_id === "string";
}

/** Says that something waits, with the way to the approvals: `if (waits(answer)) …`. */
export function useWaits(): (answer: unknown) => answer is Schema<"ApprovalAsked"> {
  const t = useWords(list);
  const { notification } = App.useApp();
  const navigate = useNavigate();
  return (answer): answer is Schema<"ApprovalAsked"> => {
    if (!isAsked(answer)) return false;
    notification.warning({
      title: t.waits,
      description: t.text,
      duration: 12,
      // A notification lives outside the router: it has no links of its own.
      actions: (
        <Button size="small" onClick={() => void navigate({ to: "/approvals" })}>
          {t.open}
        </Button>
      ),
    });
    return true;
  };
}
