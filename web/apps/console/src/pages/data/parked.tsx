import { useQueryClient } from "@tanstack/react-query";
import { App, Button } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { ago, count } from "../../../../../shared/format.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { Card } from "../../ui/page.tsx";
import { Empty } from "../../ui/states.tsx";
import { DataTable, useList } from "../../ui/table.tsx";
import { dataWords } from "./datawords.ts";

type Event = Schema<"ParkedOut">;

/** Events that a consumer could not take: why, when it tries again, and a try now. */
export function Parked(): ReactNode {
  const t = useWords(dataWords);
  const client = useQueryClient();
  const { message } = App.useApp();
  const [busy, setBusy] = useState("");
  const data = useList<Event>(["parked", "list"], () => ok(api.GET("/v1/parked-events")));
  const retry = async (e: Event) => {
    setBusy(`${e.event_id} ${e.consumer}`);
    try {
      const path = { id: e.event_id, consumer: e.consumer };
      await ok(api.POST("/v1/parked-events/{id}/{consumer}/retry", { params: { path } }));
      void message.success(t.retried);
      await client.invalidateQueries({ queryKey: ["parked"] });
    } catch (cause) {
      void message.error(cause instanceof Error ? cause.message : String(cause));
    } finally {
      setBusy("");
    }
  };
  return (
    <Card flush>
      <DataTable<Event>
        label={t.parked}
        list={data}
        rowKey={(e) => `${e.event_id} ${e.consumer}`}
        empty={<Empty title={t.noParked} text={t.noParkedText} />}
        columns={[
          { title: t.event, render: (_, e) => e.kind },
          { title: t.consumer, render: (_, e) => e.consumer },
          { title: t.error, render: (_, e) => <span className="wrap wide">{e.error}</span> },
          { title: t.tries, className: "num", render: (_, e) => count(e.tries) },
          { title: t.parkedAt, render: (_, e) => (e.parked_at ? ago(e.parked_at) : "—") },
          { title: t.next, render: (_, e) => (e.due_at ? ago(e.due_at) : t.waits) },
          {
            title: t.work,
            render: (_, e) => (
              <Button size="small" loading={busy === `${e.event_id} ${e.consumer}`} onClick={() => void retry(e)}>
                {t.retry}
              </Button>
            ),
          },
        ]}
      />
    </Card>
  );
}
