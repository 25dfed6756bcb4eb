import {
  EditOutlined,
  HistoryOutlined,
  LockOutlined,
  PlusOutlined,
  RollbackOutlined,
  UploadOutlined,
} from "@ant-design/icons";
import { useLanguage, type Words, words } from "../../../../shared/i18n.ts";
import { useMe } from "../session.tsx";
import { groups, type Link, pageWords } from "./links.ts";

const more = words(
  {
    newOrder: "录入订单",
    goodsBack: "无单退货",
    editProgramme: "修改会员体系",
    versions: "会员体系版本",
    importing: "导入文件",
    security: "账号与安全",
  },
  {
    newOrder: "Record an order",
    goodsBack: "Return without an order",
    editProgramme: "Edit the programme",
    versions: "Versions of the programme",
    importing: "Import a file",
    security: "Account and security",
  },
);

/** A page that can be gone to by typing. */
export interface Place {
  to: string;
  label: string;
  icon: Link["icon"];
  /** Everything it may be found by: its name in both languages, and by pinyin. */
  found: string;
}

interface Extra {
  key: keyof typeof more.zh;
  to: string;
  icon: Link["icon"];
  any: string[];
}

const extras: Extra[] = [
  { key: "newOrder", to: "/orders/new", icon: PlusOutlined, any: ["orders:write"] },
  { key: "goodsBack", to: "/orders/return", icon: RollbackOutlined, any: ["refunds:write"] },
  { key: "editProgramme", to: "/programme/edit", icon: EditOutlined, any: ["program:write"] },
  { key: "versions", to: "/programme/versions", icon: HistoryOutlined, any: ["program:write", "ledger:read"] },
  { key: "importing", to: "/data/import", icon: UploadOutlined, any: ["import:write"] },
  { key: "security", to: "/settings/account", icon: LockOutlined, any: [] },
];

const pinyin: Record<string, string> = {
  overview: "jingyinggailan gailan gl",
  members: "huiyuan hy",
  segments: "renqun rq",
  orders: "dingdan dd",
  catalogue: "shangpinyujiage shangpin jiage sp jg",
  coupons: "youhuiquan yhq",
  rewards: "jiangliyuyusuan jiangli yusuan libao jl ys lb",
  benefits: "cikayuhexiao cika hexiao jidian ck hx",
  plans: "fufeihuiyuan ffhy",
  value: "chuzhi chongzhi cz",
  mall: "jifenshangcheng shangcheng sc",
  programme: "huiyuantixi tixi tx",
  simulations: "shapantuiyan tuiyan ty",
  design: "tixizhenduan zhenduan zd",
  ledger: "jifenzhangben zhangben jf zb",
  approvals: "shenpi sp",
  data: "shujudaoru daochu sj dr dc",
  settings: "shezhi sz",
  newOrder: "lurudingdan xindingdan ld new",
  goodsBack: "wudantuihuo tuihuo th return",
  editProgramme: "xiugaitixi tixi bianji",
  versions: "banben bb",
  importing: "daoruwenjian dr upload",
  security: "zhanghao anquan mima password",
};

function named<T extends Record<string, string>>(list: Words<T>, key: keyof T & string, lang: "zh" | "en") {
  const both = list as unknown as Words<Record<string, string>>;
  const label = both[lang][key] ?? key;
  return { label, found: [both.zh[key], both.en[key], pinyin[key]].join(" ").toLowerCase() };
}

/** The pages that one may see, in the order of the side bar, then what one can do at once. */
export function usePlaces(): Place[] {
  const me = useMe();
  const lang = useLanguage();
  const may = (any: string[]) => any.length === 0 || any.some((p) => me.permissions.includes(p));
  const links: Link[] = groups.flatMap((g) => g.links);
  return [
    ...links.filter((l) => may(l.any)).map((l) => ({ to: l.to, icon: l.icon, ...named(pageWords, l.key, lang) })),
    ...extras.filter((l) => may(l.any)).map((l) => ({ to: l.to, icon: l.icon, ...named(more, l.key, lang) })),
  ];
}

/** The pages that answer to what was typed. */
export function matching(places: Place[], typed: string): Place[] {
  const parts = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return places.filter((p) => parts.every((part) => p.found.includes(part)));
}

/** Where somebody begins who may not see the overview: a cashier at the orders, anybody else at the first page there is. */
export function firstPage(places: Place[], role: string | undefined): string {
  const begin = role === "cashier" ? "/orders" : undefined;
  return places.find((p) => p.to === begin)?.to ?? places.find((p) => p.to !== "/")?.to ?? "/settings";
}
