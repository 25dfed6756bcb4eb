import { FileTextOutlined, HistoryOutlined, RightOutlined, SearchOutlined, TagOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Modal, Spin } from "antd";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useState } from "react";
import { api, ok, type Schema } from "../../../../shared/api.ts";
import { money, time } from "../../../../shared/format.ts";
import { useWords, words } from "../../../../shared/i18n.ts";
import { useMay, useMe } from "../session.tsx";
import { everyPage } from "../ui/every.ts";
import { Tag, Who } from "../ui/page.tsx";
import { matching, type Place, usePlaces } from "./places.ts";

const list = words(
  {
    title: "搜索",
    placeholder: "姓名、手机号或后四位、卡号、订单号、券码、页面",
    pages: "页面",
    members: "会员",
    orders: "订单",
    coupons: "优惠券",
    recent: "最近打开",
    none: "没有找到",
    noneText: "可以输入会员姓名、完整手机号或后四位、会员卡号、订单号，或页面名称。",
    results: "结果",
    counted: (n: number) => `${n} 个结果`,
    move: "选择",
    open: "打开",
    close: "关闭",
    guest: "散客",
    unnamed: "未留姓名",
  },
  {
    title: "Search",
    placeholder: "Name, phone or its last four, card, order or coupon, page",
    pages: "Pages",
    members: "Members",
    orders: "Orders",
    coupons: "Coupons",
    recent: "Opened lately",
    none: "Nothing found",
    noneText: "Type a member's name, phone or its last four digits, a card, an order number, or the name of a page.",
    results: "Results",
    counted: (n: number) => `${n} results`,
    move: "choose",
    open: "open",
    close: "close",
    guest: "Guest",
    unnamed: "No name",
  },
);

/** One line that can be chosen. */
interface Hit {
  key: string;
  to: string;
  search?: Record<string, string>;
  /** What it is remembered by among those opened lately. */
  label: string;
  show: ReactNode;
}

interface Group {
  name: string;
  hits: Hit[];
}

const wait = 180; // milliseconds of quiet before a search is sent

function useQuiet(text: string): string {
  const [quiet, setQuiet] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setQuiet(text), wait);
    return () => clearTimeout(timer);
  }, [text]);
  return quiet;
}

/** What was opened lately. It may name members: it ends with the tab, and is of one person only. */
function useRecent() {
  const key = `regulars.recent.${useMe().id}`;
  const read = (): { to: string; label: string }[] => {
    try {
      return JSON.parse(sessionStorage.getItem(key) ?? "[]");
    } catch {
      return [];
    }
  };
  const add = (hit: Hit) => {
    const next = [{ to: hit.to, label: hit.label }, ...read().filter((r) => r.to !== hit.to)].slice(0, 6);
    try {
      sessionStorage.setItem(key, JSON.stringify(next));
    } catch {
      // Storage may be switched off: nothing is remembered then.
    }
  };
  return { read, add };
}

/** ⌘K: members, orders and pages by typing. */
export function Palette({ open, close }: { open: boolean; close: () => void }): ReactNode {
  const t = useWords(list);
  return (
    <Modal
      open={open}
      onCancel={close}
      footer={null}
      closable={false}
      destroyOnHidden
      width={640}
      style={{ top: 72 }}
      className="palette"
      aria-label={t.title}
      title={<span className="visually-hidden">{t.title}</span>}
    >
      <Finder close={close} />
    </Modal>
  );
}

function Finder({ close }: { close: () => void }): ReactNode {
  const t = useWords(list);
  const id = useId();
  const navigate = useNavigate();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const recent = useRecent();
  const { groups, busy } = useGroups(typed, recent.read);
  const hits = groups.flatMap((g) => g.hits);
  const chosen = hits[Math.min(at, hits.length - 1)];
  const option = (hit: Hit) => `${id}-${hit.key.replace(/\W/g, "_")}`;
  const shown = chosen && option(chosen);
  useEffect(() => {
    if (shown) document.getElementById(shown)?.scrollIntoView({ block: "nearest" });
  }, [shown]);
  const go = (hit: Hit) => {
    if (!hit.search) recent.add(hit);
    close();
    void navigate({ to: hit.to, search: hit.search });
  };
  const key = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const last = hits.length - 1;
    const next = { ArrowDown: at >= last ? 0 : at + 1, ArrowUp: at <= 0 ? last : at - 1 }[event.key];
    if (next !== undefined) setAt(Math.max(next, 0));
    else if (event.key === "Enter" && chosen) go(chosen);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <div className="palette-field">
        {busy ? <Spin size="small" /> : <SearchOutlined aria-hidden />}
        <input
          // biome-ignore lint/a11y/noAutofocus: the dialog is opened to type
          autoFocus
          role="combobox"
          aria-label={t.title}
          aria-expanded={hits.length > 0}
          aria-controls={`${id}-list`}
          aria-activedescendant={shown}
          aria-autocomplete="list"
          autoComplete="off"
          spellCheck={false}
          placeholder={t.placeholder}
          value={typed}
          maxLength={100}
          onChange={(event) => {
            setTyped(event.target.value);
            setAt(0);
          }}
          onKeyDown={key}
        />
      </div>
      <div className="palette-list" id={`${id}-list`} role="listbox" aria-label={t.results}>
        {groups.map((group) => (
          // biome-ignore lint/a11y/useSemanticElements: a group of options of a listbox
          <div role="group" aria-label={group.name} key={group.name}>
            <div className="palette-head" aria-hidden="true">
              {group.name}
            </div>
            {group.hits.map((hit) => (
              <Line
                key={hit.key}
                id={option(hit)}
                hit={hit}
                chosen={hit === chosen}
                choose={() => setAt(hits.indexOf(hit))}
                go={() => go(hit)}
              />
            ))}
          </div>
        ))}
      </div>
      {hits.length === 0 && !busy ? (
        <div className="state">
          <h3>{t.none}</h3>
          <p>{t.noneText}</p>
        </div>
      ) : null}
      <div className="visually-hidden" role="status">
        {busy ? "" : hits.length === 0 ? t.none : t.counted(hits.length)}
      </div>
      <div className="palette-foot" aria-hidden="true">
        <kbd>↑</kbd>
        <kbd>↓</kbd> {t.move}
        <kbd>Enter</kbd> {t.open}
        <kbd>Esc</kbd> {t.close}
      </div>
    </>
  );
}

function Line(props: { id: string; hit: Hit; chosen: boolean; choose: () => void; go: () => void }): ReactNode {
  return (
    // The field keeps the focus and has the keys; a line is only clicked.
    // biome-ignore lint/a11y/useFocusableInteractive: see above
    // biome-ignore lint/a11y/useKeyWithClickEvents: see above
    <div
      role="option"
      id={props.id}
      className="palette-line"
      aria-selected={props.chosen}
      onMouseMove={props.choose}
      onMouseDown={(event) => event.preventDefault()}
      onClick={props.go}
    >
      {props.hit.show}
      <RightOutlined aria-hidden className="go" />
    </div>
  );
}

/** What is offered for the typed text: found, or opened lately and all pages where nothing was typed. */
function useGroups(typed: string, recent: () => { to: string; label: string }[]): { groups: Group[]; busy: boolean } {
  const t = useWords(list);
  const places = usePlaces();
  const members = useMay("members:read");
  const orders = useMay("orders:read");
  const may = members || orders;
  const text = typed.trim();
  const q = useQuiet(text);
  const found = useQuery({
    queryKey: ["palette", q],
    queryFn: ({ signal }) => ok(api.GET("/v1/search", { params: { query: { q } }, signal })),
    enabled: q !== "" && q === text && may,
    placeholderData: (old) => old,
    retry: false,
  });
  const coupons = useCoupons(q, q !== "" && q === text);
  if (text === "") {
    const lately = recent().map((r) => ({
      key: `recent ${r.to}`,
      ...r,
      show: <Plain icon={<HistoryOutlined />} text={r.label} />,
    }));
    return {
      groups: [
        { name: t.recent, hits: lately },
        { name: t.pages, hits: pagesOf(places) },
      ].filter((g) => g.hits.length),
      busy: false,
    };
  }
  const groups = [
    { name: t.pages, hits: pagesOf(matching(places, text)) },
    { name: t.members, hits: (found.data?.members ?? []).map((m) => memberHit(m, t.unnamed)) },
    { name: t.orders, hits: (found.data?.orders ?? []).map((o) => orderHit(o, t.guest)) },
    { name: t.coupons, hits: coupons },
  ].filter((g) => g.hits.length);
  return { groups, busy: may && (q !== text || found.isFetching) };
}

/** A coupon by its twelve digits, and templates by their names. */
function useCoupons(q: string, enabled: boolean): Hit[] {
  const mayOne = useMay("members:read");
  const mayAll = useMay("program:read");
  const code = q.replace(/[\s-]/g, "");
  const isCode = /^\d{12}$/.test(code);
  const one = useQuery({
    queryKey: ["coupons", "one", code],
    queryFn: () => ok(api.GET("/v1/coupons/{code}", { params: { path: { code } } })),
    enabled: enabled && isCode && mayOne,
    retry: false,
  });
  const templates = useQuery({
    queryKey: ["coupons", "templates", "named"],
    queryFn: () =>
      everyPage((after) => ok(api.GET("/v1/coupon-templates", { params: { query: { after, limit: 200 } } }))),
    enabled: enabled && !isCode && mayAll,
    staleTime: 60_000,
    retry: false,
  });
  if (!enabled) return [];
  if (isCode) {
    return one.data
      ? [couponHit({ key: `coupon ${code}`, to: "/coupons", search: { code }, label: `${one.data.name} · ${code}` })]
      : [];
  }
  const low = q.toLowerCase();
  return (templates.data ?? [])
    .filter((p) => p.name.toLowerCase().includes(low))
    .slice(0, 5)
    .map((p) => couponHit({ key: `template ${p.id}`, to: `/coupons/${p.id}`, label: p.name }));
}

function couponHit(hit: Omit<Hit, "show">): Hit {
  return { ...hit, show: <Plain icon={<TagOutlined />} text={hit.label} /> };
}

function Plain({ icon, text }: { icon: ReactNode; text: string }): ReactNode {
  return (
    <span className="palette-plain">
      <span className="meta" aria-hidden="true">
        {icon}
      </span>
      {text}
    </span>
  );
}

function pagesOf(places: Place[]): Hit[] {
  return places.map((p) => ({
    key: `page ${p.to}`,
    to: p.to,
    label: p.label,
    show: <Plain icon={<p.icon />} text={p.label} />,
  }));
}

function memberHit(m: Schema<"FoundMember">, unnamed: string): Hit {
  const name = m.name || m.external_id || m.card_no || unnamed;
  return {
    key: `member ${m.id}`,
    to: `/members/${m.id}`,
    label: name,
    show: (
      <>
        <Who name={name} sub={[m.phone, m.card_no].filter(Boolean).join(" · ")} />
        {m.tier ? <Tag>{m.tier.name}</Tag> : null}
      </>
    ),
  };
}

function orderHit(o: Schema<"FoundOrder">, guest: string): Hit {
  return {
    key: `order ${o.id}`,
    to: `/orders/${o.id}`,
    label: o.number || o.id,
    show: (
      <>
        <Plain icon={<FileTextOutlined />} text={o.number || o.id} />
        <span className="meta">
          {[o.placed_at ? time(o.placed_at) : "", o.member_id ? "" : guest, money(o.payable_minor)]
            .filter(Boolean)
            .join(" · ")}
        </span>
      </>
    ),
  };
}
