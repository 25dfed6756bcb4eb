import { useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Drawer, Input, Upload } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok } from "../../../../../shared/api.ts";
import { count, digits } from "../../../../../shared/format.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { FormProblem, useSend } from "../../ui/send.tsx";
import type { PriceList } from "./lists.tsx";
import { priceWords } from "./pricewords.ts";
import { readPrices } from "./rows.ts";

const batch = 1000; // of one request
const told = 20; // lines that are named one by one

interface Done {
  added: number;
  changed: number;
  refused: { line: number; sku: string; why: string }[];
}

/** Brings many prices in: pasted from a sheet, or from a CSV file. What is wrong is named line by line. */
export function BringDrawer({ list, close }: { list: PriceList; close: () => void }): ReactNode {
  const t = useWords(priceWords);
  const client = useQueryClient();
  const [text, setText] = useState("");
  const [done, setDone] = useState<Done>();
  const { busy, problem, send } = useSend(undefined);
  const { rows, bad } = readPrices(text, digits());
  const bring = async () => {
    const result: Done = { added: 0, changed: 0, refused: [] };
    for (let from = 0; from < rows.length; from += batch) {
      const part = rows.slice(from, from + batch);
      const saved = await ok(
        api.PUT("/v1/price-lists/{id}/prices", {
          params: { path: { id: list.id } },
          body: { prices: part.map(({ line: _, ...price }) => price) },
        }),
      );
      (saved.results ?? []).forEach((r, i) => {
        if (r.problem) result.refused.push({ line: part[i]?.line ?? 0, sku: r.sku, why: r.problem.detail ?? "" });
        else if (r.created) result.added++;
        else result.changed++;
      });
    }
    await client.invalidateQueries({ queryKey: ["catalogue"] });
    setDone(result);
  };
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
            <Button type="primary" loading={busy} disabled={rows.length === 0} onClick={() => void send(bring)}>
              {t.send(count(rows.length))}
            </Button>
          )}
        </div>
      }
    >
      <FormProblem problem={problem} />
      {done ? (
        <Result done={done} />
      ) : (
        <div className="stack">
          <p className="meta">{t.bringHelp}</p>
          <Upload
            accept=".csv,.txt,text/csv,text/plain"
            showUploadList={false}
            beforeUpload={(file) => {
              void decoded(file).then(setText);
              return Upload.LIST_IGNORE;
            }}
          >
            <Button>{t.file}</Button>
          </Upload>
          <Input.TextArea
            aria-label={t.paste}
            value={text}
            onChange={(e) => setText(e.target.value)}
            placeholder={t.example}
            autoSize={{ minRows: 10, maxRows: 18 }}
            style={{ fontFamily: "ui-monospace, monospace" }}
          />
          <div aria-live="polite">
            {text.trim() ? <span className="meta">{t.rows(count(rows.length + bad.length))}</span> : null}
          </div>
          {bad.length > 0 ? (
            <Alert
              type="warning"
              showIcon
              title={t.bad(count(bad.length))}
              description={bad.slice(0, told).map((b) => (
                <div key={b.line}>
                  {t.line(b.line)}: {t[b.why]}
                </div>
              ))}
            />
          ) : null}
        </div>
      )}
    </Drawer>
  );
}

function Result({ done }: { done: Done }): ReactNode {
  const t = useWords(priceWords);
  return (
    <div className="stack" aria-live="polite">
      <Alert
        type={done.refused.length > 0 ? "warning" : "success"}
        showIcon
        title={t.done(count(done.added), count(done.changed))}
        description={done.refused.length > 0 ? t.refused(count(done.refused.length)) : undefined}
      />
      {done.refused.slice(0, told).map((r) => (
        <div key={r.line}>
          {t.line(r.line)} <code>{r.sku}</code> {r.why}
        </div>
      ))}
    </div>
  );
}

/** The text of a file: UTF-8, or what sheets in China write where it is not. */
async function decoded(file: File): Promise<string> {
  const bytes = await file.arrayBuffer();
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("gb18030").decode(bytes);
  }
}
