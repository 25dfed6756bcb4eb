import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { AutoComplete, Button, DatePicker, InputNumber, Segmented, Select } from "antd";
import dayjs from "dayjs";
import { type ReactNode, useState } from "react";
import { api, ok, Problem, type Schema } from "../../../../../shared/api.ts";
import { count, money, signed } from "../../../../../shared/format.ts";
import { useLanguage, useWords, words } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { Tag } from "../../ui/page.tsx";
import { MemberPick, StorePick } from "../../ui/pick.tsx";
import { MoneyInput } from "../../ui/send.tsx";
import { ErrorState, Loading } from "../../ui/states.tsx";
import { instantOf } from "../../ui/zone.ts";
import type { Programme } from "./document.ts";
import { useDebounced } from "./later.ts";

const list = words(
  {
    who: "谁来买",
    made: "假设的会员",
    real: "某位会员",
    guest: "散客",
    tier: "等级",
    birthday: "生日月份",
    noBirthday: "生日未知",
    month: (n: number) => `${n} 月`,
    tags: "标签",
    basket: "买什么",
    product: "商品",
    free: "任意商品",
    quantity: "数量",
    price: "单价",
    addLine: "添加商品",
    removeLine: "删除这一行",
    where: "在哪里、什么时候",
    store: "门店",
    channel: "渠道",
    pos: "门店",
    web: "网店",
    miniapp: "小程序",
    h5: "H5",
    time: "下单时间",
    now: "现在",
    pointsUse: (points: string) => `使用${points}`,
    noPoints: (points: string) => `不用${points}`,
    maxPoints: (points: string) => `尽量用${points}抵扣`,
    have: (points: string) => `持有${points}`,
    result: "结果",
    draft: "按草稿",
    inForce: "按生效版本",
    difference: "差别",
    pay: "应付",
    earned: (points: string) => `获得${points}`,
    spent: (points: string) => `用掉${points}`,
    grown: (name: string) => `获得${name}`,
    why: "草稿怎样算出",
    whyNow: "生效版本怎样算出",
    same: "与生效版本相同",
    nothing: "没有可说明的步骤。",
    fix: "改好上面列出的错误后就能试算。",
    choose: "选择一位会员后试算。",
    refused: "不能下单",
  },
  {
    who: "Who buys",
    made: "Made up",
    real: "A member",
    guest: "A guest",
    tier: "Tier",
    birthday: "Month of birth",
    noBirthday: "not known",
    month: (n: number) => `month ${n}`,
    tags: "Tags",
    basket: "What",
    product: "Product",
    free: "Anything",
    quantity: "Quantity",
    price: "Price",
    addLine: "Add a product",
    removeLine: "Remove this line",
    where: "Where and when",
    store: "Store",
    channel: "Channel",
    pos: "Shop",
    web: "Web shop",
    miniapp: "Mini-programme",
    h5: "H5",
    time: "Time of the order",
    now: "Now",
    pointsUse: (points: string) => `Use of ${points}`,
    noPoints: (points: string) => `No ${points} used`,
    maxPoints: (points: string) => `As many ${points} as possible`,
    have: (points: string) => `Holds ${points}`,
    result: "Outcome",
    draft: "By the draft",
    inForce: "In force",
    difference: "Change",
    pay: "To pay",
    earned: (points: string) => `Earns ${points}`,
    spent: (points: string) => `Spends ${points}`,
    grown: (name: string) => `Earns ${name}`,
    why: "How the draft gets there",
    whyNow: "How the version in force gets there",
    same: "as in force",
    nothing: "There is nothing to explain.",
    fix: "It can be tried once the mistakes above are corrected.",
    choose: "Choose a member to try it on.",
    refused: "The order is refused",
  },
);

type Line = Schema<"LineBody">;
type Outcome = Schema<"OutcomeOut">;
type Channel = NonNullable<Schema<"PreviewQuote">["channel"]>;

interface Sample {
  who: "made" | "real" | "guest";
  member?: string;
  tier?: string;
  birthday?: number;
  tags: string[];
  points: number;
  spend: boolean;
  store?: string;
  channel: Channel;
  at?: string;
  lines: Line[];
}

const channels: Channel[] = ["pos", "web", "miniapp", "h5"];

/** Tries the draft on a sample order, beside the version in force. */
export function PreviewPanel(props: {
  doc: Programme;
  wrong: boolean;
  names: { points: string; growth: string };
  unit: number;
}): ReactNode {
  const { doc, wrong, names, unit } = props;
  const t = useWords(list);
  const lang = useLanguage();
  const mayMembers = useMay("members:read");
  const [sample, setSample] = useState<Sample>(() => ({
    who: "made",
    tier: (doc.tiers.findLast((x) => x.when) ?? doc.tiers[0])?.code,
    tags: [],
    points: 1000,
    spend: false,
    channel: "pos",
    lines: [{ name: t.free, quantity: 1, unit_price_minor: 100 * unit, type: "product" }],
  }));
  const edit = (patch: Partial<Sample>) => setSample((s) => ({ ...s, ...patch }));
  const tier = doc.tiers.some((x) => x.code === sample.tier) ? sample.tier : doc.tiers[0]?.code;
  return (
    <div className="try">
      <fieldset>
        <legend>{t.who}</legend>
        <Segmented
          block
          size="small"
          aria-label={t.who}
          value={sample.who}
          onChange={(who) => edit({ who })}
          options={(mayMembers ? (["made", "real", "guest"] as const) : (["made", "guest"] as const)).map((value) => ({
            value,
            label: t[value],
          }))}
        />
        {sample.who === "real" ? <MemberPick value={sample.member} onChange={(member) => edit({ member })} /> : null}
        {sample.who === "made" ? (
          <div className="pg-two">
            <Select
              aria-label={t.tier}
              value={tier}
              onChange={(code) => edit({ tier: code })}
              options={doc.tiers.map((x) => ({
                value: x.code,
                label: (lang === "zh" ? x.name.zh || x.name.en : x.name.en || x.name.zh) || x.code,
              }))}
            />
            <Select
              aria-label={t.birthday}
              value={sample.birthday ?? 0}
              onChange={(n) => edit({ birthday: n || undefined })}
              options={[
                { value: 0, label: `${t.birthday}: ${t.noBirthday}` },
                ...Array.from({ length: 12 }, (_, i) => ({ value: i + 1, label: `${t.birthday}: ${t.month(i + 1)}` })),
              ]}
            />
            <Select
              mode="tags"
              className="all"
              aria-label={t.tags}
              placeholder={t.tags}
              value={sample.tags}
              onChange={(tags) => edit({ tags })}
              open={false}
              suffixIcon={null}
            />
          </div>
        ) : null}
      </fieldset>
      <fieldset>
        <legend>{t.basket}</legend>
        {sample.lines.map((line, i) => (
          <LineRow
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have no name of their own
            key={i}
            line={line}
            only={sample.lines.length === 1}
            onChange={(next) => edit({ lines: sample.lines.map((l, k) => (k === i ? next : l)) })}
            remove={() => edit({ lines: sample.lines.filter((_, k) => k !== i) })}
          />
        ))}
        <div>
          <Button
            size="small"
            type="dashed"
            icon={<PlusOutlined />}
            onClick={() =>
              edit({
                lines: [...sample.lines, { name: t.free, quantity: 1, unit_price_minor: 100 * unit, type: "product" }],
              })
            }
          >
            {t.addLine}
          </Button>
        </div>
      </fieldset>
      <fieldset>
        <legend>{t.where}</legend>
        <div className="pg-two">
          <StorePick value={sample.store} onChange={(store) => edit({ store })} placeholder={t.store} />
          <Select
            aria-label={t.channel}
            value={sample.channel}
            onChange={(channel) => edit({ channel })}
            options={channels.map((value) => ({ value, label: t[value] }))}
          />
          <DatePicker
            aria-label={t.time}
            placeholder={`${t.time}: ${t.now}`}
            showTime={{ format: "HH:mm" }}
            format="YYYY-MM-DD HH:mm"
            value={sample.at ? dayjs(sample.at) : null}
            onChange={(at) => edit({ at: at ? at.format("YYYY-MM-DDTHH:mm") : undefined })}
          />
          {sample.who === "guest" ? null : (
            <Select
              aria-label={t.pointsUse(names.points)}
              value={sample.spend ? "max" : "none"}
              onChange={(how) => edit({ spend: how === "max" })}
              options={[
                { value: "none", label: t.noPoints(names.points) },
                { value: "max", label: t.maxPoints(names.points) },
              ]}
            />
          )}
          {sample.who === "made" && sample.spend ? (
            <InputNumber
              aria-label={t.have(names.points)}
              prefix={t.have(names.points)}
              min={0}
              precision={0}
              value={sample.points}
              onChange={(n) => edit({ points: n ?? 0 })}
            />
          ) : null}
        </div>
      </fieldset>
      <Result doc={doc} wrong={wrong} sample={{ ...sample, tier }} names={names} />
    </div>
  );
}

function LineRow(props: { line: Line; only: boolean; onChange: (line: Line) => void; remove: () => void }): ReactNode {
  const { line, only, onChange, remove } = props;
  const t = useWords(list);
  const mayCatalog = useMay("catalog:read");
  const [typed, setTyped] = useState("");
  const q = useDebounced(typed.trim(), 200);
  const found = useQuery({
    queryKey: ["products", "pick", q],
    queryFn: () => ok(api.GET("/v1/products", { params: { query: { q: q || undefined, limit: 12 } } })),
    enabled: mayCatalog,
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });
  const products = found.data?.data ?? [];
  return (
    <div className="try-line">
      <AutoComplete
        aria-label={t.product}
        value={line.name ?? ""}
        popupMatchSelectWidth={320}
        showSearch={{ filterOption: false, onSearch: setTyped }}
        onSelect={(sku: string) => {
          const p = products.find((x) => x.sku === sku);
          if (p)
            onChange({
              sku: p.sku,
              name: p.name,
              category: p.category || undefined,
              type: p.type as Line["type"],
              quantity: line.quantity,
              unit_price_minor: p.price_minor ?? 0,
            });
        }}
        onChange={(text: string) => {
          if (!products.some((x) => x.sku === text))
            onChange({ quantity: line.quantity, unit_price_minor: line.unit_price_minor, type: "product", name: text });
        }}
        options={products.map((p) => ({ value: p.sku, label: `${p.name} · ${money(p.price_minor ?? 0)}` }))}
      />
      <InputNumber
        aria-label={t.quantity}
        min={1}
        max={1_000_000}
        precision={0}
        prefix="×"
        controls={false}
        value={line.quantity}
        onChange={(n) => onChange({ ...line, quantity: n ?? 1 })}
      />
      <MoneyInput
        label={t.price}
        min={0}
        value={line.unit_price_minor ?? 0}
        onChange={(n) => onChange({ ...line, unit_price_minor: n ?? 0 })}
      />
      <Button type="text" icon={<DeleteOutlined />} aria-label={t.removeLine} disabled={only} onClick={remove} />
    </div>
  );
}

/** The sample as the API tries it. */
function quoteOf(s: Sample): Schema<"PreviewQuote"> {
  return {
    member_id: s.who === "real" ? s.member : undefined,
    standing:
      s.who === "made"
        ? {
            tier: s.tier,
            points: s.spend ? s.points : undefined,
            attributes: {
              ...(s.birthday ? { birthday_month: s.birthday } : {}),
              ...(s.tags.length > 0 ? { tags: s.tags } : {}),
            },
          }
        : undefined,
    store_id: s.store,
    channel: s.channel,
    placed_at: s.at ? instantOf(s.at) : undefined,
    lines: s.lines,
    points: s.spend && s.who !== "guest" ? "max" : 0,
    balance_minor: 0,
  };
}

function Result(props: {
  doc: Programme;
  wrong: boolean;
  sample: Sample;
  names: { points: string; growth: string };
}): ReactNode {
  const { doc, wrong, sample, names } = props;
  const t = useWords(list);
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
  const t = useWords(list);
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
