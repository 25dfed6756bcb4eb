import { Button, Skeleton } from "antd";
import type { ReactNode } from "react";
import { Problem } from "../../../../shared/api.ts";
import { useWords, words } from "../../../../shared/i18n.ts";

const list = words(
  {
    failed: "没能完成",
    request: (id: string) => `请求编号 ${id}`,
    retry: "重试",
    loading: "加载中",
    clear: "清除筛选",
    none: "没有符合条件的记录",
    forbidden: "没有权限",
    ask: "您的角色不能做这件事。如有需要，请联系管理员。",
  },
  {
    failed: "This did not work",
    request: (id: string) => `Request ${id}`,
    retry: "Try again",
    loading: "Loading",
    clear: "Clear filters",
    none: "Nothing matches",
    forbidden: "Not allowed",
    ask: "Your role does not do this. Ask your administrator if you need it.",
  },
);

/** A skeleton of the final size while something loads. */
export function Loading({ rows = 6 }: { rows?: number }): ReactNode {
  const t = useWords(list);
  return (
    <div className="state" role="status" aria-label={t.loading}>
      <Skeleton active title={false} paragraph={{ rows }} />
    </div>
  );
}

/** What went wrong, what to do, the request's id, and a second try. */
export function ErrorState({ error, retry }: { error: unknown; retry?: () => void }): ReactNode {
  const t = useWords(list);
  const problem = error instanceof Problem ? error : undefined;
  return (
    <div className="state" role="alert">
      <h3>{problem?.status === 403 ? t.forbidden : t.failed}</h3>
      <p>{error instanceof Error ? error.message : String(error)}</p>
      {problem?.requestID ? <p className="meta">{t.request(problem.requestID)}</p> : null}
      {retry && problem?.status !== 403 ? (
        <div className="row">
          <Button onClick={retry}>{t.retry}</Button>
        </div>
      ) : null}
    </div>
  );
}

/** An empty place: why it is empty, one action, an example. */
export function Empty({ title, text, action }: { title: string; text?: ReactNode; action?: ReactNode }): ReactNode {
  return (
    <div className="state">
      <h3>{title}</h3>
      {text ? <p>{text}</p> : null}
      {action ? <div className="row">{action}</div> : null}
    </div>
  );
}

/** What is shown to those who may not do what a page is for. */
export function Forbidden(): ReactNode {
  const t = useWords(list);
  return <Empty title={t.forbidden} text={t.ask} />;
}

/** No hits: the filters can be cleared. */
export function NoHits({ clear }: { clear: () => void }): ReactNode {
  const t = useWords(list);
  return <Empty title={t.none} action={<Button onClick={clear}>{t.clear}</Button>} />;
}

interface Loaded<T> {
  data: T | undefined;
  isPending: boolean;
  isError: boolean;
  error: unknown;
  refetch: () => unknown;
}

/** Shows what a query holds: its skeleton, its error with a second try, or its data. */
export function Show<T>({
  query,
  rows,
  children,
}: {
  query: Loaded<T>;
  rows?: number;
  children: (data: T) => ReactNode;
}): ReactNode {
  if (query.data !== undefined) return children(query.data);
  if (query.isError) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  return <Loading rows={rows} />;
}
