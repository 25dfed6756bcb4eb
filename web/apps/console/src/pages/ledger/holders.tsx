import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { api, ok } from "../../../../../shared/api.ts";
import { percent } from "../../../../../shared/format.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { Card } from "../../ui/page.tsx";
import { Empty, Show } from "../../ui/states.tsx";
import { Rows } from "../../ui/table.tsx";
import { type Asset, amountOf } from "./asset.ts";
import { ledgerWords } from "./words.ts";

/** Who holds most. */
export function Holders({ asset }: { asset: Asset }): ReactNode {
  const t = useWords(ledgerWords);
  const mayMembers = useMay("members:read");
  const show = amountOf(asset);
  const query = useQuery({
    queryKey: ["holders", asset],
    queryFn: () => ok(api.GET("/v1/holders", { params: { query: { asset, limit: 10 } } })),
  });
  return (
    <Card className="span-7" title={t.holders} flush>
      <Show query={query}>
        {(loaded) => {
          const rows = loaded.data ?? [];
          if (rows.length === 0) return <Empty title={t.noHolders} />;
          return (
            <Rows
              size="small"
              aria-label={t.holders}
              rowKey="member_id"
              dataSource={rows}
              columns={[
                {
                  title: t.member,
                  render: (_, h) =>
                    mayMembers ? (
                      <Link to="/members/$id" params={{ id: h.member_id }}>
                        {h.name || h.code || h.member_id}
                      </Link>
                    ) : (
                      h.name || h.code || h.member_id
                    ),
                },
                { title: t.holds, className: "num", render: (_, h) => show(h.outstanding) },
                { title: t.usable, className: "num", render: (_, h) => show(h.available) },
                {
                  title: t.share,
                  className: "num",
                  render: (_, h) =>
                    h.share_bp === null || h.share_bp === undefined ? "—" : percent(h.share_bp / 10_000),
                },
              ]}
            />
          );
        }}
      </Show>
    </Card>
  );
}
