import type { Schema } from "../../../../../shared/api.ts";

type Member = Schema<"MemberOut">;
type Patch = Schema<"MemberPatch">;
type Body = Schema<"MemberBody">;

/** What the forms of a person hold. Texts are "" where nothing is typed. */
export interface PersonValues {
  name?: string;
  phone?: string;
  email?: string;
  card_no?: string;
  make_card?: boolean;
  external_id?: string;
  gender?: string;
  calendar?: "solar" | "lunar";
  /** YYYY-MM-DD */
  birthday?: string | null;
  birthday_lunar?: { month?: number; day?: number; leap?: boolean };
  store_id?: string;
  adviser_id?: string;
  channel?: string;
  campaign?: string;
  referrer_id?: string;
  address?: string;
  tags?: string[];
  attributes?: Record<string, unknown>;
  phone_dead?: boolean;
  personalised?: boolean;
}

/** The texts of a person; the sensitive ones come masked to those who may not see them. */
export const maskedTexts = ["name", "phone", "email", "card_no", "external_id", "address"] as const;
const plainTexts = ["gender", "store_id", "adviser_id", "channel", "campaign"] as const;

function lunarOf(values: PersonValues): Schema<"LunarBody"> | undefined {
  const lunar = values.birthday_lunar;
  if (values.calendar !== "lunar" || !lunar?.month || !lunar.day) return undefined;
  return { month: lunar.month, day: lunar.day, leap: lunar.leap || undefined };
}

function answered(attributes: Record<string, unknown> | undefined): Record<string, unknown> | undefined {
  const kept = Object.entries(attributes ?? {}).filter(([, v]) => v !== undefined && v !== null && v !== "");
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}

/** A new member as the API takes it: what was left empty is not sent. */
export function bodyOf(values: PersonValues): Body {
  const text = (value: string | undefined) => value?.trim() || undefined;
  return {
    name: text(values.name),
    phone: text(values.phone),
    email: text(values.email),
    card_no: text(values.card_no),
    make_card: (values.make_card && !text(values.card_no)) || undefined,
    external_id: text(values.external_id),
    gender: (text(values.gender) as Body["gender"]) ?? undefined,
    birthday: values.calendar === "lunar" ? undefined : values.birthday || undefined,
    birthday_lunar: lunarOf(values),
    store_id: text(values.store_id),
    adviser_id: text(values.adviser_id),
    channel: text(values.channel),
    campaign: text(values.campaign),
    referrer_id: text(values.referrer_id),
    address: text(values.address),
    tags: values.tags?.length ? values.tags : undefined,
    attributes: answered(values.attributes),
  };
}

/** Whether a text is a mask and not the thing itself. */
export function isMask(member: Member, text: string | undefined): boolean {
  return member.masked === true && !!text?.includes("*");
}

/** What a form about a member begins with; masked texts begin empty, so that a mask is never written back. */
export function valuesOf(member: Member): PersonValues {
  const masked = Object.fromEntries(
    maskedTexts.map((key) => [key, isMask(member, member[key]) ? "" : (member[key] ?? "")]),
  );
  const plain = Object.fromEntries(plainTexts.map((key) => [key, member[key] ?? ""]));
  return {
    ...masked,
    ...plain,
    calendar: member.birthday_lunar ? "lunar" : "solar",
    birthday: member.birthday ?? null,
    birthday_lunar: member.birthday_lunar ?? {},
    tags: member.tags,
    attributes: { ...member.attributes },
    phone_dead: member.phone_dead === true,
    personalised: member.personalised,
  };
}

/** The change from what the form began with to what it holds. Empty where nothing changed. */
export function patchOf(before: PersonValues, now: PersonValues): Patch {
  const patch: Record<string, unknown> = {};
  for (const key of [...maskedTexts, ...plainTexts]) {
    const next = (now[key] ?? "").trim();
    if (next === (before[key] ?? "")) continue;
    patch[key] = next;
  }
  const lunar = lunarOf(now);
  if (now.calendar === "lunar") {
    if (lunar && JSON.stringify(lunar) !== JSON.stringify(lunarOf({ ...before, calendar: "lunar" }))) {
      patch.birthday_lunar = lunar;
    }
  } else if ((now.birthday ?? "") !== (before.birthday ?? "") || before.calendar === "lunar") {
    patch.birthday = now.birthday ?? "";
    if (before.calendar === "lunar") patch.birthday_lunar = { month: 0, day: 0 };
  }
  if (JSON.stringify(now.tags ?? []) !== JSON.stringify(before.tags ?? [])) patch.tags = now.tags ?? [];
  for (const key of ["phone_dead", "personalised"] as const) {
    if (now[key] !== undefined && now[key] !== before[key]) patch[key] = now[key];
  }
  const attributes = Object.entries(now.attributes ?? {})
    .map(([code, value]) => [code, value === undefined || value === "" ? null : value] as const)
    .filter(([code, value]) => value !== (before.attributes?.[code] ?? null));
  if (attributes.length > 0) patch.attributes = Object.fromEntries(attributes);
  return patch as Patch;
}
