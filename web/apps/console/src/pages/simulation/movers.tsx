import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { money, signed } from "../../../../../shared/format.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { Card } from "../../ui/page.tsx";
import { capital, useProgramme } from "../../ui/programme.ts";
import { Empty } from "../../ui/states.tsx";
import { Rows } from "../../ui/table.tsx";
import { Difference, useTierNames } from "./charts.tsx";
import type { Found } from "./report.tsx";
import { simulationWords } from "./words.ts";

/** The members who would gain, or lose, most. */
export function Movers({ of, side }: { of: Found; side: "winners" | "losers" }): ReactNode {
  const t = useWords(simulationWords);
  const mayMembers = useMay("members:read");
  const rows = (side === "winners" ? of.winners : of.losers) ?? [];
  const tier = useTierNames(of);
  const { points } = useProgramme();
  const title = side === "winners" ? t.winners : t.losers;
  return (
    <Card className="span-6" title={title} flush>
      <Rows
        size="small"
        aria-label={title}
        rowKey="member_id"
        dataSource={rows}
        pagination={rows.length > 10 ? { pageSize: 10, size: "small", showSizeChanger: false } : false}
        locale={{ emptyText: <Empty title={t.nobody} /> }}
        columns={[
          {
            title: t.member,
            render: (_, m) =>
              mayMembers ? (
                <Link to="/members/$id" params={{ id: m.member_id }}>
                  {m.name || m.code || m.member_id}
                </Link>
              ) : (
                m.name || m.code || m.member_id
              ),
          },
          {
            title: t.tier,
            render: (_, m) =>
              m.was_tier === m.would_tier ? tier(m.was_tier) : `${tier(m.was_tier)} → ${tier(m.would_tier)}`,
          },
          { title: t.sales, className: "num", render: (_, m) => money(m.spend_minor) },
          { title: t.points(capital(points)), className: "num", render: (_, m) => signed(m.delta_points) },
          { title: t.change, className: "num", render: (_, m) => <Difference minor={m.delta_minor} /> },
        ]}
      />
    </Card>
  );
}
