import type { Schema } from "../../../../../shared/api.ts";
import { count, money } from "../../../../../shared/format.ts";
import { words } from "../../../../../shared/i18n.ts";

export type Pack = Schema<"PackOut">;
export type Budget = Schema<"BudgetOut">;
export type Grant = Schema<"Grant">;
export type Batch = Schema<"GrantsOut">;
export type Unit = Budget["unit"];

/** The words that the pages of rewards share. */
export const rewardWords = words(
  {
    title: "奖励与预算",
    sub: "除订单之外的一切发放都在这里，每一笔都有理由、成本，并可原路收回",
    given: "发放记录",
    batches: "批量发放",
    packs: "礼包",
    budgets: "预算",
    give: "发放奖励",
    member: "会员",
    what: "内容",
    reason: "原因",
    at: "时间",
    cost: "成本",
    state: "状态",
    state_given: "已发放",
    state_revoked: "已收回",
    state_running: "发放中",
    state_done: "已发放",
    state_stopped: "已停止",
    closed: "已停用",
    open: "使用中",
    rewards: "奖励内容",
    name: "名称",
    needed: "请填写",
    saved: "已保存",
    unit_points: "积分",
    unit_money: "金额",
    unit_count: "笔数",
    period_day: "每天",
    period_week: "每周",
    period_month: "每月",
    period_year: "每年",
    period_ever: "长期",
    noLimit: "不限",
    revoke: "收回",
    acts: "操作",
    grantsOf: "非订单发放",
    unrecovered: (n: string) => `其中 ${n} 已被使用，无法收回`,
  },
  {
    title: "Rewards and budgets",
    sub: "All that is given other than by orders, with its reason and its cost; it can be taken back",
    given: "Given",
    batches: "Mass issues",
    packs: "Packs",
    budgets: "Budgets",
    give: "Give rewards",
    member: "Member",
    what: "What",
    reason: "Reason",
    at: "When",
    cost: "Cost",
    state: "State",
    state_given: "Given",
    state_revoked: "Taken back",
    state_running: "Being given",
    state_done: "Given",
    state_stopped: "Stopped",
    closed: "Closed",
    open: "In use",
    rewards: "Rewards",
    name: "Name",
    needed: "Please fill in",
    saved: "Saved",
    unit_points: "Points",
    unit_money: "Money",
    unit_count: "Grants",
    period_day: "A day",
    period_week: "A week",
    period_month: "A month",
    period_year: "A year",
    period_ever: "For ever",
    noLimit: "No limit",
    revoke: "Take back",
    acts: "Actions",
    grantsOf: "Other than by orders",
    unrecovered: (n: string) => `${n} of it was used already and stays`,
  },
);

/** An amount of a budget in its unit. */
export function inUnit(unit: Unit, amount: number): string {
  return unit === "money" ? money(amount) : count(amount);
}
