import { Button, type TableColumnsType } from "antd";
import { type ReactNode, useState } from "react";
import { useMay } from "../session.tsx";
import { Card } from "./page.tsx";
import { Empty } from "./states.tsx";
import { DataTable, type useList } from "./table.tsx";

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
    <Card
      title={t.title}
      flush
      aside={
        may ? (
          <Button type="primary" onClick={() => setOpen({})}>
            {t.add}
          </Button>
        ) : undefined
      }
    >
      <DataTable<T>
        label={t.title}
        list={list}
        rowKey="id"
        empty={
          <Empty
            title={t.none}
            text={t.noneText}
            action={may ? <Button onClick={() => setOpen({})}>{t.add}</Button> : undefined}
          />
        }
        columns={[
          {
            title: t.name,
            render: (_, one) => (
              <>
                {may ? (
                  <Button type="link" className="cell-link" onClick={() => setOpen({ one })}>
                    {name(one)}
                  </Button>
                ) : (
                  <b>{name(one)}</b>
                )}
                <div className="meta">{below(one)}</div>
              </>
            ),
          },
          ...columns,
        ]}
      />
      {open ? drawer(open.one, () => setOpen(undefined)) : null}
    </Card>
  );
}
