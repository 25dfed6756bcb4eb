import { Alert, type FormInstance, InputNumber } from "antd";
import { type ReactNode, useRef, useState } from "react";
import { Problem } from "../../../../shared/api.ts";
import { digits, here } from "../../../../shared/format.ts";
import { useWords, words } from "../../../../shared/i18n.ts";

const list = words(
  { failed: "没能完成", request: (id: string) => `请求编号 ${id}` },
  { failed: "This did not work", request: (id: string) => `Request ${id}` },
);

/** The path of a field of the API in a form: "consents[0].channel" → ["consents", 0, "channel"]. */
export function fieldPath(field: string): (string | number)[] {
  return field
    .split(/[.[\]]+/)
    .filter(Boolean)
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

/** Sends what a form holds: once at a time; refusals of fields stand at the fields, everything else in `problem`.
 * `rename` says where a field of the API stands in the form, if elsewhere. */
export function useSend<V>(form: FormInstance<V> | undefined, rename: (field: string) => string = (f) => f) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const running = useRef(false);
  const send = async (work: () => Promise<void>): Promise<void> => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    setProblem(undefined);
    try {
      await work();
    } catch (cause) {
      setProblem(mark(form, cause, rename));
    } finally {
      running.current = false;
      setBusy(false);
    }
  };
  return { busy, problem, send, clear: () => setProblem(undefined) };
}

/** Marks the fields of a refusal; answers what no field of the form could show. */
function mark<V>(form: FormInstance<V> | undefined, cause: unknown, rename: (field: string) => string): unknown {
  if (!form || !(cause instanceof Problem) || cause.fields.length === 0) return cause;
  const marks = cause.fields.map((f) => ({ name: fieldPath(rename(f.field)), errors: [f.message] }));
  const shown = marks.filter((m) => form.getFieldInstance(m.name as never) !== undefined);
  if (shown.length === 0) return cause;
  form.setFields(shown as never);
  form.scrollToField(shown[0]?.name as never, { block: "center", focus: true });
  return shown.length === marks.length ? undefined : cause;
}

/** What went wrong at the head of a form, with the request's id. */
export function FormProblem({ problem, action }: { problem: unknown; action?: ReactNode }): ReactNode {
  const t = useWords(list);
  if (!problem) return null;
  const known = problem instanceof Problem ? problem : undefined;
  const text = problem instanceof Error ? problem.message : String(problem);
  const more = known?.fields.filter((f) => f.message !== text) ?? [];
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      style={{ marginBottom: 16 }}
      title={text || t.failed}
      description={
        more.length > 0 || known?.requestID ? (
          <>
            {more.map((f) => (
              <div key={f.field}>
                <code>{f.field}</code> {f.message}
              </div>
            ))}
            {known?.requestID ? <span className="meta">{t.request(known.requestID)}</span> : null}
          </>
        ) : undefined
      }
      action={action}
    />
  );
}

interface MoneyProps {
  id?: string;
  /** In minor units. */
  value?: number | null;
  onChange?: (minor: number | null) => void;
  disabled?: boolean;
  label?: string;
  placeholder?: string;
  min?: number;
  max?: number;
}

/** Thousands in groups in a field of numbers, but not while somebody types: `<InputNumber {...grouping} />`. */
export const grouping = {
  formatter: (value: number | string | undefined, info: { userTyping: boolean; input: string }): string =>
    info.userTyping ? info.input : `${value ?? ""}`.replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ","),
  parser: (text: string | undefined): number => Number((text ?? "").replaceAll(",", "") || Number.NaN),
};

/** An amount of money, typed in the currency and held in its minor units. */
export function MoneyInput({ value, onChange, label, min, max, ...rest }: MoneyProps): ReactNode {
  const unit = 10 ** digits();
  const symbol = new Intl.NumberFormat("zh-CN", {
    style: "currency",
    currency: here().currency,
    currencyDisplay: "narrowSymbol",
  })
    .formatToParts(0)
    .find((p) => p.type === "currency")?.value;
  return (
    <InputNumber
      {...grouping}
      formatter={(v, info) =>
        grouping.formatter(info.userTyping || `${v ?? ""}` === "" ? v : Number(v).toFixed(digits()), info)
      }
      {...rest}
      aria-label={label}
      prefix={symbol}
      precision={digits()}
      min={min === undefined ? undefined : min / unit}
      max={max === undefined ? undefined : max / unit}
      controls={false}
      value={value === undefined || value === null ? value : value / unit}
      onChange={(next) => onChange?.(next === null ? null : Math.round(Number(next) * unit))}
      style={{ width: "100%" }}
    />
  );
}
