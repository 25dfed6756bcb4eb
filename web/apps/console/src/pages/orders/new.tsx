import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Alert, App, Button, DatePicker, Form, Input, Select } from "antd";
import type { Dayjs } from "dayjs";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { api, ok, Problem, type Schema } from "../../../../../shared/api.ts";
import { count, money } from "../../../../../shared/format.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { useAddress } from "../../ui/address.ts";
import { useLabel } from "../../ui/labels.ts";
import { Card, Page } from "../../ui/page.tsx";
import { MemberPick, StorePick, useStores } from "../../ui/pick.tsx";
import { useProgramme } from "../../ui/programme.ts";
import { useOwnStore } from "../../ui/sale.tsx";
import { FormProblem, useSend } from "../../ui/send.tsx";
import { ErrorState, Forbidden } from "../../ui/states.tsx";
import { Trace } from "../../ui/trace.tsx";
import { useMember } from "../../ui/who.tsx";
import { instantOf } from "../../ui/zone.ts";
import { Brings } from "./brings.tsx";
import { bringWords } from "./bringwords.ts";
import { LineEdit } from "./lineedit.tsx";
import { newNumber } from "./lines.ts";
import { newWords } from "./newwords.ts";
import { type Pay, Payments, paymentsOf } from "./payments.tsx";
import { type Draft, isWrongProof, nothing, quoteBody, useQuote } from "./quote.ts";
import { Sums } from "./sums.tsx";
import { tellsUsed, Used } from "./used.tsx";
import "./style.css";

const channels = ["pos", "web", "miniapp", "h5"] as const;

/** Records an order by hand: what it costs and earns is shown while it is typed. */
export default function NewOrder(): ReactNode {
  const t = useWords(newWords);
  const brings = useWords(bringWords);
  const [search] = useAddress();
  const store = useOwnStore();
  const [draft, setDraft] = useState<Draft>({ member: search.member, store, channel: "pos", lines: [], ...nothing });
  const [pays, setPays] = useState<Pay[]>([{ kind: "cash", amount: null }]);
  const set = (patch: Partial<Draft>) => setDraft((old) => ({ ...old, ...patch }));
  const quoted = useQuote(draft);
  const [wrong, setWrong] = useState<Problem>();
  const refused = (cause: unknown) => {
    if (!isWrongProof(cause)) return;
    setWrong(cause);
    set({ proof: undefined }); // each try with a wrong one would be counted
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: a refusal is looked at once
  useEffect(() => refused(quoted.error), [quoted.error]);
  if (!useMay("orders:write"))
    return (
      <Page title={t.title}>
        <Forbidden />
      </Page>
    );
  return (
    <Page title={t.title}>
      <div className="grid top">
        <div className="span-8 stack">
          <Card title={t.lines}>
            <LineEdit lines={draft.lines} set={(lines) => set({ lines })} quote={quoted.quote} />
          </Card>
          <Card title={t.who}>
            <Buyer draft={draft} set={set} />
          </Card>
          <Card title={brings.title}>
            <Brings
              key={draft.member}
              draft={draft}
              set={(patch) => {
                if (patch.proof) setWrong(undefined);
                set(patch);
              }}
              problem={quoted.error}
              wrong={wrong}
            />
          </Card>
        </div>
        <div className="span-4 stack sticky">
          <Card title={t.quote}>
            <Quoted draft={draft} quoted={quoted} />
          </Card>
          <Card title={t.pay}>
            <Payments pays={pays} set={setPays} cash={quoted.quote?.cash_minor ?? 0} />
            <Record draft={draft} pays={pays} quoted={quoted} refused={refused} />
          </Card>
        </div>
      </div>
    </Page>
  );
}

/** Member or guest, store, channel, time. */
function Buyer({ draft, set }: { draft: Draft; set: (patch: Partial<Draft>) => void }): ReactNode {
  const t = useWords(newWords);
  const label = useLabel();
  const member = useMember(draft.member);
  const { stores } = useStores();
  const [placed, setPlaced] = useState<Dayjs | null>(null);
  return (
    <Form layout="vertical" className="two">
      <Form.Item label={t.member} extra={t.memberHelp} className="wide">
        <MemberPick
          key={draft.member && member.data ? "named" : "new"}
          label={t.member}
          value={draft.member ? member.data?.name || draft.member : undefined}
          onChange={(id) => set({ member: id, ...nothing })}
          placeholder={t.guest}
        />
      </Form.Item>
      <Form.Item label={t.store}>
        <StorePick
          own
          label={t.store}
          placeholder={t.noStore}
          value={draft.store}
          onChange={(id) => {
            const kind = channels.find((c) => c === stores.find((s) => s.id === id)?.kind);
            set({ store: id, channel: kind ?? draft.channel });
          }}
        />
      </Form.Item>
      <Form.Item label={t.channel}>
        <Select
          aria-label={t.channel}
          value={draft.channel}
          onChange={(channel) => set({ channel })}
          options={channels.map((value) => ({ value, label: label("channel", value) }))}
        />
      </Form.Item>
      <Form.Item label={t.placed} extra={t.placedHelp}>
        <DatePicker
          aria-label={t.placed}
          placeholder={t.now}
          showTime={{ format: "HH:mm" }}
          format="YYYY-MM-DD HH:mm"
          style={{ width: "100%" }}
          value={placed}
          onChange={(at) => {
            setPlaced(at);
            set({ placedAt: at ? instantOf(at.format("YYYY-MM-DDTHH:mm")) : undefined });
          }}
        />
      </Form.Item>
    </Form>
  );
}

type Quote = ReturnType<typeof useQuote>;

function Quoted({ draft, quoted }: { draft: Draft; quoted: Quote }): ReactNode {
  const t = useWords(newWords);
  const brings = useWords(bringWords);
  const programme = useProgramme();
  const member = useMember(draft.member);
  if (quoted.error instanceof Problem && quoted.error.status < 500) {
    const needed = quoted.error.code === "proof_required" || isWrongProof(quoted.error);
    return <Alert type={needed ? "info" : "warning"} showIcon title={needed ? brings.needed : quoted.error.message} />;
  }
  if (quoted.error) return <ErrorState error={quoted.error} retry={quoted.again} />;
  const q = quoted.quote;
  if (!q) return <p className="meta">{quoted.working && draft.lines.length > 0 ? t.quoting : t.quoteEmpty}</p>;
  const gains = [
    q.points.earned ? `${count(q.points.earned)} ${programme.points}` : "",
    q.growth.earned ? `${count(q.growth.earned)} ${programme.growth}` : "",
  ].filter(Boolean);
  const now = member.data?.tier;
  return (
    <div className="stack" aria-live="polite" aria-busy={quoted.working}>
      <Sums order={q} />
      <dl className="sums">
        <dt>{t.earn}</dt>
        <dd>
          <b>{gains.join(" + ") || t.earnNone}</b>
        </dd>
        {q.tier_after && now && now.code !== q.tier_after.code ? (
          <>
            <dt>{t.tierAfter}</dt>
            <dd className="good">{t.tierUp(now.name, q.tier_after.name)}</dd>
          </>
        ) : null}
      </dl>
      {tellsUsed(q) ? (
        <section aria-label={brings.used}>
          <h3 className="meta">{brings.used}</h3>
          <Used outcome={q} />
        </section>
      ) : null}
      {q.trace.length > 0 ? (
        <section aria-label={t.why}>
          <h3 className="meta">{t.why}</h3>
          <Trace steps={q.trace} />
        </section>
      ) : null}
    </div>
  );
}

/** The number and the button: recorded once, at the price that was shown. */
function Record({
  draft,
  pays,
  quoted,
  refused,
}: {
  draft: Draft;
  pays: Pay[];
  quoted: Quote;
  refused: (cause: unknown) => void;
}): ReactNode {
  const t = useWords(newWords);
  const { message } = App.useApp();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [form] = Form.useForm<{ number: string }>();
  const { busy, problem, send } = useSend(form);
  const [changed, setChanged] = useState("");
  const first = useRef(newNumber("C"));
  const q = quoted.quote;
  const payments = q ? paymentsOf(pays, q.cash_minor) : [];
  const even = q ? payments.reduce((sum, p) => sum + p.amount_minor, 0) === q.cash_minor : false;
  const record = (values: { number: string }) =>
    send(async () => {
      if (!q) return;
      setChanged("");
      try {
        const made = await ok(
          api.POST("/v1/orders", {
            body: {
              ...quoteBody(draft),
              source: "console",
              number: values.number.trim(),
              expect_payable_minor: q.payable_minor,
              payments,
            },
          }),
        );
        void message.success(t.done(made.number));
        void client.invalidateQueries({ queryKey: ["members"] });
        void client.invalidateQueries({ queryKey: ["orders"] });
        await navigate({ to: "/orders/$id", params: { id: made.id }, replace: true });
      } catch (cause) {
        refused(cause);
        if (!(cause instanceof Problem) || cause.code !== "quote_changed") throw cause;
        const outcome = cause.body.quote as Schema<"OutcomeOut">;
        quoted.put(outcome);
        setChanged(t.changed(money(q.payable_minor), money(outcome.payable_minor)));
      }
    });
  return (
    <Form
      form={form}
      layout="vertical"
      onFinish={record}
      style={{ marginTop: 16 }}
      initialValues={{ number: first.current }}
    >
      <Form.Item
        name="number"
        label={t.number}
        extra={t.numberHelp}
        rules={[{ required: true, whitespace: true, message: t.needed }]}
      >
        <Input maxLength={64} />
      </Form.Item>
      {changed ? <Alert type="warning" showIcon title={changed} style={{ marginBottom: 16 }} role="alert" /> : null}
      <FormProblem problem={problem} />
      <Button type="primary" block htmlType="submit" loading={busy} disabled={!quoted.current || !even}>
        {q ? t.act(money(q.cash_minor)) : t.actNone}
      </Button>
    </Form>
  );
}
