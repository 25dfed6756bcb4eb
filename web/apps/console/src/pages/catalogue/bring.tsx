import { useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Drawer, Input } from "antd";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { count } from "../../../../../shared/format.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { FormProblem } from "../../ui/send.tsx";
import type { PriceList } from "./lists.tsx";
import { priceWords } from "./pricewords.ts";

type Report = Schema<"PriceFileOut">;

const shown = 20; // refused rows that are named one by one
const pause = 500; // ms after the last key

/** Brings many prices in: by a CSV or XLSX file, or pasted from a sheet. What would become of each row is told before anything is written. */
export function BringDrawer({ list, close }: { list: PriceList; close: () => void }): ReactNode {
  const t = useWords(priceWords);
  const client = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  const [file, setFile] = useState<File>();
  const [seen, setSeen] = useState<Report>();
  const [done, setDone] = useState<Report>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const body: Blob | undefined = file ?? (text.trim() ? new Blob([text], { type: "text/csv" }) : undefined);
  const bring = async (dry: boolean) => {
    if (!body) return;
    setBusy(true);
    setProblem(undefined);
    try {
      const report = await ok(
        api.POST("/v1/price-lists/{id}/prices/file", {
          params: { path: { id: list.id }, query: { dry_run: dry || undefined, name: file?.name } },
          body: body as unknown as string, // the document says "a text"; a file is sent as it is
          bodySerializer: (b: unknown) => b as Blob,
          headers: { "Content-Type": file ? "application/octet-stream" : "text/csv" },
        }),
      );
      if (dry) return setSeen(report);
      await client.invalidateQueries({ queryKey: ["catalogue"] });
      setDone(report);
    } catch (cause) {
      setProblem(cause);
    } finally {
      setBusy(false);
    }
  };
  // What is chosen or pasted is looked at by itself.
  const look = useRef(bring);
  look.current = bring;
  useEffect(() => {
    setSeen(undefined);
    setProblem(undefined);
    if (!file && !text.trim()) return;
    const timer = setTimeout(() => void look.current(true), file ? 0 : pause);
    return () => clearTimeout(timer);
  }, [file, text]);
  const ready = seen ? seen.added + seen.changed : 0;
  return (
    <Drawer
      open
      size={560}
      title={t.bringTitle}
      onClose={close}
      footer={
        <div className="row" style={{ justifyContent: "flex-end" }}>
          {done ? (
            <Button type="primary" onClick={close}>
              {t.finish}
            </Button>
          ) : (
            <Button type="primary" loading={busy} disabled={ready === 0} onClick={() => void bring(false)}>
              {ready > 0 ? t.send(count(ready)) : t.bring}
            </Button>
          )}
        </div>
      }
    >
      <FormProblem problem={problem} />
      {done ? (
        <Told of={done} title={t.done(count(done.added), count(done.changed))} />
      ) : (
        <div className="stack">
          <p className="meta">{t.bringHelp}</p>
          <div className="row">
            <Button onClick={() => input.current?.click()}>{file ? t.otherFile : t.file}</Button>
            {file ? (
              <>
                <span>{file.name}</span>
                <Button type="text" size="small" onClick={() => setFile(undefined)}>
                  {t.dropFile}
                </Button>
              </>
            ) : null}
            <input
              ref={input}
              type="file"
              style={{ display: "none" }}
              accept=".csv,.txt,.xlsx"
              aria-label={t.file}
              onChange={(event) => {
                const chosen = event.target.files?.[0];
                event.target.value = "";
                if (chosen) setFile(chosen);
              }}
            />
          </div>
          {file ? null : (
            <Input.TextArea
              aria-label={t.paste}
              value={text}
              onChange={(e) => setText(e.target.value)}
              placeholder={t.example}
              autoSize={{ minRows: 8, maxRows: 16 }}
              style={{ fontFamily: "ui-monospace, monospace" }}
            />
          )}
          {seen ? <Told of={seen} title={t.seen(count(seen.added), count(seen.changed))} /> : null}
        </div>
      )}
    </Drawer>
  );
}

/** What became, or would become, of the rows. */
function Told({ of, title }: { of: Report; title: string }): ReactNode {
  const t = useWords(priceWords);
  const told = of.told ?? [];
  const fields: Record<string, string> = { sku: t.skuField, price: t.price, stock: t.stock };
  return (
    <div className="stack" aria-live="polite">
      <Alert
        type={of.refused > 0 ? "warning" : of.dry_run ? "info" : "success"}
        showIcon
        title={title}
        description={
          <>
            {of.same > 0 ? <div>{t.same(count(of.same))}</div> : null}
            {of.refused > 0 ? (
              <div>{of.dry_run ? t.refused(count(of.refused)) : t.leftOut(count(of.refused))}</div>
            ) : null}
          </>
        }
      />
      {told.slice(0, shown).map((r) => (
        <div key={r.row}>
          {t.line(r.row)} {r.sku ? <code>{r.sku}</code> : null} {fields[r.field ?? ""]}: {r.message}
        </div>
      ))}
      {of.refused > shown ? <p className="meta">{t.more(count(of.refused - shown))}</p> : null}
    </div>
  );
}
