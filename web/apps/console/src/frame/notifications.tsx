import { CheckCircleOutlined, CloseCircleOutlined, SyncOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Badge, Button, Popover, Progress } from "antd";
import { type ReactNode, useRef, useState } from "react";
import { api, ok, type Schema } from "../../../../shared/api.ts";
import { ago, count, time } from "../../../../shared/format.ts";
import { useLanguage, useWords, words } from "../../../../shared/i18n.ts";
import { useMay } from "../session.tsx";
import { Show } from "../ui/states.tsx";
import { useLive } from "./live.ts";

const list = words(
  {
    title: "通知",
    unseen: (n: string) => `通知，${n} 条未读`,
    waiting: "等待您审批",
    all: "查看全部审批",
    jobs: "我的任务",
    none: "没有通知",
    noneText: "您发起的导入、导出完成后会出现在这里；需要您审批的申请也会。",
    fresh: "未读",
    by: (who: string) => `${who} 申请`,
    progress: (done: string, total: string) => `${done} / ${total}`,
    allJobs: "查看全部任务",
  },
  {
    title: "Notifications",
    unseen: (n: string) => `Notifications, ${n} unread`,
    waiting: "Waiting for your approval",
    all: "All approvals",
    jobs: "My jobs",
    none: "No notifications",
    noneText:
      "Imports and exports that you started appear here when they are done, and requests that wait for your approval.",
    fresh: "Unread",
    by: (who: string) => `Asked by ${who}`,
    progress: (done: string, total: string) => `${done} of ${total}`,
    allJobs: "All jobs",
  },
);

type Job = Schema<"JobOut">;

/** Where the result of a job is looked at. */
export function resultOf(
  job: Pick<Job, "id" | "kind">,
): { to: string; search?: Record<string, string | undefined> } | undefined {
  if (job.kind === "import") return { to: `/data/imports/${job.id}` };
  if (job.kind === "export") return { to: "/data", search: { tab: "exports" } };
  if (job.kind === "check") return { to: "/ledger" };
  if (job.kind === "reward") return { to: "/rewards", search: { tab: "batches" } };
  if (job.kind === "simulate") return { to: "/simulations" };
  return undefined;
}

const running = (job: Job) => job.state === "waiting" || job.state === "running";

/** One's own jobs, newest first; read again at once when one ends, and every few seconds while one runs and the list is open. */
function useJobs(open: boolean) {
  const lang = useLanguage();
  const client = useQueryClient();
  const jobs = useQuery({
    queryKey: ["jobs", "mine", lang],
    queryFn: () => ok(api.GET("/v1/jobs", { params: { query: { mine: true, limit: 15 } } })),
    refetchInterval: (query) => (open && query.state.data?.data?.some(running) ? 2000 : false),
  });
  const again = () => void client.invalidateQueries({ queryKey: ["jobs"] });
  useLive("job", again);
  useLive("open", again);
  return jobs;
}

/** Requests that wait for the reader: of others alone. */
function useWaiting() {
  const lang = useLanguage();
  const decides = useMay("approvals:decide");
  return useQuery({
    queryKey: ["approvals", "waiting", "bell", lang],
    queryFn: () => ok(api.GET("/v1/approvals", { params: { query: { state: "waiting", limit: 20 } } })),
    select: (answer) => (answer.data ?? []).filter((request) => !request.own),
    enabled: decides,
    refetchInterval: 60_000,
  });
}

/** Finished jobs of one's own and requests that wait for one, at the bell. */
export function Notifications({ icon }: { icon: ReactNode }): ReactNode {
  const t = useWords(list);
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const jobs = useJobs(open);
  const waiting = useWaiting();
  const requests = waiting.data ?? [];
  const fresh = (jobs.data?.unseen ?? 0) + requests.length;
  const bell = useRef<HTMLButtonElement>(null);
  const turn = async (next: boolean) => {
    setOpen(next);
    if (next) {
      void jobs.refetch();
      void waiting.refetch();
    } else if ((jobs.data?.unseen ?? 0) > 0) {
      // Seen while it was open: read again, for the marks of the next time.
      await ok(api.POST("/v1/jobs/seen", { body: {} })).catch(() => undefined);
      void client.invalidateQueries({ queryKey: ["jobs"] });
    }
  };
  return (
    <Popover
      open={open}
      onOpenChange={(next) => void turn(next)}
      trigger="click"
      placement="bottomRight"
      arrow={false}
      destroyOnHidden
      content={
        // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes from anywhere inside
        <div
          className="notes"
          onKeyDown={(event) => {
            if (event.key !== "Escape") return;
            void turn(false);
            bell.current?.focus();
          }}
        >
          <Show query={jobs} rows={3}>
            {(answer) => (
              <Notes
                jobs={(answer.data ?? []).filter((job) => job.own)}
                requests={requests}
                close={() => void turn(false)}
              />
            )}
          </Show>
        </div>
      }
    >
      <Button
        ref={bell}
        type="text"
        aria-label={fresh > 0 ? t.unseen(count(fresh)) : t.title}
        aria-expanded={open}
        icon={
          <Badge dot={fresh > 0} offset={[-2, 2]}>
            {icon}
          </Badge>
        }
      />
    </Popover>
  );
}

function Notes(props: { jobs: Job[]; requests: Schema<"ApprovalOut">[]; close: () => void }): ReactNode {
  const t = useWords(list);
  const mayData = useMay("import:write");
  if (props.jobs.length === 0 && props.requests.length === 0) {
    return (
      <div className="state">
        <h3>{t.none}</h3>
        <p>{t.noneText}</p>
      </div>
    );
  }
  return (
    <>
      {props.requests.length > 0 ? (
        <section aria-label={t.waiting}>
          <h2>{t.waiting}</h2>
          <ul className="plain">
            {props.requests.slice(0, 5).map((request) => (
              <li key={request.id}>
                <Link to="/approvals" className="note" onClick={props.close}>
                  <i className="unread" aria-hidden="true" />
                  <span>
                    {request.summary}
                    <small>
                      {[
                        request.asked_name ? t.by(request.asked_name) : "",
                        request.asked_at ? ago(request.asked_at) : "",
                      ]
                        .filter(Boolean)
                        .join(" · ")}
                    </small>
                  </span>
                </Link>
              </li>
            ))}
          </ul>
          <Link to="/approvals" className="more" onClick={props.close}>
            {t.all}
          </Link>
        </section>
      ) : null}
      {props.jobs.length > 0 ? (
        <section aria-label={t.jobs}>
          <h2>{t.jobs}</h2>
          <ul className="plain">
            {props.jobs.map((job) => (
              <JobLine key={job.id} job={job} close={props.close} />
            ))}
          </ul>
          {mayData ? (
            <Link to="/data" className="more" onClick={props.close}>
              {t.allJobs}
            </Link>
          ) : null}
        </section>
      ) : null}
    </>
  );
}

function JobLine({ job, close }: { job: Job; close: () => void }): ReactNode {
  const t = useWords(list);
  const at = job.finished_at ?? job.created_at;
  const to = resultOf(job);
  const picture = running(job) ? (
    <SyncOutlined spin aria-hidden />
  ) : job.state === "done" ? (
    <CheckCircleOutlined aria-hidden className="good" />
  ) : (
    <CloseCircleOutlined aria-hidden className="bad" />
  );
  const body = (
    <>
      {job.unseen ? <i className="unread" aria-hidden="true" /> : null}
      <span>
        <span className="row">
          {picture} {job.kind_text} <span className="meta">{job.state_text}</span>
          {job.unseen ? <span className="visually-hidden">{t.fresh}</span> : null}
        </span>
        {job.state === "running" && job.total > 0 ? (
          <Progress
            percent={Math.round((100 * job.done) / job.total)}
            size="small"
            aria-label={`${job.kind_text}: ${t.progress(count(job.done), count(job.total))}`}
          />
        ) : null}
        {job.error ? <small className="bad">{job.error}</small> : null}
        {at ? (
          <small>
            <time dateTime={at} title={time(at)}>
              {ago(at)}
            </time>
          </small>
        ) : null}
      </span>
    </>
  );
  return (
    <li>
      {to ? (
        <Link {...to} className="note" onClick={close}>
          {body}
        </Link>
      ) : (
        <div className="note">{body}</div>
      )}
    </li>
  );
}
