import { useQuery } from "@tanstack/react-query";
import { api, ok } from "../../../../shared/api.ts";
import { type Language, useLanguage } from "../../../../shared/i18n.ts";

/** A tier as lists and pages name it. */
export interface TierName {
  code: string;
  name: string;
  color?: string;
  summary: string;
  manual: boolean;
}

/** Names out of the programme in force, in the reader's language. */
export interface ProgrammeNames {
  tiers: TierName[];
  /** Whether whoever enrols is a member at once. */
  entryOpen: boolean;
  /** What the merchant calls points and growth. */
  points: string;
  growth: string;
  /** The name of a rule, of the tier in "tier:gold", of the benefit in "benefit:double", of what a plan or a coupon multiplied; the code itself where none is known. */
  rule: (code: string) => string;
  tier: (code: string | undefined) => string;
  color: (code: string | undefined) => string | undefined;
}

type Loose = Record<string, unknown>;

function loose(value: unknown): Loose {
  return value && typeof value === "object" && !Array.isArray(value) ? (value as Loose) : {};
}

function looseList(value: unknown): Loose[] {
  return Array.isArray(value) ? value.map(loose) : [];
}

function said(value: unknown, lang: Language): string {
  const both = loose(value);
  const text = both[lang] ?? both.en ?? both.zh;
  return typeof text === "string" ? text : "";
}

/** Reads the names of a programme's document; what it does not know it leaves out. */
export function namesOf(document: unknown, lang: Language): ProgrammeNames {
  const doc = loose(document);
  const tiers = looseList(doc.tiers).map((t) => ({
    code: String(t.code ?? ""),
    name: said(t.name, lang) || String(t.code ?? ""),
    color: typeof t.color === "string" ? t.color : undefined,
    summary: said(t.summary, lang),
    manual: t.manual === true,
  }));
  const rules = new Map(looseList(doc.earning).map((r) => [String(r.code), said(r.name, lang) || String(r.code)]));
  for (const b of looseList(doc.benefits)) rules.set(`benefit:${b.code}`, said(b.name, lang) || String(b.code));
  const byCode = new Map(tiers.map((t) => [t.code, t]));
  const tier = (code: string | undefined) => (code ? (byCode.get(code)?.name ?? code) : "");
  return {
    tiers,
    entryOpen: (loose(doc.entry).kind ?? "open") === "open",
    points: said(loose(doc.points).name, lang) || (lang === "zh" ? "积分" : "points"),
    growth: said(loose(doc.growth).name, lang) || (lang === "zh" ? "成长值" : "growth"),
    tier,
    color: (code) => (code ? byCode.get(code)?.color : undefined),
    rule: (code) => {
      if (code.startsWith("tier:")) return tier(code.slice(5));
      if (code.startsWith("coupon:")) return lang === "zh" ? "多倍积分券" : "Coupon for more points";
      if (code.startsWith("plan:")) return lang === "zh" ? "付费会员权益" : "Benefit of a paid plan";
      return rules.get(code) ?? code;
    },
  };
}

/** The names of the programme in force. Where there is none yet, tiers are empty and codes are shown as they are. */
export function useProgramme(): ProgrammeNames {
  const lang = useLanguage();
  const query = useQuery({ queryKey: ["program"], queryFn: () => ok(api.GET("/v1/program")), staleTime: 60_000 });
  return namesOf(query.data?.document, lang);
}

/** A name at the beginning of a line: "seeds to spend" → "Seeds to spend". */
export function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
