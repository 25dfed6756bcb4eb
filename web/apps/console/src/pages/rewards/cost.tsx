import { useQuery } from "@tanstack/react-query";
import { Alert } from "antd";
import { type ReactNode, useDeferredValue } from "react";
import { api, ok } from "../../../../../shared/api.ts";
import { count, money } from "../../../../../shared/format.ts";
import { useWords, words } from "../../../../../shared/i18n.ts";
import type { Reward } from "../../ui/gives.tsx";

const list = words(
  {
    one: (all: string) => `预计成本 ${all}`,
    many: (each: string, n: string, all: string) => `预计成本：每人 ${each} × ${n} 人 = ${all}`,
    pieces: (each: string, n: string, all: string) => `预计成本：每份 ${each}，全部领完 ${n} 份共 ${all}`,
    second: "超过您可单独发放的额度，提交后须第二人审批。",
  },
  {
    one: (all: string) => `It is reckoned to cost ${all}`,
    many: (each: string, n: string, all: string) => `It is reckoned to cost ${each} × ${n} members = ${all}`,
    pieces: (each: string, n: string, all: string) => `It is reckoned to cost ${each} a claim, ${all} for all ${n}`,
    second: "It is above what you may give alone: a second person has to approve.",
  },
);

/** Reports whether a reward has everything that its kind needs. */
function complete(r: Reward): boolean {
  switch (r.kind) {
    case "points":
    case "growth":
    case "bonus":
    case "commission":
      return (r.amount ?? 0) > 0;
    case "coupon":
      return !!r.template_id;
    case "pack":
      return !!r.pack_id;
    case "plan_days":
      return !!r.plan_id && (r.days ?? 0) > 0;
    case "tier_days":
      return !!r.tier && (r.days ?? 0) > 0;
    case "tag":
      return !!r.tag?.trim();
    case "gift":
      return !!r.sku?.trim();
    default:
      return !!r.benefit?.trim();
  }
}

/** A rule of a form: there are rewards, and each is complete. */
export const whole =
  (message: string) =>
  async (_: unknown, rewards: Reward[] | undefined): Promise<void> => {
    if (!rewards?.length || !rewards.every(complete)) throw new Error(message);
  };

/** What rewards would cost, said while they are typed, for so many members or for all for whom a condition holds; and whether a second person would have to agree. */
export function CostLine(props: {
  rewards: Reward[] | undefined;
  members: number;
  condition?: string;
  /** They are claims of codes, not members. */
  pieces?: boolean;
  /** Says to how many a condition means. */
  says?: (members: number) => string;
}): ReactNode {
  const t = useWords(list);
  const typed = useDeferredValue(JSON.stringify((props.rewards ?? []).filter(complete)));
  const { condition } = props;
  const members = Math.min(Math.max(props.members, 1), 10_000_000);
  const cost = useQuery({
    queryKey: ["rewards", "cost", typed, members, condition],
    queryFn: ({ signal }) => {
      const rewards = JSON.parse(typed) as Reward[];
      const to = condition === undefined ? { members } : { audience: { condition: condition || undefined } };
      return ok(api.POST("/v1/rewards/cost", { body: { rewards, ...to }, signal }));
    },
    enabled: typed !== "[]",
    placeholderData: (old) => old,
    retry: false,
  });
  if (!cost.data || typed === "[]") return null;
  const { each_minor, cost_minor, needs_second, members: n } = cost.data;
  const text =
    n > 1
      ? t[props.pieces ? "pieces" : "many"](money(each_minor), count(n), money(cost_minor))
      : t.one(money(cost_minor));
  return (
    <Alert
      type={needs_second || n === 0 ? "warning" : "info"}
      showIcon
      title={condition !== undefined && props.says ? `${props.says(n)} ${n > 0 ? text : ""}` : text}
      description={needs_second ? t.second : undefined}
      style={{ marginBottom: 16 }}
    />
  );
}
