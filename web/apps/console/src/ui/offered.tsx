import type { TableColumnsType } from "antd";
import { type ReactNode, useState } from "react";
import { useMay } from "../session.tsx";
import { Kept, Opens } from "./kept.tsx";
import type { useList } from "./table.tsx";

interface Props<T> {
  words: { title: string; add: string; name: string; none: string; noneText: string };
  list: ReturnType<typeof useList<T>>;
  /** The name of one, and what stands below it. */
  name: (one: T) => string;
  below: (one: T) => ReactNode;
  columns: TableColumnsType<T>;
  /** The drawer that makes one, or changes the one that it is given. */
  drawer: (one: T | undefined, close: () => void) => ReactNode;
}

/** What is offered for sale: a table, and for those who may a drawer to make and to change. */
export function Offered<T extends { id: string }>({
  words: t,
  list,
  name,
  below,
  columns,
  drawer,
}: Props<T>): ReactNode {
  const may = useMay("offers:write");
  const [open, setOpen] = useState<{ one?: T }>();
  return (
    <Kept<T>
      title={t.title}
      list={list}
      add={may ? { text: t.add, open: () => setOpen({}) } : undefined}
      none={{ title: t.none, text: t.noneText }}
      columns={[
        {
          title: t.name,
          render: (_, one) => (
            <>
              <Opens open={may ? () => setOpen({ one }) : undefined}>
                <b>{name(one)}</b>
              </Opens>
              <div className="meta">{below(one)}</div>
            </>
          ),
        },
        ...columns,
      ]}
    >
      {open ? drawer(open.one, () => setOpen(undefined)) : null}
    </Kept>
  );
}
