import { FilterOutlined, SearchOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { AutoComplete, Button, Drawer, Form, Input, Select } from "antd";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { api, ok } from "../../../../../shared/api.ts";
import { day, money } from "../../../../../shared/format.ts";
import { useLanguage, useWords } from "../../../../../shared/i18n.ts";
import type { Search } from "../../router.tsx";
import { useAddress } from "../../ui/address.ts";
import { ConditionField } from "../../ui/condition.tsx";
import { Days } from "../../ui/days.tsx";
import { useLabel, wordsOf } from "../../ui/labels.ts";
import { StorePick, useStores } from "../../ui/pick.tsx";
import { useProgramme } from "../../ui/programme.ts";
import { MoneyInput } from "../../ui/send.tsx";
import { filterKeys, whole } from "./query.ts";
import { listWords } from "./words.ts";

/** Takes every filter out of the address. */
export const noFilters: Search = Object.fromEntries(filterKeys.map((key) => [key, undefined]));

/** The search box: what is typed goes into the address a moment after the last key. */
export function SearchBox({ label, placeholder }: { label: string; placeholder: string }): ReactNode {
  const [search, change] = useAddress();
  const [typed, setTyped] = useState(search.q ?? "");
  const late = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => setTyped(search.q ?? ""), [search.q]);
  useEffect(() => () => clearTimeout(late.current), []);
  const put = (text: string, wait: number) => {
    setTyped(text);
    clearTimeout(late.current);
    late.current = setTimeout(() => change({ q: text.trim() || undefined }), wait);
  };
  return (
    <Input
      type="search"
      role="searchbox"
      className="search-box"
      aria-label={label}
      placeholder={placeholder}
      prefix={<SearchOutlined />}
      allowClear
      maxLength={100}
      value={typed}
      onChange={(e) => put(e.target.value, e.target.value ? 300 : 0)}
      onPressEnter={() => put(typed, 0)}
    />
  );
}

/** The filters that are used most, beside the search. */
export function QuickFilters({ tags }: { tags: string[] }): ReactNode {
  const t = useWords(listWords);
  const [search, change] = useAddress();
  const programme = useProgramme();
  return (
    <>
      <Select
        aria-label={t.tier}
        value={search.tier}
        onChange={(tier?: string) => change({ tier })}
        allowClear
        placeholder={t.allTiers}
        popupMatchSelectWidth={false}
        style={{ width: 140 }}
        options={programme.tiers.map((x) => ({ value: x.code, label: x.name }))}
      />
      <TagPick tags={tags} />
      <MoreFilters tags={tags} />
    </>
  );
}

/** A tag by typing or choosing. */
function TagPick({ tags }: { tags: string[] }): ReactNode {
  const t = useWords(listWords);
  const [search, change] = useAddress();
  const rules = useQuery({ queryKey: ["tag-rules"], queryFn: () => ok(api.GET("/v1/tag-rules")), staleTime: 60_000 });
  const known = [...new Set([...(rules.data?.data ?? []).map((r) => r.tag), ...tags])].sort();
  const [typed, setTyped] = useState(search.tag ?? "");
  useEffect(() => setTyped(search.tag ?? ""), [search.tag]);
  return (
    <AutoComplete
      aria-label={t.tag}
      value={typed}
      onChange={(text?: string) => {
        setTyped(text ?? "");
        if (!text) change({ tag: undefined });
      }}
      onSelect={(tag?: string) => change({ tag })}
      onBlur={() => change({ tag: typed.trim() || undefined })}
      onInputKeyDown={(e) => e.key === "Enter" && change({ tag: typed.trim() || undefined })}
      allowClear
      placeholder={t.allTags}
      popupMatchSelectWidth={false}
      style={{ width: 130 }}
      showSearch={{ filterOption: (text, option) => String(option?.value ?? "").includes(text) }}
      options={known.map((tag) => ({ value: tag }))}
    />
  );
}

/** Every filter, in a drawer; each works as soon as it is set. */
function MoreFilters({ tags }: { tags: string[] }): ReactNode {
  const t = useWords(listWords);
  const label = useLabel();
  const [open, setOpen] = useState(false);
  const [search, change] = useAddress();
  const inDrawer = ["store", "channel", "status", "joined_from", "joined_until", "last_from", "last_until"];
  inDrawer.push("spend_from", "spend_until", "condition");
  const set = inDrawer.filter((key) => search[key]).length;
  return (
    <>
      <Button icon={<FilterOutlined />} onClick={() => setOpen(true)}>
        {t.filters}
        {set > 0 ? ` (${set})` : ""}
      </Button>
      <Drawer
        open={open}
        onClose={() => setOpen(false)}
        size={480}
        title={t.filtersTitle}
        footer={
          <div className="row">
            <Button type="primary" onClick={() => setOpen(false)}>
              {t.apply}
            </Button>
            <Button onClick={() => change(noFilters)}>{t.clearAll}</Button>
          </div>
        }
      >
        <Form layout="vertical">
          <Form.Item label={t.tag}>
            <TagPick tags={tags} />
          </Form.Item>
          <Form.Item label={t.store}>
            <StorePick value={search.store} onChange={(store) => change({ store })} label={t.store} />
          </Form.Item>
          <Form.Item label={t.channel}>
            <Select
              aria-label={t.channel}
              value={search.channel}
              onChange={(channel?: string) => change({ channel })}
              allowClear
              placeholder={t.allChannels}
              options={wordsOf("channel").map((value) => ({ value, label: label("channel", value) }))}
            />
          </Form.Item>
          <Form.Item label={t.status}>
            <Select
              aria-label={t.status}
              value={search.status}
              onChange={(status?: string) => change({ status })}
              allowClear
              placeholder={t.allStatus}
              options={wordsOf("status").map((value) => ({ value, label: label("status", value) }))}
            />
          </Form.Item>
          <Form.Item label={t.joined}>
            <Days
              label={t.joined}
              from={search.joined_from}
              until={search.joined_until}
              onChange={(from, until) => change({ joined_from: from, joined_until: until })}
            />
          </Form.Item>
          <Form.Item label={t.lastOrder}>
            <Days
              label={t.lastOrder}
              from={search.last_from}
              until={search.last_until}
              onChange={(from, until) => change({ last_from: from, last_until: until })}
            />
          </Form.Item>
          <Form.Item label={t.spendFrom}>
            <MoneyInput
              label={t.spendFrom}
              min={0}
              value={whole(search.spend_from)}
              onChange={(minor) => change({ spend_from: minor === null ? undefined : String(minor) })}
            />
          </Form.Item>
          <Form.Item label={t.spendUntil}>
            <MoneyInput
              label={t.spendUntil}
              min={0}
              value={whole(search.spend_until)}
              onChange={(minor) => change({ spend_until: minor === null ? undefined : String(minor) })}
            />
          </Form.Item>
          <Form.Item label={t.condition}>
            <ConditionField
              scope="member"
              label={t.condition}
              value={search.condition ?? ""}
              onChange={(text, complete) => {
                if (complete) change({ condition: text.trim() || undefined });
              }}
            />
          </Form.Item>
        </Form>
      </Drawer>
    </>
  );
}

/** The filters that hold, each with a button that takes it away. */
export function Chips(): ReactNode {
  const t = useWords(listWords);
  const label = useLabel();
  const programme = useProgramme();
  const { name: store } = useStores();
  const [search, change] = useAddress();
  const language = useLanguage();
  const condition = useQuery({
    queryKey: ["conditions", "read", "member", search.condition],
    queryFn: () => ok(api.POST("/v1/conditions/read", { body: { text: search.condition ?? "", scope: "member" } })),
    enabled: !!search.condition,
    retry: false,
  });
  const chips: [string, string][] = [];
  const add = (key: (typeof filterKeys)[number], text: (value: string) => string) => {
    const value = search[key];
    if (value) chips.push([key, text(value)]);
  };
  add("tier", (v) => `${t.tier}: ${programme.tier(v)}`);
  add("tag", (v) => `${t.tag}: ${v}`);
  add("store", (v) => `${t.store}: ${store(v)}`);
  add("channel", (v) => `${t.channel}: ${label("channel", v)}`);
  add("status", (v) => `${t.status}: ${label("status", v)}`);
  add("joined_from", (v) => t.from(t.joined, day(v)));
  add("joined_until", (v) => t.until(t.joined, day(v)));
  add("last_from", (v) => t.from(t.lastOrder, day(v)));
  add("last_until", (v) => t.until(t.lastOrder, day(v)));
  add("spend_from", (v) => t.atLeast(t.spend, money(Number(v))));
  add("spend_until", (v) => t.atMost(t.spend, money(Number(v))));
  add("condition", (v) => condition.data?.sentence[language] || v);
  if (chips.length === 0) return null;
  return (
    <div className="chips">
      {chips.map(([key, text]) => (
        <button
          key={key}
          type="button"
          className="chip"
          title={text}
          aria-label={t.remove(text)}
          onClick={() => change({ [key]: undefined })}
        >
          <span>{text}</span> ×
        </button>
      ))}
      <Button type="link" size="small" onClick={() => change({ ...noFilters, q: search.q })}>
        {t.clearAll}
      </Button>
    </div>
  );
}
