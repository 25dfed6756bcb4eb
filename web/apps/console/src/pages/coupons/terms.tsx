import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { api, ok } from "../../../../../shared/api.ts";
import { count, money } from "../../../../../shared/format.ts";
import { useLanguage, useWords, words } from "../../../../../shared/i18n.ts";
import { shown, useArticles } from "../../ui/articles.tsx";
import { useLabel } from "../../ui/labels.ts";
import { Tag } from "../../ui/page.tsx";
import { useStores } from "../../ui/pick.tsx";
import { useProgramme } from "../../ui/programme.ts";
import { couponWords, promise, type Template, validity, weekdays } from "./words.ts";

const list = words(
  {
    stacking: "叠加",
    alone: "不与任何券同用",
    once: (name: string) => `同类${name ? `（${name}）` : ""}最多用一张`,
    always: "可与其他券同用",
    perMember: "每人限领",
    transferable: "可转赠",
    yes: "是",
    no: "否",
    cost: "单张成本",
    remind: "到期提醒",
    remindDays: (n: string) => `提前 ${n} 天`,
    scope: "适用范围",
    everything: "全部商品、门店与会员",
    skus: "商品",
    categories: "品类",
    stores: "门店",
    channels: "渠道",
    tiers: "等级",
    segments: "人群",
    weekdays: "星期",
    hours: "时段",
    nextDay: "次日 ",
    more: (n: string) => `等 ${n} 项`,
    gift: "赠品",
    note: "备注",
  },
  {
    stacking: "Stacking",
    alone: "Stands alone",
    once: (name: string) => `One of its class${name ? ` (${name})` : ""}`,
    always: "Goes with others",
    perMember: "Per member",
    transferable: "May be given away",
    yes: "Yes",
    no: "No",
    cost: "Cost of one",
    remind: "Reminder",
    remindDays: (n: string) => `${n === "1" ? "a day" : `${n} days`} before its end`,
    scope: "Where it may be used",
    everything: "All goods, stores and members",
    skus: "Articles",
    categories: "Categories",
    stores: "Stores",
    channels: "Channels",
    tiers: "Tiers",
    segments: "Segments",
    weekdays: "Days",
    hours: "Hours",
    nextDay: "next day ",
    more: (n: string) => `of ${n}`,
    gift: "Gift",
    note: "Note",
  },
);

/** What the coupons of a template promise. */
export function TermsList({ template: p }: { template: Template }): ReactNode {
  const t = useWords(list);
  const w = useWords(couponWords);
  const lang = useLanguage();
  const mode = p.stacking?.mode;
  const gift = useArticles(p.gift_sku ? [p.gift_sku] : [])[0];
  return (
    <dl className="facts">
      <dt>{w.kind}</dt>
      <dd>
        {w[p.kind]}
        <div className="meta">{promise(p, lang)}</div>
      </dd>
      {gift ? (
        <>
          <dt>{t.gift}</dt>
          <dd>{gift}</dd>
        </>
      ) : null}
      <dt>{w.valid}</dt>
      <dd>{validity(p.validity, w)}</dd>
      <dt>{w.stock}</dt>
      <dd>{p.stock ? `${count(p.stock)} · ${w.left} ${count(p.left ?? 0)}` : w.noLimit}</dd>
      <dt>{t.perMember}</dt>
      <dd>{p.per_member_limit ? count(p.per_member_limit) : w.noLimit}</dd>
      <dt>{t.scope}</dt>
      <dd>
        <ScopeText scope={p.scope} />
      </dd>
      <dt>{t.stacking}</dt>
      <dd>{mode === "always" ? t.always : mode === "once_per_class" ? t.once(p.stacking?.class ?? "") : t.alone}</dd>
      <dt>{t.transferable}</dt>
      <dd>{p.transferable ? t.yes : t.no}</dd>
      {p.remind_days ? (
        <>
          <dt>{t.remind}</dt>
          <dd>{t.remindDays(count(p.remind_days))}</dd>
        </>
      ) : null}
      {p.cost_minor ? (
        <>
          <dt>{t.cost}</dt>
          <dd>{money(p.cost_minor)}</dd>
        </>
      ) : null}
      {p.note ? (
        <>
          <dt>{t.note}</dt>
          <dd>{p.note}</dd>
        </>
      ) : null}
    </dl>
  );
}

/** Where a coupon may be used, part by part, each thing by its name. */
function ScopeText({ scope: s }: { scope: Template["scope"] }): ReactNode {
  const t = useWords(list);
  const label = useLabel();
  const programme = useProgramme();
  const days = weekdays(useLanguage());
  const { stores } = useStores();
  const articles = useArticles(s?.skus ?? []);
  const categories = useQuery({
    queryKey: ["categories"],
    queryFn: () => ok(api.GET("/v1/categories")),
    staleTime: 60_000,
    enabled: !!s?.categories?.length,
  });
  const segments = useQuery({
    queryKey: ["segments", "all"],
    queryFn: () => ok(api.GET("/v1/segments")),
    staleTime: 60_000,
    enabled: !!s?.segments?.length,
  });
  const parts: [string, string[]][] = [
    [t.skus, articles],
    [t.categories, (s?.categories ?? []).map((c) => categories.data?.data?.find((x) => x.code === c)?.name || c)],
    [t.stores, (s?.stores ?? []).map((c) => stores.find((x) => x.code === c)?.name ?? c)],
    [t.channels, (s?.channels ?? []).map((c) => label("channel", c))],
    [t.tiers, (s?.tiers ?? []).map((c) => programme.tier(c))],
    [t.segments, (s?.segments ?? []).map((id) => segments.data?.data?.find((x) => x.id === id)?.name ?? id)],
    [t.weekdays, (s?.weekdays ?? []).map((n) => days[n - 1] ?? String(n))],
    [
      t.hours,
      s?.hours ? [`${s.hours.from}:00–${s.hours.until < s.hours.from ? t.nextDay : ""}${s.hours.until}:00`] : [],
    ],
  ];
  const asked = parts.filter(([, names]) => names.length > 0);
  if (asked.length === 0 && !s?.condition) return t.everything;
  return (
    <div className="coupon-scope">
      {asked.map(([head, names]) => (
        <div key={head}>
          <span className="meta">{head}</span>{" "}
          {names.slice(0, shown).map((name) => (
            <Tag key={name}>{name}</Tag>
          ))}
          {names.length > shown ? <span className="meta">{t.more(count(names.length))}</span> : null}
        </div>
      ))}
      {s?.condition ? <Sentence text={s.condition} /> : null}
    </div>
  );
}

/** A condition in words, or as it is written where it cannot be said. */
function Sentence({ text }: { text: string }): ReactNode {
  const lang = useLanguage();
  const said = useQuery({
    queryKey: ["conditions", "read", text],
    queryFn: () => ok(api.POST("/v1/conditions/read", { body: { text, scope: "line" } })),
    staleTime: 300_000,
    retry: false,
  });
  return said.data?.sentence ? <div>{said.data.sentence[lang]}</div> : <code className="wrap">{text}</code>;
}
