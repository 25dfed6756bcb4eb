import { useWords, type Words, words } from "../../../../shared/i18n.ts";

// Names of the words that the API speaks in. A word that is not listed is shown as it is: merchants have words of their own.

const lists = {
  channel: words(
    { pos: "门店", web: "网店", miniapp: "小程序", h5: "H5", marketplace: "电商平台", import: "导入", app: "App" },
    {
      pos: "Shop",
      web: "Web shop",
      miniapp: "Mini-programme",
      h5: "H5",
      marketplace: "Marketplace",
      import: "Import",
      app: "App",
    },
  ),
  status: words({ member: "会员", customer: "顾客" }, { member: "Member", customer: "Customer" }),
  gender: words({ female: "女", male: "男", other: "其他" }, { female: "Female", male: "Male", other: "Other" }),
  order: words(
    { paid: "已支付", partly_refunded: "部分退款", refunded: "已退款" },
    { paid: "Paid", partly_refunded: "Partly refunded", refunded: "Refunded" },
  ),
  fulfilment: words(
    { none: "未发货", shipped: "已发货", delivered: "已送达", signed: "已签收", completed: "已完成" },
    { none: "Not shipped", shipped: "Shipped", delivered: "Delivered", signed: "Signed for", completed: "Completed" },
  ),
  payment: words(
    { cash: "现金", card: "银行卡", wechat: "微信支付", alipay: "支付宝", other: "其他" },
    { cash: "Cash", card: "Card", wechat: "WeChat Pay", alipay: "Alipay", other: "Other" },
  ),
  line: words(
    { product: "商品", delivery: "运费", fee: "服务费" },
    { product: "Product", delivery: "Delivery", fee: "Fee" },
  ),
  adjustment: words(
    {
      tier: "等级折扣",
      member_price: "会员价",
      coupon: "优惠券",
      points: "积分抵扣",
      entitlement: "次数权益",
      activity: "活动",
      benefit: "权益",
      plan: "付费会员",
      stated: "收银优惠",
    },
    {
      tier: "Tier discount",
      member_price: "Member price",
      coupon: "Coupon",
      points: "Points",
      entitlement: "Entitlement",
      activity: "Activity",
      benefit: "Benefit",
      plan: "Paid plan",
      stated: "Discount of the till",
    },
  ),
  source: words({ console: "控制台", counter: "柜台" }, { console: "Console", counter: "Counter" }),
  purpose: words(
    { marketing: "营销推广", care: "会员关怀", research: "调研", service: "服务通知" },
    { marketing: "Marketing", care: "Care", research: "Research", service: "Service notices" },
  ),
  contact: words(
    { sms: "短信", wechat: "微信", email: "邮件", phone: "电话", app: "App 推送", wecom: "企业微信", inbox: "站内信" },
    { sms: "SMS", wechat: "WeChat", email: "E-mail", phone: "Phone", app: "App push", wecom: "WeCom", inbox: "Inbox" },
  ),
  entry: words(
    {
      earn: "获得",
      spend: "使用",
      expire: "过期",
      unexpire: "恢复有效",
      claw_back: "退款收回",
      give_back: "退还",
      adjust: "手工调整",
      settle: "抵消欠分",
      charge: "欠分",
      renew: "延期",
    },
    {
      earn: "Earned",
      spend: "Spent",
      expire: "Expired",
      unexpire: "Brought back",
      claw_back: "Taken back",
      give_back: "Given back",
      adjust: "By hand",
      settle: "Debt settled",
      charge: "Debt",
      renew: "Extended",
    },
  ),
  move: words(
    {
      joined: "入会",
      upgraded: "升级",
      renewed: "保级成功",
      grace: "进入宽限期",
      downgraded: "降级",
      replaced: "体系调整",
      given: "手工授予",
      given_ended: "手工授予结束",
      undone: "升级因退款撤销",
    },
    {
      joined: "Joined",
      upgraded: "Upgraded",
      renewed: "Kept",
      grace: "In grace",
      downgraded: "Stepped down",
      replaced: "Programme changed",
      given: "Given by hand",
      given_ended: "Given tier ended",
      undone: "Upgrade undone by a refund",
    },
  ),
} as const;

/** The kinds of words that have names. */
export type LabelKind = keyof typeof lists;

/** Names a word of the API: `const label = useLabel(); label("channel", "pos")`. Empty stays empty. */
export function useLabel(): (kind: LabelKind, word: string | undefined) => string {
  const now = {
    channel: useWords(lists.channel),
    status: useWords(lists.status),
    gender: useWords(lists.gender),
    order: useWords(lists.order),
    fulfilment: useWords(lists.fulfilment),
    payment: useWords(lists.payment),
    line: useWords(lists.line),
    adjustment: useWords(lists.adjustment),
    source: useWords(lists.source),
    purpose: useWords(lists.purpose),
    contact: useWords(lists.contact),
    entry: useWords(lists.entry),
    move: useWords(lists.move),
  } satisfies Record<LabelKind, Record<string, string>>;
  return (kind, word) => {
    if (!word) return "";
    return (now[kind] as Record<string, string>)[word] ?? word;
  };
}

/** The words of a kind, in the order in which they are chosen from. */
export function wordsOf(kind: LabelKind): string[] {
  return Object.keys((lists[kind] as Words<Record<string, string>>).zh);
}
