import {
  AccountBookOutlined,
  AuditOutlined,
  CheckSquareOutlined,
  CloudUploadOutlined,
  CrownOutlined,
  DashboardOutlined,
  ExperimentOutlined,
  FileTextOutlined,
  FundViewOutlined,
  GiftOutlined,
  SafetyCertificateOutlined,
  SettingOutlined,
  ShopOutlined,
  StarOutlined,
  TagOutlined,
  TeamOutlined,
  UsergroupAddOutlined,
  WalletOutlined,
} from "@ant-design/icons";
import { words } from "../../../../shared/i18n.ts";

/** Names of the pages, in the side bar and the palette. */
export const pageWords = words(
  {
    overview: "经营概览",
    members: "会员",
    segments: "人群",
    orders: "订单",
    catalogue: "商品与价格",
    mall: "积分商城",
    plans: "付费会员",
    value: "储值",
    coupons: "优惠券",
    benefits: "次卡与核销",
    rewards: "奖励与预算",
    programme: "会员体系",
    simulations: "沙盘推演",
    design: "体系诊断",
    ledger: "积分账本",
    approvals: "审批",
    data: "数据导入导出",
    settings: "设置",
    run: "运营",
    offers: "权益与营销",
    promise: "体系",
    system: "系统",
  },
  {
    overview: "Overview",
    members: "Members",
    segments: "Segments",
    orders: "Orders",
    catalogue: "Goods and prices",
    mall: "Points mall",
    plans: "Paid plans",
    value: "Stored value",
    coupons: "Coupons",
    benefits: "Cards and uses",
    rewards: "Rewards and budgets",
    programme: "Programme",
    simulations: "Simulation",
    design: "Design help",
    ledger: "Points ledger",
    approvals: "Approvals",
    data: "Import and export",
    settings: "Settings",
    run: "Operations",
    offers: "Offers",
    promise: "Programme",
    system: "System",
  },
);

/** The heads of the groups. */
type Head = "run" | "offers" | "promise" | "system";

type Key = Exclude<keyof typeof pageWords.zh, Head>;

/** One page of the side bar; `any` of the permissions opens it, none means everybody. */
export interface Link {
  key: Key;
  to: string;
  icon: typeof TeamOutlined;
  any: string[];
}

/** The side bar: groups of pages. */
export const groups: { head?: Head; links: Link[] }[] = [
  { links: [{ key: "overview", to: "/", icon: DashboardOutlined, any: ["reports:read"] }] },
  {
    head: "run",
    links: [
      { key: "members", to: "/members", icon: TeamOutlined, any: ["members:read"] },
      { key: "segments", to: "/segments", icon: UsergroupAddOutlined, any: ["segments:write", "reports:read"] },
      { key: "orders", to: "/orders", icon: FileTextOutlined, any: ["orders:read"] },
      { key: "catalogue", to: "/catalogue", icon: ShopOutlined, any: ["catalog:write", "catalog:read"] },
    ],
  },
  {
    head: "offers",
    links: [
      { key: "coupons", to: "/coupons", icon: TagOutlined, any: ["coupons:write", "coupons:issue"] },
      { key: "rewards", to: "/rewards", icon: WalletOutlined, any: ["rewards:write"] },
      { key: "benefits", to: "/benefits", icon: CheckSquareOutlined, any: ["offers:write", "holdings:sell"] },
      { key: "plans", to: "/plans", icon: CrownOutlined, any: ["offers:write", "holdings:sell"] },
      { key: "value", to: "/stored-value", icon: AccountBookOutlined, any: ["offers:write", "holdings:sell"] },
      { key: "mall", to: "/mall", icon: GiftOutlined, any: ["offers:write", "holdings:sell"] },
    ],
  },
  {
    head: "promise",
    links: [
      // Tills read the programme too; its pages are for those who write it or see the ledger.
      { key: "programme", to: "/programme", icon: StarOutlined, any: ["program:write", "ledger:read"] },
      { key: "simulations", to: "/simulations", icon: ExperimentOutlined, any: ["program:write", "ledger:read"] },
      { key: "design", to: "/design", icon: FundViewOutlined, any: ["reports:read"] },
      { key: "ledger", to: "/ledger", icon: SafetyCertificateOutlined, any: ["ledger:read"] },
      { key: "approvals", to: "/approvals", icon: AuditOutlined, any: [] },
    ],
  },
  {
    head: "system",
    links: [
      { key: "data", to: "/data", icon: CloudUploadOutlined, any: ["import:write", "export:write"] },
      { key: "settings", to: "/settings", icon: SettingOutlined, any: [] },
    ],
  },
];
