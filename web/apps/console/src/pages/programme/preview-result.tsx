import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { api, ok, Problem, type Schema } from "../../../../../shared/api.ts";
import { count, money, signed } from "../../../../../shared/format.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { Tag } from "../../ui/page.tsx";
import { ErrorState, Loading } from "../../ui/states.tsx";
import type { Programme } from "./document.ts";
import { useDebounced } from "./later.ts";
import { previewWords } from "./preview-words.ts";
import { quoteOf, type Sample } from "./sample.ts";

type Outcome = Schema<"OutcomeOut">;

/** What the sample comes to by the draft and by the version in force. */
export function Result(props: {
  doc: Programme;
  wrong: boolean;
  sample: Sample;
  names: { points: string; growth: string };
}): ReactNode {
  const { doc, wrong, sample, names } = props;
  const t = useWords(previewWords);
  const missing = sample.who === "real" && !sample.member;
  const asked = useDebounced(JSON.stringify(quoteOf(sample)), 250);
  const query = useQuery({
    queryKey: ["program", "preview", doc, asked],
    queryFn: ({ signal }) =>
      ok(
        api.POST("/v1/program/preview", {
          body: { program: doc, against: "in_force", quote: JSON.parse(asked) },
          signal,
        }),
      ),
    enabled: !wrong && !missing,
    placeholderData: keepPreviousData,
    retry: false,
  });
  if (missing) return <p className="meta">{t.choose}</p>;
  if (wrong) return <p className="meta warn">{t.fix}</p>;
  if (query.isError)
    return query.error instanceof Problem && query.error.fields.length > 0 ? (
      <Refusal problem={query.error} />
    ) : (
      <ErrorState error={query.error} retry={() => void query.refetch()} />
    );
  if (!query.data) return <Loading rows={4} />;
  const { program: draft, against: now } = query.data;
  return (
    <section aria-label={t.result} aria-live="polite" aria-busy={query.isFetching} className="try-result">
      <table>
        <thead>
          <tr>
            <th>{t.result}</th>
            <th className="num">{t.inForce}</th>
            <th className="num">{t.draft}</th>
            <th className="num">{t.difference}</th>
          </tr>
        </thead>
        <tbody>
          <Figure
            label={t.earned(names.points)}
            now={now.outcome?.points.earned}
            draft={draft.outcome?.points.earned}
            say={count}
          />
          <Figure label={t.pay} now={now.outcome?.payable_minor} draft={draft.outcome?.payable_minor} say={money} />
          {sample.spend ? (
            <Figure
              label={t.spent(names.points)}
              now={now.outcome?.points.spent}
              draft={draft.outcome?.points.spent}
              say={count}
            />
          ) : null}
          <Figure
            label={t.grown(names.growth)}
            now={now.outcome?.growth.earned}
            draft={draft.outcome?.growth.earned}
            say={count}
          />
        </tbody>
      </table>
      {draft.problem ? <p className="bad">{`${t.refused}: ${draft.problem.detail}`}</p> : null}
      <Trace title={t.why} outcome={draft.outcome} beside={now.outcome} />
      <details>
        <summary>{t.whyNow}</summary>
        <Trace outcome={now.outcome} />
      </details>
    </section>
  );
}

function Refusal({ problem }: { problem: Problem }): ReactNode {
  return (
    <div role="alert" className="pg-wrong">
      {problem.fields.map((f) => (
        <p key={f.field}>{f.message}</p>
      ))}
    </div>
  );
}

function Figure(props: { label: string; now?: number; draft?: number; say: (n: number) => string }): ReactNode {
  const { label, now, draft, say } = props;
  const by = now !== undefined && draft !== undefined ? draft - now : undefined;
  return (
    <tr>
      <th scope="row">{label}</th>
      <td className="num">{now === undefined ? "—" : say(now)}</td>
      <td className="num">
        <b>{draft === undefined ? "—" : say(draft)}</b>
      </td>
      <td className="num">
        {by ? <Tag tone="accent">{say === count ? signed(by) : `${by > 0 ? "+" : "−"}${say(Math.abs(by))}`}</Tag> : "—"}
      </td>
    </tr>
  );
}

/** The steps of an outcome; those that the other outcome does not have are marked. */
function Trace(props: { title?: string; outcome: Outcome | null; beside?: Outcome | null }): ReactNode {
  const t = useWords(previewWords);
  const { title, outcome, beside } = props;
  if (!outcome) return null;
  const known = new Set(beside?.trace.map((s) => s.text));
  return (
    <div>
      {title ? <h3 className="small-head">{title}</h3> : null}
      {outcome.trace.length === 0 ? <p className="meta">{t.nothing}</p> : null}
      <ul className="pg-trace">
        {outcome.trace.map((step) => (
          <li
            key={`${step.kind} ${step.rule} ${step.text}`}
            className={beside && !known.has(step.text) ? "differs" : undefined}
          >
            {step.text}
          </li>
        ))}
      </ul>
    </div>
  );
}
