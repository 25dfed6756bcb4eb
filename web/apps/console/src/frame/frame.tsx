import { BellOutlined, MenuOutlined, MoonOutlined, SearchOutlined, SunOutlined } from "@ant-design/icons";
import { Link, useNavigate, useRouterState } from "@tanstack/react-router";
import { Alert, Button, Drawer, Dropdown } from "antd";
import { type ReactNode, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { api, ok } from "../../../../shared/api.ts";
import { useWords, words } from "../../../../shared/i18n.ts";
import { useMe } from "../session.tsx";
import { setTheme, useDark } from "../theme.ts";
import { LanguageSwitch } from "../ui/language.tsx";
import { useFocusBack } from "./focus.ts";
import { groups, pageWords } from "./links.ts";
import { Notifications } from "./notifications.tsx";
import { Palette } from "./palette.tsx";
import { useReachableTables } from "./scrollers.ts";

const list = words(
  {
    skip: "跳到正文",
    pages: "页面",
    search: "搜索会员、订单、页面",
    toDark: "切换到深色",
    toLight: "切换到浅色",
    account: "账号",
    security: "账号与安全",
    signOut: "退出登录",
    menu: "菜单",
    docs: "API 文档",
    offline: "网络已断开。页面内容可能不是最新的，恢复连接后即可继续操作。",
  },
  {
    skip: "Skip to content",
    pages: "Pages",
    search: "Search members, orders, pages",
    toDark: "Switch to dark",
    toLight: "Switch to light",
    account: "Account",
    security: "Account and security",
    signOut: "Sign out",
    menu: "Menu",
    docs: "API documentation",
    offline: "You are offline. What you see may be old; you can go on when the network is back.",
  },
);

const mac = /mac|iphone|ipad/i.test(navigator.platform);

/** The frame of every page: side bar, top bar, palette, notifications. */
export function Frame({ children }: { children: ReactNode }): ReactNode {
  const t = useWords(list);
  const [palette, setPalette] = useState(false);
  const [menu, setMenu] = useState(false);
  const path = useRouterState({ select: (s) => s.location.pathname });
  const content = useRef<HTMLElement>(null);
  const before = useRef(path);
  useReachableTables(content);
  useFocusBack();
  useEffect(() => {
    if (before.current === path) return;
    before.current = path;
    setMenu(false);
    content.current?.focus({ preventScroll: true }); // the next Tab goes into the new page
  }, [path]);
  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        setPalette(true);
      }
    };
    addEventListener("keydown", key);
    return () => removeEventListener("keydown", key);
  }, []);
  return (
    <div className="frame">
      <button type="button" className="skip" onClick={() => content.current?.focus()}>
        {t.skip}
      </button>
      <nav className="side" aria-label={t.pages}>
        <SideLinks />
      </nav>
      <header className="top">
        <Button
          className="only-narrow"
          type="text"
          icon={<MenuOutlined />}
          aria-label={t.menu}
          onClick={() => setMenu(true)}
        />
        <button type="button" className="seek" onClick={() => setPalette(true)}>
          <SearchOutlined aria-hidden />
          <span className="seek-text">{t.search}</span>
          <kbd>{mac ? "⌘K" : "Ctrl K"}</kbd>
        </button>
        <span className="space" />
        <TopRight />
      </header>
      <main id="content" tabIndex={-1} ref={content}>
        <Offline />
        {children}
      </main>
      <Drawer open={menu} onClose={() => setMenu(false)} placement="left" size={264} title={t.menu}>
        <nav className="side" aria-label={t.pages}>
          <SideLinks />
        </nav>
      </Drawer>
      <Palette open={palette} close={() => setPalette(false)} />
    </div>
  );
}

/** Says that the network is gone, as long as it is. */
function Offline(): ReactNode {
  const t = useWords(list);
  const online = useSyncExternalStore(
    (tell) => {
      addEventListener("online", tell);
      addEventListener("offline", tell);
      return () => {
        removeEventListener("online", tell);
        removeEventListener("offline", tell);
      };
    },
    () => navigator.onLine,
  );
  return (
    <div role="status">
      {online ? null : <Alert type="warning" showIcon banner className="offline" title={t.offline} />}
    </div>
  );
}

function SideLinks(): ReactNode {
  const me = useMe();
  const t = useWords(pageWords);
  return (
    <>
      <Link to="/" className="brand">
        <img src={`${import.meta.env.BASE_URL}mark.svg`} alt="" />
        <span>{me.merchant.name}</span>
      </Link>
      {groups.map((group) => {
        const links = group.links.filter((l) => l.any.length === 0 || l.any.some((p) => me.permissions.includes(p)));
        if (links.length === 0) return null;
        return (
          <div key={group.head ?? "top"}>
            {group.head ? <h2>{t[group.head]}</h2> : null}
            {links.map((link) => (
              <Link
                key={link.to}
                to={link.to}
                className="item"
                activeOptions={{ exact: link.to === "/", includeSearch: false }}
              >
                <link.icon aria-hidden />
                {t[link.key]}
              </Link>
            ))}
          </div>
        );
      })}
    </>
  );
}

function TopRight(): ReactNode {
  const t = useWords(list);
  const me = useMe();
  const dark = useDark();
  const navigate = useNavigate();
  const signOut = async () => {
    await ok(api.DELETE("/v1/session"));
    sessionStorage.clear();
    location.assign(import.meta.env.BASE_URL); // nothing of what was read stays in memory
  };
  return (
    <>
      <LanguageSwitch />
      <Button
        type="text"
        icon={dark ? <SunOutlined /> : <MoonOutlined />}
        aria-label={dark ? t.toLight : t.toDark}
        onClick={() => setTheme(dark ? "light" : "dark")}
      />
      <Notifications icon={<BellOutlined />} />
      <Dropdown
        trigger={["click"]}
        menu={{
          items: [
            { key: "who", label: `${me.name}`, disabled: true },
            {
              key: "security",
              label: t.security,
              onClick: () => void navigate({ to: "/settings/$section", params: { section: "account" } }),
            },
            { key: "docs", label: t.docs, onClick: () => void open("/docs", "_blank", "noopener") },
            { type: "divider" },
            { key: "out", label: t.signOut, onClick: () => void signOut() },
          ],
        }}
      >
        <Button type="text" shape="circle" aria-label={`${t.account}: ${me.name}`}>
          <span className="avatar" aria-hidden="true">
            {[...me.name][0]}
          </span>
        </Button>
      </Dropdown>
    </>
  );
}
