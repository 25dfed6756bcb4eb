import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Table, type TableProps } from "antd";
import { type HTMLAttributes, type ReactNode, useEffect } from "react";
import { useWords, words } from "../../../../shared/i18n.ts";
import { ErrorState } from "./states.tsx";

const list = words(
  { more: "加载更多", all: (n: number) => `共 ${n} 条，已全部显示` },
  { more: "Show more", all: (n: number) => `All ${n} shown` },
);

/** One page of a list of the API. */
export interface Listed<T> {
  data: T[] | null;
  next?: string | null;
}

/** Reads a list page by page: `fetch` gets the cursor ("" first). The key holds the filters. It is read again `every` so many ms,
 * while it is one page: reading again means all pages that are loaded. */
export function useList<T>(
  key: readonly unknown[],
  fetch: (after: string | undefined) => Promise<Listed<T>>,
  enabled = true,
  every?: number,
) {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => fetch(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: (old) => old,
    enabled,
    refetchInterval: ({ state }) => (every && (state.data?.pages.length ?? 0) < 2 ? every : false),
  });
  const rows = query.data?.pages.flatMap((page) => page.data ?? []) ?? [];
  // A page looks at a bounded number of things: it may be empty while there is more to look at.
  const onward = rows.length === 0 && query.hasNextPage && !query.isFetching && !query.isError;
  const { fetchNextPage } = query;
  useEffect(() => {
    if (onward) void fetchNextPage();
  }, [onward, fetchNextPage]);
  return { ...query, rows };
}

type List<T> = ReturnType<typeof useList<T>>;

/** antd's table, without pages unless they are asked for: it scrolls sideways on a narrow window, and on a phone each row is a
 * card of its values, each under its column's title (style/list.css). A column of the class "corner" stands at the right of
 * the first one there, one of "only-wide" is left out. */
export function Rows<T extends object>({ columns, ...rest }: TableProps<T>): ReactNode {
  return (
    <Table<T>
      pagination={false}
      scroll={{ x: "max-content" }}
      {...rest}
      className="rows"
      columns={columns?.map((column) => {
        const { title, onCell, render } = column;
        const named = { "data-title": typeof title === "string" ? title : "" } as HTMLAttributes<HTMLElement>;
        return {
          ...column,
          onCell: (row: T, i?: number) => ({ ...onCell?.(row, i), ...named }),
          render: render && ((value, row, i) => dash(render(value, row, i))),
        };
      })}
    />
  );
}

/** A dash says "nothing": a card on a phone leaves it out. */
function dash<S>(shown: S): S | ReactNode {
  return shown === "—" ? <span className="none">—</span> : shown;
}

/** What a table over a list is made of. */
export interface DataTableProps<T>
  extends Pick<TableProps<T>, "columns" | "onRow" | "onChange" | "expandable" | "rowClassName"> {
  list: List<T>;
  rowKey: string | ((row: T) => string);
  /** What is shown where there is nothing: <Empty> or <NoHits>. */
  empty: ReactNode;
  /** Names the table for those who do not see it. */
  label: string;
}

/** Rows of a list of the API: keeps old rows while it pages. */
export function DataTable<T extends object>({ list: data, empty, label, ...rest }: DataTableProps<T>): ReactNode {
  const t = useWords(list);
  if (data.isError && data.rows.length === 0)
    return <ErrorState error={data.error} retry={() => void data.refetch()} />;
  return (
    <section aria-label={label} aria-busy={data.isFetching}>
      <Rows<T>
        {...rest}
        dataSource={data.rows}
        loading={data.isPending || (data.isFetching && (data.isPlaceholderData || data.rows.length === 0))}
        locale={{ emptyText: data.isPending || data.hasNextPage ? " " : empty }}
      />
      {data.rows.length > 0 ? (
        <div className="table-foot">
          {data.hasNextPage ? (
            <Button onClick={() => void data.fetchNextPage()} loading={data.isFetchingNextPage}>
              {t.more}
            </Button>
          ) : (
            <span className="meta">{t.all(data.rows.length)}</span>
          )}
        </div>
      ) : null}
    </section>
  );
}
