import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import type { ReactNode } from "react";
import { api, ok, onceKey } from "../../../../../shared/api.ts";
import { ago, count, time } from "../../../../../shared/format.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { Card } from "../../ui/page.tsx";
import { FormProblem, useSend } from "../../ui/send.tsx";
import { Empty, Show } from "../../ui/states.tsx";
import { open } from "../data/jobs.ts";
import { ledgerWords } from "./words.ts";

/** The last proof of the books' rules, and running it now. */
export function LastCheck(): ReactNode {
  const t = useWords(ledgerWords);
  const may = useMay("checks:run");
  const client = useQueryClient();
  const { busy, problem, send } = useSend(undefined);
  const query = useQuery({
    queryKey: ["checks"],
    queryFn: () => ok(api.GET("/v1/checks", { params: { query: { limit: 5 } } })),
    refetchInterval: (q) => ((q.state.data?.data ?? []).some((c) => open(c.state)) ? 1000 : false),
  });
  const rows = query.data?.data ?? [];
  const running = rows.find((c) => open(c.state));
  const last = rows.find((c) => !open(c.state));
  const run = () =>
    send(async () => {
      await ok(api.POST("/v1/checks", { headers: { "Idempotency-Key": onceKey() } }));
      await client.invalidateQueries({ queryKey: ["checks"] });
    });
  const button = may ? (
    <Button size="small" loading={busy || !!running} onClick={() => void run()}>
      {running ? t.checkRunning : t.checkNow}
    </Button>
  ) : undefined;
  return (
    <Card title={t.check} aside={button}>
      <FormProblem problem={problem} />
      <Show query={query} rows={2}>
        {() =>
          last ? (
            <div className="stack" style={{ gap: 8 }} aria-live="polite">
              {last.state !== "done" ? (
                <Alert type="error" showIcon title={t.checkFailed} description={last.error} />
              ) : last.sound ? (
                <Alert type="success" showIcon title={t.sound} description={t.soundText} />
              ) : (
                <Alert
                  type="error"
                  showIcon
                  title={t.unsound(count(last.breaches))}
                  description={
                    <ul className="plain">
                      {(last.findings ?? [])
                        .filter((f) => !f.note)
                        .slice(0, 5)
                        .map((f) => (
                          <li key={`${f.room} ${f.invariant} ${f.subject ?? ""} ${f.detail}`}>
                            <code>
                              {f.room} {f.invariant}
                            </code>{" "}
                            {f.subject} {f.detail}
                          </li>
                        ))}
                    </ul>
                  }
                />
              )}
              <p className="meta">
                {last.finished_at ? (
                  <span title={time(last.finished_at)}>{t.checkedAt(ago(last.finished_at))}</span>
                ) : null}
                {last.notes > 0 ? ` · ${t.notes(count(last.notes))}` : ""}
                {last.made_by ? "" : ` · ${t.byClock}`}
              </p>
            </div>
          ) : (
            <Empty title={running ? t.checkRunning : t.neverChecked} text={t.neverCheckedText} />
          )
        }
      </Show>
    </Card>
  );
}
