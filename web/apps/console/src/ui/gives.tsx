import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Input, InputNumber, Select } from "antd";
import type { ReactNode } from "react";
import { api, ok, type Schema } from "../../../../shared/api.ts";
import { count, money } from "../../../../shared/format.ts";
import { useLanguage, useWords, words } from "../../../../shared/i18n.ts";
import { useMe } from "../session.tsx";
import { useArticles } from "./articles.tsx";
import { everyPage } from "./every.ts";
import { capital, useProgramme } from "./programme.ts";
import { grouping, MoneyInput } from "./send.tsx";

/** One thing that can be given. */
export type Reward = Schema<"Reward">;
export type RewardKind = Reward["kind"];

const list = words(
  {
    points: "积分",
    growth: "成长值",
    bonus: "储值赠金",
    commission: "佣金",
    coupon: "优惠券",
    pack: "礼包",
    entitlement: "次数权益",
    draw_chances: "抽奖机会",
    plan_days: "付费会员天数",
    tier_days: "限时等级",
    tag: "标签",
    gift: "兑换券（商品）",
    add: "添加奖励",
    remove: (n: number) => `移除第 ${n} 项奖励`,
    kind: (n: number) => `第 ${n} 项奖励的类型`,
    which: (n: number) => `第 ${n} 项奖励的内容`,
    many: (n: number) => `第 ${n} 项奖励的数量`,
    chooseCoupon: "选择券模板",
    choosePack: "选择礼包",
    choosePlan: "选择付费会员",
    chooseTier: "选择等级",
    chooseUses: "选择权益或次卡",
    activity: "活动编码",
    tagName: "标签名称",
    sku: "商品编码",
    pieces: (n: string, what: string) => `${what} × ${n}`,
    coupons: (n: string, what: string) => `${what} ${n} 张`,
    uses: (n: string, what: string) => `${what} ${n} 次`,
    cards: (n: string, what: string) => `${what} ${n} 张`,
    days: (n: string, what: string) => `${what} ${n} 天`,
    tierDays: (n: string, what: string) => `等级“${what}”${n} 天`,
    amount: (n: string, what: string) => `${n} ${what}`,
    tagged: (what: string) => `标签“${what}”`,
    nothing: "—",
  },
  {
    points: "Points",
    growth: "Growth",
    bonus: "Bonus on the balance",
    commission: "Commission",
    coupon: "Coupons",
    pack: "Pack",
    entitlement: "Uses of a benefit",
    draw_chances: "Draw chances",
    plan_days: "Days of a plan",
    tier_days: "A tier for a time",
    tag: "Tag",
    gift: "Exchange coupon",
    add: "Add a reward",
    remove: (n: number) => `Remove reward ${n}`,
    kind: (n: number) => `Kind of reward ${n}`,
    which: (n: number) => `What reward ${n} is`,
    many: (n: number) => `How many of reward ${n}`,
    chooseCoupon: "Choose a template",
    choosePack: "Choose a pack",
    choosePlan: "Choose a plan",
    chooseTier: "Choose a tier",
    chooseUses: "Choose a benefit or a card",
    activity: "Code of the activity",
    tagName: "Name of the tag",
    sku: "Code of the article",
    pieces: (n: string, what: string) => `${n} × ${what}`,
    coupons: (n: string, what: string) => `${n} × ${what}`,
    uses: (n: string, what: string) => `${n} × ${what}`,
    cards: (n: string, what: string) => `${n} × ${what} (whole card)`,
    days: (n: string, what: string) => `${n} days of ${what}`,
    tierDays: (n: string, what: string) => `${what} for ${n} days`,
    amount: (n: string, what: string) => `${n} ${what}`,
    tagged: (what: string) => `tag “${what}”`,
    nothing: "—",
  },
);

/** Every kind of reward, in the order in which it is chosen from. */
export const rewardKinds: RewardKind[] = [
  "points",
  "growth",
  "bonus",
  "coupon",
  "pack",
  "entitlement",
  "plan_days",
  "tier_days",
  "gift",
  "tag",
  "draw_chances",
  "commission",
];

interface Named {
  value: string;
  label: string;
  /** It is given whole: a card of several parts. */
  whole?: boolean;
}

/** What rewards may name: templates, packs, plans, and benefits and times cards that are used at a time, for those who may see them. */
export function useRewardNames(): { coupons: Named[]; packs: Named[]; plans: Named[]; uses: Named[] } {
  const me = useMe();
  const lang = useLanguage();
  const may = me.permissions.includes("program:read") || me.permissions.includes("members:read");
  const read = <T,>(key: string, fetch: () => Promise<T>) => ({
    queryKey: ["reward-names", key],
    queryFn: fetch,
    enabled: may,
    staleTime: 60_000,
    retry: false,
  });
  const coupons = useQuery(
    read("coupons", () =>
      everyPage((after) => ok(api.GET("/v1/coupon-templates", { params: { query: { after, limit: 200 } } }))),
    ),
  );
  const packs = useQuery(
    read("packs", () => everyPage((after) => ok(api.GET("/v1/packs", { params: { query: { after, limit: 200 } } })))),
  );
  const plans = useQuery(read("plans", () => ok(api.GET("/v1/plans", {}))));
  const cards = useQuery(read("cards", () => ok(api.GET("/v1/times-cards"))));
  const program = useQuery({ ...read("", () => ok(api.GET("/v1/program"))), queryKey: ["program"] });
  const said = (name: unknown): string => {
    if (typeof name === "string") return name;
    const both = (name ?? {}) as Record<string, string | undefined>;
    return both[lang] || both.zh || both.en || "";
  };
  const named = (rows: { id: string; name: unknown }[] | null | undefined): Named[] =>
    (rows ?? []).map((r) => ({ value: r.id, label: said(r.name) || r.id }));
  const coded = (rows: { code: string; name: unknown }[] | null | undefined): Named[] =>
    (rows ?? []).map((r) => ({ value: r.code, label: said(r.name) || r.code }));
  const { benefits } = (program.data?.document ?? {}) as { benefits?: { code: string; name: unknown; kind: string }[] };
  const promised = coded(benefits?.filter((b) => b.kind === "quota" || b.kind === "service"));
  const several = new Set(cards.data?.data?.filter((c) => c.lines?.length).map((c) => c.code));
  const sold = coded(cards.data?.data)
    .filter((c) => !promised.some((b) => b.value === c.value))
    .map((c) => ({ ...c, whole: several.has(c.value) }));
  return {
    coupons: named(coupons.data),
    packs: named(packs.data),
    plans: named(plans.data?.data),
    uses: [...promised, ...sold],
  };
}

/** Words a reward: `const text = useRewardText(); text(reward)`. */
export function useRewardText(): (reward: Reward) => string {
  const t = useWords(list);
  const programme = useProgramme();
  const names = useRewardNames();
  const name = (rows: Named[], id: string | undefined) => rows.find((r) => r.value === id)?.label ?? id ?? "";
  return (r) => {
    const n = count(r.quantity || 1);
    switch (r.kind) {
      case "points":
        return t.amount(count(r.amount ?? 0), programme.points || t.points);
      case "growth":
        return t.amount(count(r.amount ?? 0), programme.growth || t.growth);
      case "bonus":
      case "commission":
        return t.amount(money(r.amount ?? 0), t[r.kind]);
      case "coupon":
        return t.coupons(n, name(names.coupons, r.template_id));
      case "pack":
        return name(names.packs, r.pack_id);
      case "plan_days":
        return t.days(count(r.days ?? 0), name(names.plans, r.plan_id));
      case "tier_days":
        return t.tierDays(count(r.days ?? 0), programme.tier(r.tier));
      case "tag":
        return t.tagged(r.tag ?? "");
      case "gift":
        return t.pieces(n, r.sku ?? "");
      case "entitlement":
        return names.uses.some((u) => u.value === r.benefit && u.whole)
          ? t.cards(n, name(names.uses, r.benefit))
          : t.uses(n, name(names.uses, r.benefit));
      default:
        return t.uses(n, r.benefit ?? t[r.kind]);
    }
  };
}

/** A list of rewards in one line. */
export function RewardsText({ rewards }: { rewards: Reward[] | null | undefined }): ReactNode {
  const t = useWords(list);
  const text = useRewardText();
  const skus = (rewards ?? []).flatMap((r) => (r.kind === "gift" && r.sku ? [r.sku] : []));
  const names = useArticles(skus);
  const said = (r: Reward) => text(r.kind === "gift" ? { ...r, sku: names[skus.indexOf(r.sku ?? "")] } : r);
  return <>{(rewards ?? []).map(said).join(" · ") || t.nothing}</>;
}

/** A list of rewards as it is typed; a field of a form. */
export function RewardsField(props: {
  id?: string;
  value?: Reward[];
  onChange?: (rewards: Reward[]) => void;
  /** What may be given here; everything where absent. */
  kinds?: RewardKind[];
  max?: number;
}): ReactNode {
  const t = useWords(list);
  const { value = [], onChange, kinds = rewardKinds, max = 20 } = props;
  const programme = useProgramme();
  const name = (kind: RewardKind) => (kind === "points" || kind === "growth" ? capital(programme[kind]) : t[kind]);
  const set = (rows: Reward[]) => onChange?.(rows);
  const change = (i: number, next: Reward) => set(value.map((r, k) => (k === i ? next : r)));
  return (
    <div className="stack" style={{ gap: 8 }} id={props.id}>
      {value.map((r, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rewards have no id; they are added at the end
        <div key={i} className="row nowrap">
          <Select<RewardKind>
            aria-label={t.kind(i + 1)}
            value={r.kind}
            style={{ width: 150, flex: "none" }}
            onChange={(kind) => change(i, { kind })}
            options={kinds.map((kind) => ({ value: kind, label: name(kind) }))}
          />
          <Parts reward={r} place={i + 1} set={(next) => change(i, next)} />
          <Button
            type="text"
            icon={<DeleteOutlined />}
            aria-label={t.remove(i + 1)}
            onClick={() => set(value.filter((_, k) => k !== i))}
          />
        </div>
      ))}
      <div>
        <Button
          size="small"
          icon={<PlusOutlined />}
          disabled={value.length >= max}
          onClick={() => set([...value, { kind: kinds[0] ?? "points" }])}
        >
          {t.add}
        </Button>
      </div>
    </div>
  );
}

/** The fields of a reward's kind. */
function Parts({ reward: r, place, set }: { reward: Reward; place: number; set: (next: Reward) => void }): ReactNode {
  const t = useWords(list);
  const names = useRewardNames();
  const programme = useProgramme();
  const tiers = programme.tiers.slice(1).map((tier) => ({ value: tier.code, label: tier.name })); // the lowest is everybody's
  const many = (field: "amount" | "quantity" | "days", most: number) => (
    <InputNumber
      {...grouping}
      aria-label={t.many(place)}
      min={1}
      max={most}
      precision={0}
      value={r[field] || (field === "quantity" ? 1 : undefined)}
      onChange={(n) => set({ ...r, [field]: n ?? undefined })}
      style={{ width: field === "amount" ? "100%" : 90 }}
    />
  );
  const pick = (
    field: "template_id" | "pack_id" | "plan_id" | "tier" | "benefit",
    options: Named[],
    placeholder: string,
  ) => (
    <Select
      aria-label={t.which(place)}
      value={r[field]}
      showSearch={{ optionFilterProp: "label" }}
      placeholder={placeholder}
      style={{ width: "100%", minWidth: 0 }}
      onChange={(id: string) => set({ ...r, [field]: id })}
      options={options}
    />
  );
  const type = (field: "benefit" | "tag" | "sku", placeholder: string) => (
    <Input
      aria-label={t.which(place)}
      maxLength={64}
      value={r[field] ?? ""}
      placeholder={placeholder}
      onChange={(e) => set({ ...r, [field]: e.target.value })}
    />
  );
  switch (r.kind) {
    case "points":
    case "growth":
      return many("amount", 10_000_000_000);
    case "bonus":
    case "commission":
      return (
        <MoneyInput
          label={t.many(place)}
          min={1}
          value={r.amount}
          onChange={(amount) => set({ ...r, amount: amount ?? undefined })}
        />
      );
    case "coupon":
      return (
        <>
          {pick("template_id", names.coupons, t.chooseCoupon)}
          {many("quantity", 1000)}
        </>
      );
    case "pack":
      return pick("pack_id", names.packs, t.choosePack);
    case "plan_days":
      return (
        <>
          {pick("plan_id", names.plans, t.choosePlan)}
          {many("days", 36_500)}
        </>
      );
    case "tier_days":
      return (
        <>
          {pick("tier", tiers, t.chooseTier)}
          {many("days", 36_500)}
        </>
      );
    case "entitlement":
      return (
        <>
          {pick("benefit", names.uses, t.chooseUses)}
          {many("quantity", 1000)}
        </>
      );
    case "tag":
      return type("tag", t.tagName);
    case "gift":
      return (
        <>
          {type("sku", t.sku)}
          {many("quantity", 1000)}
        </>
      );
    default:
      return (
        <>
          {type("benefit", t.activity)}
          {many("quantity", 1000)}
        </>
      );
  }
}
