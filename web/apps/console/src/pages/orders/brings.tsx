import { DeleteOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Checkbox, Form, Input, InputNumber, Segmented } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, Problem, type Schema } from "../../../../../shared/api.ts";
import { count, money } from "../../../../../shared/format.ts";
import { useLanguage, useWords } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { Tag } from "../../ui/page.tsx";
import { useProgramme } from "../../ui/programme.ts";
import { type Proof, ProofFields, startProof } from "../../ui/proof.tsx";
import { FormProblem, MoneyInput } from "../../ui/send.tsx";
import { useMember } from "../../ui/who.tsx";
import { grouped as together } from "../benefits/words.ts";
import { couponWords, grouped, promise, spanOf } from "../coupons/words.ts";
import { bringWords } from "./bringwords.ts";
import { newWords } from "./newwords.ts";
import type { Draft } from "./quote.ts";

interface Props {
  draft: Draft;
  set: (patch: Partial<Draft>) => void;
}

/** What a refusal says of a field, as the props of its form item. */
function refusalOf(problem: unknown, field: string) {
  const said = problem instanceof Problem ? problem.fields.find((f) => f.field.startsWith(field)) : undefined;
  return said ? { validateStatus: "error" as const, help: said.message } : {};
}

/** What the member uses with this order, and the proof that he is there. `problem` is why the quote was refused, `wrong` why the proof was. */
export function Brings({ draft, set, problem, wrong }: Props & { problem: unknown; wrong?: Problem }): ReactNode {
  const t = useWords(bringWords);
  const member = useMember(draft.member);
  if (!draft.member) return <p className="meta">{t.choose}</p>;
  return (
    <>
      <Form layout="vertical" className="brings">
        <Coupons draft={draft} set={set} />
        <Uses draft={draft} set={set} problem={problem} />
        <div className="two">
          <PointsField draft={draft} set={set} member={member.data} problem={problem} />
          <BalanceField draft={draft} set={set} member={member.data} problem={problem} />
        </div>
      </Form>
      <Shown draft={draft} set={set} wrong={wrong} />
    </>
  );
}

function Coupons({ draft, set }: Props): ReactNode {
  const t = useWords(bringWords);
  const pick = draft.coupons === "best" ? "best" : draft.naming ? "named" : "none";
  return (
    <Form.Item label={t.coupons} extra={pick === "best" ? t.bestHelp : undefined}>
      <Segmented
        aria-label={t.coupons}
        value={pick}
        onChange={(next) => set({ coupons: next === "best" ? "best" : [], naming: next === "named" })}
        options={(["none", "best", "named"] as const).map((value) => ({ value, label: t[value] }))}
      />
      {pick === "named" ? <Named draft={draft} set={set} /> : null}
    </Form.Item>
  );
}

/** The coupons that the member holds, to be ticked, and codes that are typed. */
function Named({ draft, set }: Props): ReactNode {
  const t = useWords(bringWords);
  const w = useWords(couponWords);
  const lang = useLanguage();
  const [code, setCode] = useState("");
  const held = useQuery({
    queryKey: ["coupons", "usable", draft.member],
    queryFn: () =>
      ok(
        api.GET("/v1/members/{id}/coupons", {
          params: { path: { id: draft.member ?? "" }, query: { status: "usable", limit: 200 } },
        }),
      ),
  });
  const rows = held.data?.data ?? [];
  const chosen = draft.coupons === "best" ? [] : draft.coupons;
  const toggle = (one: string) =>
    set({ coupons: chosen.includes(one) ? chosen.filter((c) => c !== one) : [...chosen, one] });
  const add = () => {
    const typed = code.replace(/[\s-]/g, "");
    if (typed && !chosen.includes(typed)) toggle(typed);
    setCode("");
  };
  return (
    <div className="brought">
      <p className="meta">{rows.length > 0 ? t.held(count(rows.length)) : held.isLoading ? "" : t.heldNone}</p>
      {rows.map((c) => (
        <Checkbox key={c.id} checked={chosen.includes(c.code)} onChange={() => toggle(c.code)}>
          {c.name}
          <small className="meta">
            {promise(c.terms, lang)} · {spanOf(c, w)}
          </small>
        </Checkbox>
      ))}
      {chosen
        .filter((one) => !rows.some((c) => c.code === one))
        .map((one) => (
          <div key={one} className="row">
            <span className="tabular">{grouped(one)}</span>
            <Button
              type="text"
              size="small"
              icon={<DeleteOutlined />}
              aria-label={t.removeCode(one)}
              onClick={() => toggle(one)}
            />
          </div>
        ))}
      <div className="row nowrap">
        <Input
          aria-label={t.code}
          placeholder={t.code}
          maxLength={40}
          value={code}
          onChange={(e) => setCode(e.target.value)}
          onPressEnter={(e) => {
            e.preventDefault();
            add();
          }}
        />
        <Button onClick={add} disabled={code.trim() === ""}>
          {t.addCode}
        </Button>
      </div>
    </div>
  );
}

function Uses({ draft, set, problem }: Props & { problem: unknown }): ReactNode {
  const t = useWords(bringWords);
  const held = useQuery({
    queryKey: ["entitlements", "usable", draft.member],
    queryFn: () =>
      ok(
        api.GET("/v1/members/{id}/entitlements", {
          params: { path: { id: draft.member ?? "" }, query: { limit: 100 } },
        }),
      ),
  });
  const goods = (held.data?.data ?? []).filter((e) => e.status === "usable" && e.gives === "unit_free" && !e.unlimited);
  const rows = together(goods).flatMap((lines) => {
    const [e] = lines;
    if (!e) return [];
    const left = lines.reduce((sum, l) => sum + l.left, 0);
    const text = e.line ? lines.map((l) => `${l.line} ${t.left(count(l.left))}`).join(" · ") : t.left(count(left));
    return [{ id: e.id, name: e.name, left, text, other: e.member_id === draft.member ? undefined : e.member_id }];
  });
  if (rows.length === 0) return null;
  return (
    <Form.Item label={t.uses} {...refusalOf(problem, "entitlements")}>
      {rows.map((e) => (
        <label key={e.id} className="take" htmlFor={`use-${e.id}`}>
          <span>
            {e.name}
            <small className="meta">
              {e.text}
              {e.other ? <CardOf id={e.other} /> : null}
            </small>
          </span>
          <InputNumber
            id={`use-${e.id}`}
            min={0}
            max={e.left}
            precision={0}
            value={draft.uses[e.id] ?? 0}
            onChange={(n) => set({ uses: { ...draft.uses, [e.id]: Number(n ?? 0) } })}
          />
        </label>
      ))}
    </Form.Item>
  );
}

/** Whose card it is that somebody else may use. */
function CardOf({ id }: { id: string }): ReactNode {
  const t = useWords(bringWords);
  const member = useMember(id);
  return ` · ${t.cardOf(member.data?.name ?? "")}`;
}

interface FieldProps extends Props {
  member: Schema<"MemberOut"> | undefined;
  problem: unknown;
}

/** The merchant's limits, where one may see them. */
function useSettings() {
  const may = useMay("settings:read");
  return useQuery({
    queryKey: ["settings"],
    queryFn: () => ok(api.GET("/v1/settings")),
    enabled: may,
    staleTime: 60_000,
  }).data;
}

function PointsField({ draft, set, member, problem }: FieldProps): ReactNode {
  const t = useWords(newWords);
  const programme = useProgramme();
  const limit = useSettings()?.proof_above_points;
  const have = member?.points.available ?? 0;
  const held = t.pointsHave(count(have), programme.points);
  const said = limit === 0 ? t.pointsProofAll(held) : t.pointsProof(held, count(limit ?? 0));
  return (
    <Form.Item
      label={t.points(programme.points)}
      extra={limit === undefined ? held : said}
      htmlFor="order-points"
      {...refusalOf(problem, "points")}
    >
      <div className="row nowrap">
        <InputNumber
          id="order-points"
          min={0}
          max={have}
          precision={0}
          disabled={have === 0}
          value={draft.points === "max" ? null : draft.points}
          placeholder={draft.points === "max" ? t.pointsMax : undefined}
          onChange={(n) => set({ points: n ?? 0 })}
          style={{ width: "100%" }}
        />
        <Button disabled={have === 0} onClick={() => set({ points: "max" })}>
          {t.pointsMax}
        </Button>
      </div>
    </Form.Item>
  );
}

function BalanceField({ draft, set, member, problem }: FieldProps): ReactNode {
  const t = useWords(bringWords);
  const bonus = member?.balance.bonus_minor ?? 0;
  const have = (member?.balance.principal_minor ?? 0) + bonus;
  return (
    <Form.Item
      label={t.balance}
      extra={t.balanceHave(money(have), money(bonus))}
      htmlFor="order-balance"
      {...refusalOf(problem, "balance_minor")}
    >
      <div className="row nowrap">
        <MoneyInput
          id="order-balance"
          min={0}
          max={have}
          disabled={have === 0}
          value={draft.balance === "max" ? null : draft.balance}
          placeholder={draft.balance === "max" ? t.balanceAll : undefined}
          onChange={(n) => set({ balance: n ?? 0 })}
        />
        <Button disabled={have === 0} onClick={() => set({ balance: "max" })}>
          {t.balanceAll}
        </Button>
      </div>
    </Form.Item>
  );
}

/** The proof counts from when it is given, not while it is typed: a wrong one is counted. */
function Shown({ draft, set, wrong }: Props & { wrong?: Problem }): ReactNode {
  const t = useWords(bringWords);
  if (draft.proof) {
    return (
      <div className="row">
        <Tag tone="accent">{t.shown(t[draft.proof.kind as Proof["kind"]])}</Tag>
        <Button size="small" onClick={() => set({ proof: undefined })}>
          {t.clear}
        </Button>
      </div>
    );
  }
  return (
    <Form<{ proof: Proof }>
      layout="vertical"
      className="brings"
      initialValues={{ proof: startProof }}
      onFinish={({ proof }) => set({ proof })}
    >
      <FormProblem problem={wrong} />
      <ProofFields help={t.proofHelp} />
      <Button htmlType="submit">{t.show}</Button>
    </Form>
  );
}
