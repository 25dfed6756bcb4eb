import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { api, ok } from "../../../../../shared/api.ts";
import { ago, count } from "../../../../../shared/format.ts";
import { useLanguage, useWords } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { Card } from "../../ui/page.tsx";
import { Show } from "../../ui/states.tsx";
import { ledgerWords } from "./words.ts";

/** Adjustments that wait for a second person. */
export function Waiting(): ReactNode {
  const t = useWords(ledgerWords);
  const lang = useLanguage();
  const may = useMay("approvals:decide");
  const query = useQuery({
    queryKey: ["approvals", lang, "waiting", "ledger"],
    queryFn: () => ok(api.GET("/v1/approvals", { params: { query: { state: "waiting", limit: 50 } } })),
    enabled: may,
  });
  if (!may) return null;
  return (
    <Card title={t.waiting} aside={<Link to="/approvals">{t.allApprovals}</Link>}>
      <Show query={query} rows={2}>
        {(loaded) => {
          const rows = (loaded.data ?? []).filter((a) => a.operation === "member.adjust");
          if (rows.length === 0) return <p className="meta">{t.noneWaiting}</p>;
          return (
            <>
              <p className="meta">{t.waitingText(count(rows.length))}</p>
              <ul className="plain lines">
                {rows.slice(0, 5).map((a) => (
                  <li key={a.id}>
                    <span>
                      {a.summary}
                      <span className="meta block">
                        {a.asked_name} · {a.asked_at ? ago(a.asked_at) : ""}
                      </span>
                    </span>
                  </li>
                ))}
              </ul>
            </>
          );
        }}
      </Show>
    </Card>
  );
}
