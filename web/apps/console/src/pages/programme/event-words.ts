import { words } from "../../../../../shared/i18n.ts";

/** Words of the events that a programme declares. */
export const eventWords = words(
  {
    intro:
      "会员在消费之外做的事：到店、评价、签到……由收银机、小程序等系统上报。在这里登记后，积分与成长值规则可按它奖励。",
    empty: "还没有登记行为。成为会员、填写资料由本系统自动得知，无需登记。",
    law: "评价的奖励不得与星级或好评挂钩；分享本身不奖励，只奖励好友自己的行为。",
    add: "登记行为",
    other: "其他行为",
    name: "名称",
    codeHint: "上报时的 type：小写字母、数字和 _；发布后不再修改。",
    fields: "上报的内容",
    fieldsHint: "可用作规则的条件，如停留分钟、图片数。不要上报个人敏感信息。",
    addField: "添加一项",
    fieldCode: "字段名",
    fieldName: "名称",
    fieldType: "类型",
    removeField: (code: string) => `删除 ${code}`,
    told: "怎样上报",
    toldHint: "同一 event_id 只计一次；可用 at 补报，但不晚于设置中的补录天数。误报可在会员时间线撤销，奖励随之收回。",
    noRule: "没有规则奖励它",
    try: "试一试",
    tryMember: "会员",
    tryRun: "试算",
    tryHint: "按正在编辑的内容，看这位会员现在发生一次会得到什么；不写入任何数据，上限按已得到的计算。",
    tryNothing: "没有奖励",
    removeTitle: (name: string) => `删除行为“${name}”？`,
    removeText: (n: number) =>
      n > 0 ? `有 ${n} 条规则奖励它，请一并修改。已经得到的不受影响。` : "已上报的记录不受影响。",
    remove: "删除",
  },
  {
    intro:
      "What members do beside buying: visits, reviews, check-ins … as tills, mini-programmes and other systems tell it. Declared here, rules for points and growth can reward it.",
    empty: "No events yet. Joining and the profile are known by themselves.",
    law: "A reward for reviews must not depend on stars or praise; sharing itself is not rewarded, only what the friend does.",
    add: "Declare an event",
    other: "Something else",
    name: "Name",
    codeHint: "The type under which it is told: a–z, 0–9 and _; it stays once published.",
    fields: "What it tells",
    fieldsHint: "Conditions of rules may ask it, such as minutes or photos. Nothing sensitive belongs here.",
    addField: "Add one",
    fieldCode: "Field",
    fieldName: "Name",
    fieldType: "Type",
    removeField: (code: string) => `Remove ${code}`,
    told: "How it is told",
    toldHint:
      "One event_id counts once; at tells of earlier ones, within the days that the settings allow for old orders. What never happened is withdrawn on the member's timeline, and its reward with it.",
    noRule: "No rule rewards it",
    try: "Try it",
    tryMember: "Member",
    tryRun: "Try",
    tryHint:
      "What this member would get for one now, by what is being edited. Nothing is written; caps count what was given so far.",
    tryNothing: "Nothing",
    removeTitle: (name: string) => `Remove the event ${name}?`,
    removeText: (n: number) =>
      n > 0
        ? `${n === 1 ? "1 rule rewards" : `${n} rules reward`} it: change that, too. What was earned stays.`
        : "What was told stays.",
    remove: "Remove",
  },
);
