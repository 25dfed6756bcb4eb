import { queryOptions, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Alert, Button, Drawer, Form, Progress, Select, Switch } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { ago, count, day, money, time } from "../../../../../shared/format.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { May, useMay } from "../../session.tsx";
import { Days } from "../../ui/days.tsx";
import { Card, Hint, Page, Tag } from "../../ui/page.tsx";
import { capital, useProgramme } from "../../ui/programme.ts";
import { FormProblem, useSend } from "../../ui/send.tsx";
import { Empty } from "../../ui/states.tsx";
import { DataTable, useList } from "../../ui/table.tsx";
import { dayAfter, dayOf } from "../../ui/zone.ts";
import { inForce, versions } from "../programme/queries.ts";
import { simulationWords } from "./words.ts";
import "./style.css";

/** A simulation as its list says it. */
export type Simulation = Schema<"SimulationOut">;

/** Reads one simulation; while it runs, again every second. */
export function simulation(id: string) {
  return queryOptions({
    queryKey: ["simulations", "one", id],
    queryFn: () => ok(api.GET("/v1/simulations/{id}", { params: { path: { id } } })),
    refetchInterval: (query) => (isOpen(query.state.data?.state) ? 1000 : false),
  });
}

/** Whether a simulation has not ended yet. */
export function isOpen(state: string | undefined): boolean {
  return state === "waiting" || state === "running";
}

/** What was replayed, in words. */
export function useWhich(): (s: Simulation) => string {
  const t = useWords(simulationWords);
  return (s) => {
    if (s.program === "in_force") return t.inForce(s.number ?? 0);
    if (s.program === "version") return t.version(s.number ?? 0);
    return s.program === "draft" ? t.draft : t.document;
  };
}

/** The state of a simulation as a coloured word. */
export function State({ of }: { of: Simulation }): ReactNode {
  const t = useWords(simulationWords);
  const tone = { done: "good", failed: "bad", running: "accent", waiting: "accent", cancelled: undefined } as const;
  return <Tag tone={tone[of.state]}>{t[of.state]}</Tag>;
}

/** The first and the last day of a simulation's window: the last is that before the first instant that is not in it. */
export function windowOf(s: Simulation): { from: string; until: string } {
  const last = s.until ? new Date(s.until).getTime() - 1 : undefined;
  return { from: s.from ? day(dayOf(s.from)) : "", until: last === undefined ? "" : day(dayOf(last)) };
}

/** The window in one text. */
export function windowText(s: Simulation): string {
  const { from, until } = windowOf(s);
  return `${from} – ${until}`;
}

/** What was simulated so far, and a new one. */
export default function SimulationsPage(): ReactNode {
  const t = useWords(simulationWords);
  const which = useWhich();
  const { points } = useProgramme();
  const [open, setOpen] = useState(false);
  const list = useList<Simulation>(["simulations"], (after) =>
    ok(api.GET("/v1/simulations", { params: { query: { after } } })),
  );
  const begin = (
    <May permission="program:write">
      <Button type="primary" onClick={() => setOpen(true)}>
        {t.start}
      </Button>
    </May>
  );
  return (
    <Page title={t.title} actions={begin}>
      <div className="stack">
        <p className="sim-lead meta">{t.lead}</p>
        <Card title={t.history} flush>
          <DataTable<Simulation>
            list={list}
            rowKey="id"
            label={t.history}
            empty={<Empty title={t.none} text={t.noneText} />}
            columns={[
              {
                title: t.program,
                render: (_, s) => (
                  <span className="row">
                    <Link to="/simulations/$id" params={{ id: s.id }}>
                      {which(s)}
                    </Link>
                    {s.is_draft ? <Tag tone="accent">{t.current}</Tag> : null}
                  </span>
                ),
              },
              { title: t.window, render: (_, s) => windowText(s) },
              { title: t.state, className: "corner", render: (_, s) => <StateCell of={s} /> },
              {
                title: t.cost,
                className: "num",
                render: (_, s) =>
                  s.was && s.would ? (
                    <>
                      {money(s.would.cost_minor)}
                      <small className="sim-was">{`${t.was} ${money(s.was.cost_minor)}`}</small>
                    </>
                  ) : (
                    "—"
                  ),
              },
              {
                title: t.owed(capital(points)),
                className: "num",
                render: (_, s) => (s.would ? money(s.would.owed_minor) : "—"),
              },
              {
                title: t.when,
                render: (_, s) => (
                  <span title={time(s.created_at ?? "")}>
                    {ago(s.created_at ?? "")}
                    <small className="sim-was">{s.made_by_name}</small>
                  </span>
                ),
              },
            ]}
          />
        </Card>
      </div>
      <StartDrawer open={open} close={() => setOpen(false)} />
    </Page>
  );
}

function StateCell({ of }: { of: Simulation }): ReactNode {
  const now = useQuery({ ...simulation(of.id), enabled: isOpen(of.state) });
  const s = now.data ?? of;
  if (!isOpen(s.state) || s.total === 0) return <State of={s} />;
  return <Progress percent={Math.floor((100 * s.done) / s.total)} size="small" style={{ width: 120, margin: 0 }} />;
}

type Span = "30" | "90" | "year" | "all" | "other";

interface Values {
  program: string;
  span: Span;
  reprice: boolean;
}

/** Asks what is to be simulated and over which days. */
export function StartDrawer({ open, close }: { open: boolean; close: () => void }): ReactNode {
  const t = useWords(simulationWords);
  return (
    <Drawer open={open} onClose={close} size={480} title={t.startTitle} destroyOnHidden>
      <StartForm close={close} />
    </Drawer>
  );
}

function StartForm({ close }: { close: () => void }): ReactNode {
  const t = useWords(simulationWords);
  const navigate = useNavigate();
  const client = useQueryClient();
  const [form] = Form.useForm<Values>();
  const [days, setDays] = useState<{ from?: string; until?: string }>({});
  const { busy, problem, send } = useSend(form);
  const now = useQuery(inForce);
  const all = useQuery(versions);
  const span = Form.useWatch("span", form) ?? "year";
  const submit = (v: Values) =>
    send(async () => {
      const made = await ok(
        api.POST("/v1/program/draft/simulate", {
          body: {
            program: v.program === "draft" || v.program === "in_force" ? v.program : Number(v.program),
            from: v.span === "other" ? days.from : firstDay(v.span),
            until: v.span === "other" ? days.until : undefined,
            reprice: v.reprice,
          },
        }),
      );
      await client.invalidateQueries({ queryKey: ["simulations"] });
      close();
      await navigate({ to: "/simulations/$id", params: { id: made.id } });
    });
  return (
    <Form<Values>
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={{ program: "draft", span: "year", reprice: false }}
      onFinish={(v) => void submit(v)}
    >
      <FormProblem problem={problem} />
      <Form.Item name="program" label={t.program}>
        <Select
          options={[
            { value: "draft", label: t.draft },
            { value: "in_force", label: t.inForce(now.data?.number ?? 0) },
            ...(all.data?.data ?? [])
              .filter((v) => v.number !== now.data?.number)
              .map((v) => ({ value: String(v.number), label: t.version(v.number) })),
          ]}
        />
      </Form.Item>
      <Form.Item name="span" label={t.window} extra={t.windowHint}>
        <Select
          options={[
            { value: "30", label: t.days30 },
            { value: "90", label: t.days90 },
            { value: "year", label: t.year },
            { value: "all", label: t.all },
            { value: "other", label: t.other },
          ]}
        />
      </Form.Item>
      {span === "other" ? (
        <Form.Item>
          <Days
            label={t.window}
            from={days.from}
            until={days.until}
            onChange={(from, until) => setDays({ from, until })}
          />
        </Form.Item>
      ) : null}
      <Form.Item name="reprice" label={t.reprice} extra={t.repriceHint} valuePropName="checked">
        <Switch />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={busy} disabled={span === "other" && !days.from} block>
        {t.start}
      </Button>
    </Form>
  );
}

/** The first day of a span that ends today; of all history a day before any order. */
function firstDay(span: Span): string {
  if (span === "all") return "1990-01-01";
  const back = span === "30" ? -29 : span === "90" ? -89 : -364;
  return dayAfter(dayOf(Date.now()), back);
}

/** A simulation on its way: how far it is, and a way to stop it. */
export function Running({ of }: { of: Simulation }): ReactNode {
  const t = useWords(simulationWords);
  const client = useQueryClient();
  const mayStop = useMay("program:write");
  const { busy, problem, send } = useSend(undefined);
  const stop = () =>
    send(async () => {
      await ok(api.POST("/v1/simulations/{id}/cancel", { params: { path: { id: of.id } } }));
      await client.invalidateQueries({ queryKey: ["simulations"] });
    });
  return (
    <Card title={of.state === "running" ? t.running : t.waiting}>
      <FormProblem problem={problem} />
      <Progress
        percent={of.total > 0 ? Math.floor((100 * of.done) / of.total) : 0}
        aria-label={t.progress(count(of.done), count(of.total))}
      />
      <div className="row">
        <span className="meta" aria-live="polite">
          {t.progress(count(of.done), count(of.total))}
        </span>
        {mayStop ? (
          <Button size="small" loading={busy} onClick={() => void stop()}>
            {t.cancel}
          </Button>
        ) : null}
      </div>
    </Card>
  );
}

/** Says that the draft has changed since, or why there is no report. */
export function About({ of }: { of: Simulation }): ReactNode {
  const t = useWords(simulationWords);
  if (of.state === "failed") return <Alert type="error" showIcon title={t.failed} description={of.error} />;
  if (of.state === "done" && of.program === "draft" && !of.is_draft)
    return <Alert type="warning" showIcon title={t.outdated} description={t.outdatedText} />;
  return null;
}

/** A word with what it means beside it. */
export function Meant({ name, hint }: { name: string; hint?: string }): ReactNode {
  return (
    <>
      {name} {hint ? <Hint text={hint} /> : null}
    </>
  );
}
