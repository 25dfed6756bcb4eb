import { CheckOutlined, CopyOutlined } from "@ant-design/icons";
import { Alert, Button, Input } from "antd";
import { type ReactNode, useState } from "react";
import { useWords, words } from "../../../../shared/i18n.ts";
import { copied } from "./copy.ts";

const list = words(
  { copy: "复制", copied: "已复制", failed: "浏览器不允许自动复制，已为您选中，请按 Ctrl+C。" },
  { copy: "Copy", copied: "Copied", failed: "The browser does not allow it; it is selected, press Ctrl+C." },
);

/** A secret that is shown once: with a warning, selectable, and copied by a button. */
export function Once({ label, text, warning }: { label: string; text: string; warning: string }): ReactNode {
  const t = useWords(list);
  const [state, setState] = useState<"" | "copied" | "failed">("");
  const copy = async () => {
    const done = await copied(text);
    setState(done ? "copied" : "failed");
    if (!done) document.querySelector<HTMLTextAreaElement>("[data-once]")?.select();
  };
  const rows = Math.min(10, Math.max(text.split("\n").length, Math.ceil(text.length / 44)));
  return (
    <div className="stack">
      <Alert type="warning" showIcon title={warning} />
      <Input.TextArea
        data-once=""
        aria-label={label}
        readOnly
        value={text}
        rows={rows}
        onFocus={(event) => event.target.select()}
        style={{ fontFamily: "ui-monospace, monospace", resize: "none" }}
      />
      <div className="row" aria-live="polite">
        <Button icon={state === "copied" ? <CheckOutlined /> : <CopyOutlined />} onClick={() => void copy()}>
          {state === "copied" ? t.copied : t.copy}
        </Button>
        {state === "failed" ? <span className="meta">{t.failed}</span> : null}
      </div>
    </div>
  );
}
