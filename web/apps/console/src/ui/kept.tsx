import { Button } from "antd";
import type { ReactNode } from "react";
import { Card } from "./page.tsx";
import { Empty } from "./states.tsx";
import { DataTable, type DataTableProps } from "./table.tsx";

interface Props<T> extends Pick<DataTableProps<T>, "list" | "columns"> {
  title: string;
  /** "id" where absent. */
  rowKey?: string;
  /** How one is added; absent for those who may not. */
  add?: { text: string; open: () => void };
  /** Stands before the button that adds: filters, a sentence. */
  aside?: ReactNode;
  /** What is said where there is nothing. */
  none: { title: string; text?: string };
  /** Instead of that where filters leave nothing. */
  hidden?: ReactNode;
  /** The drawer that makes one or changes one. */
  children?: ReactNode;
}

/** A list of things that staff keep: a card with a table, and for those who may a button to add one. */
export function Kept<T extends object>(props: Props<T>): ReactNode {
  const { title, add, none } = props;
  return (
    <Card
      title={title}
      flush
      aside={
        <>
          {props.aside}
          {add ? (
            <Button type="primary" onClick={add.open}>
              {add.text}
            </Button>
          ) : null}
        </>
      }
    >
      <DataTable<T>
        label={title}
        list={props.list}
        rowKey={props.rowKey ?? "id"}
        columns={props.columns}
        empty={
          props.hidden ?? <Empty {...none} action={add ? <Button onClick={add.open}>{add.text}</Button> : undefined} />
        }
      />
      {props.children}
    </Card>
  );
}

/** A name that opens the drawer of the thing; only a name for those who may not change it. */
export function Opens({ open, children }: { open?: () => void; children: ReactNode }): ReactNode {
  if (!open) return children;
  return (
    <Button type="link" className="cell-link" onClick={open}>
      {children}
    </Button>
  );
}
