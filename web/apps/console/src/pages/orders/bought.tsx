import type { ReactNode } from "react";
import type { Schema } from "../../../../../shared/api.ts";
import { count, money } from "../../../../../shared/format.ts";
import { useWords, words } from "../../../../../shared/i18n.ts";
import { useLabel } from "../../ui/labels.ts";
import { Tag } from "../../ui/page.tsx";
import { capital, useProgramme } from "../../ui/programme.ts";
import { Rows } from "../../ui/table.tsx";

const list = words(
  {
    item: "商品",
    quantity: "数量",
    refunded: (n: string) => `已退 ${n}`,
    total: "原价",
    discount: "优惠",
    payable: "应付",
  },
  {
    item: "Item",
    quantity: "Quantity",
    refunded: (n: string) => `${n} refunded`,
    total: "Total",
    discount: "Discount",
    payable: "Payable",
  },
);

type Line = Schema<"LineOut">;

/** The lines of an order. */
export function Bought({ lines }: { lines: Line[] }): ReactNode {
  const t = useWords(list);
  const programme = useProgramme();
  return (
    <Rows<Line>
      rowKey="line"
      scroll={{}}
      dataSource={lines}
      columns={[
        { key: "item", title: t.item, render: (_, l) => <Item line={l} /> },
        {
          key: "quantity",
          title: t.quantity,
          className: "num",
          render: (_, l) => {
            const gone = l.quantity - (l.remaining ?? l.quantity);
            return (
              <>
                {count(l.quantity)}
                {gone > 0 ? <div className="meta">{t.refunded(count(gone))}</div> : null}
              </>
            );
          },
        },
        {
          key: "total",
          title: t.total,
          className: "num",
          render: (_, l) => money(l.total_minor),
        },
        {
          key: "discount",
          title: t.discount,
          className: "num",
          render: (_, l) => (l.discount_minor ? `−${money(l.discount_minor)}` : "—"),
        },
        { key: "payable", title: t.payable, className: "num", render: (_, l) => money(l.payable_minor) },
        {
          key: "earned",
          title: capital(programme.points),
          className: "num",
          render: (_, l) => count(l.points_earned),
        },
      ]}
    />
  );
}

/** What a line is, and what took money off it. */
function Item({ line }: { line: Line }): ReactNode {
  const label = useLabel();
  const programme = useProgramme();
  return (
    <div>
      <div>{line.name || line.sku || "—"}</div>
      <div className="row meta">
        {line.name && line.sku ? <span>{line.sku}</span> : null}
        {line.adjustments.map((a) => (
          <Tag key={`${a.source}${a.ref}`}>
            {a.source === "points" ? capital(programme.points) : label("adjustment", a.source)} −{money(a.amount_minor)}
          </Tag>
        ))}
      </div>
    </div>
  );
}
