import { Link, useParams } from "@tanstack/react-router";
import { type ComponentType, lazy, type ReactNode, Suspense, useEffect, useRef } from "react";
import { useWords, words } from "../../../../../shared/i18n.ts";
import { useMe } from "../../session.tsx";
import { Page } from "../../ui/page.tsx";
import { Empty, Loading } from "../../ui/states.tsx";
import "./style.css";

const list = words(
  {
    title: "设置",
    sections: "设置分类",
    merchant: "商户",
    rules: "运营规则",
    stores: "门店",
    attributes: "会员属性",
    tags: "规则标签",
    staff: "员工",
    roles: "角色与权限",
    keys: "接口密钥",
    account: "我的账号",
    audit: "审计记录",
    closed: "您的角色看不到这一页",
    closedText: (role: string) => `请联系所有者，或查看“${role}”了解谁可以。`,
    none: "没有这个设置分类",
    shop: "商户",
    people: "人员与接口",
    members: "会员资料",
  },
  {
    title: "Settings",
    sections: "Sections",
    merchant: "Merchant",
    rules: "House rules",
    stores: "Stores",
    attributes: "Member attributes",
    tags: "Tags by rule",
    staff: "Staff",
    roles: "Roles",
    keys: "API keys",
    account: "My account",
    audit: "Audit trail",
    closed: "Your role does not see this page",
    closedText: (role: string) => `Ask an owner, or look at “${role}” to learn who may.`,
    none: "There is no such section",
    shop: "House",
    people: "People and systems",
    members: "Member records",
  },
);

type Key = "merchant" | "rules" | "stores" | "attributes" | "tags" | "staff" | "roles" | "keys" | "account" | "audit";

interface Section {
  key: Key;
  /** Who sees it; everybody where absent. */
  permission?: string;
  page: ComponentType;
}

const groups: { head: "shop" | "members" | "people"; sections: Section[] }[] = [
  {
    head: "shop",
    sections: [
      { key: "merchant", page: lazy(() => import("./merchant.tsx")) },
      { key: "rules", permission: "settings:read", page: lazy(() => import("./rules.tsx")) },
      { key: "stores", permission: "settings:read", page: lazy(() => import("./stores.tsx")) },
    ],
  },
  {
    head: "members",
    sections: [
      { key: "attributes", permission: "members:read", page: lazy(() => import("./attributes.tsx")) },
      { key: "tags", permission: "members:read", page: lazy(() => import("./tags.tsx")) },
    ],
  },
  {
    head: "people",
    sections: [
      { key: "staff", permission: "staff:read", page: lazy(() => import("./staff.tsx")) },
      { key: "roles", page: lazy(() => import("./roles.tsx")) },
      { key: "keys", permission: "keys:write", page: lazy(() => import("./keys.tsx")) },
      { key: "account", page: lazy(() => import("./account.tsx")) },
      { key: "audit", permission: "audit:read", page: lazy(() => import("./audit.tsx")) },
    ],
  },
];

/** Settings: a list of sections beside the section that the address names. */
export default function Settings(): ReactNode {
  const t = useWords(list);
  const me = useMe();
  const { section = "merchant" } = useParams({ strict: false }) as { section?: string };
  const may = (s: Section) => !s.permission || me.permissions.includes(s.permission);
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    // On a phone the sections lie side by side: the one that is open may lie outside.
    if (section) nav.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [section]);
  const found = groups.flatMap((g) => g.sections).find((s) => s.key === section);
  return (
    <Page title={found ? `${t.title} · ${t[found.key]}` : t.title}>
      <div className="settings">
        <nav aria-label={t.sections} ref={nav}>
          {groups.map((group) => (
            <div key={group.head}>
              <h2>{t[group.head]}</h2>
              {group.sections.filter(may).map((s) => (
                <Link
                  key={s.key}
                  to="/settings/$section"
                  params={{ section: s.key }}
                  className={s.key === section ? "item active" : "item"}
                  aria-current={s.key === section ? "page" : undefined}
                >
                  {t[s.key]}
                </Link>
              ))}
            </div>
          ))}
        </nav>
        <div className="stack">
          {!found ? (
            <Empty title={t.none} />
          ) : may(found) ? (
            <Suspense fallback={<Loading rows={8} />}>
              <found.page />
            </Suspense>
          ) : (
            <Empty
              title={t.closed}
              text={t.closedText(t.roles)}
              action={
                <Link to="/settings/$section" params={{ section: "roles" }}>
                  {t.roles}
                </Link>
              }
            />
          )}
        </div>
      </div>
    </Page>
  );
}
