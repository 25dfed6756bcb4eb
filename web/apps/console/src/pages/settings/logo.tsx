import { useQueryClient } from "@tanstack/react-query";
import { App, Button } from "antd";
import { type ReactNode, useRef, useState } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { count } from "../../../../../shared/format.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { FormProblem } from "../../ui/send.tsx";
import { merchantWords } from "./merchantwords.ts";

const most = 100 << 10;

/** The logo: chosen, replaced, removed; each counts at once. */
export function LogoField({ brand, may }: { brand: Schema<"BrandOut"> | undefined; may: boolean }): ReactNode {
  const t = useWords(merchantWords);
  const client = useQueryClient();
  const { message, modal } = App.useApp();
  const input = useRef<HTMLInputElement>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const done = async () => {
    await Promise.all([
      client.invalidateQueries({ queryKey: ["merchant"] }),
      client.invalidateQueries({ queryKey: ["session"] }),
    ]);
    void message.success(t.logoSaved);
  };
  const work = async (what: () => Promise<unknown>) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await what();
      await done();
    } catch (cause) {
      setProblem(cause);
    } finally {
      setBusy(false);
    }
  };
  const send = (file: File) => {
    if (!["image/png", "image/jpeg", "image/webp"].includes(file.type)) return setProblem(new Error(t.logoKind));
    if (file.size > most) return setProblem(new Error(t.logoBig(count(Math.ceil(file.size / 1024)))));
    return void work(() =>
      ok(
        api.PUT("/v1/merchant/logo", {
          body: file as unknown as string, // the document says "a text"; a file is sent as it is
          bodySerializer: (body: unknown) => body as Blob,
          headers: { "Content-Type": file.type },
        }),
      ),
    );
  };
  return (
    <div className="logo-field">
      <div className="field-name">{t.logo}</div>
      <FormProblem problem={problem} />
      <div className="row">
        {brand?.logo ? <img src={brand.logo} alt={t.logo} width={40} height={40} /> : null}
        {may ? (
          <>
            <Button loading={busy} onClick={() => input.current?.click()}>
              {brand?.logo ? t.replace : t.choose}
            </Button>
            <input
              ref={input}
              type="file"
              style={{ display: "none" }}
              accept="image/png,image/jpeg,image/webp"
              aria-label={t.choose}
              onChange={(event) => {
                const file = event.target.files?.[0];
                event.target.value = "";
                if (file) send(file);
              }}
            />
            {brand?.logo ? (
              <Button
                danger
                type="text"
                onClick={() =>
                  modal.confirm({
                    title: t.removeAsk,
                    content: t.removeText,
                    okText: t.remove,
                    cancelText: t.cancel,
                    okButtonProps: { danger: true },
                    onOk: () => work(() => ok(api.DELETE("/v1/merchant/logo"))),
                  })
                }
              >
                {t.remove}
              </Button>
            ) : null}
          </>
        ) : null}
      </div>
      <p className="meta">{t.logoHelp}</p>
    </div>
  );
}
