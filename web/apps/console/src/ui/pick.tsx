import { useQuery } from "@tanstack/react-query";
import { Select, Spin } from "antd";
import { type ReactNode, useDeferredValue, useState } from "react";
import { api, ok, type Schema } from "../../../../shared/api.ts";
import { useWords, words } from "../../../../shared/i18n.ts";
import { useMay, useWorksIn } from "../session.tsx";
import { everyPage } from "./every.ts";
import { Who } from "./page.tsx";

const list = words(
  {
    store: "门店",
    anyStore: "全部门店",
    noStore: "没有门店",
    closed: "已关闭",
    member: "会员",
    find: "姓名、手机号、后四位、卡号",
    none: "没有找到。可输入完整手机号、后四位、卡号，或姓名。",
    type: "输入姓名、手机号、后四位或卡号",
  },
  {
    store: "Store",
    anyStore: "All stores",
    noStore: "No store yet",
    closed: "closed",
    member: "Member",
    find: "Name, phone, last four, card",
    none: "Nobody found. Try the whole phone, its last four digits, the card, or the name.",
    type: "Type a name, a phone, its last four digits or a card",
  },
);

/** The stores of the merchant, by id and in the order of the API. */
export function useStores() {
  const query = useQuery({
    queryKey: ["stores", "all"],
    queryFn: () => everyPage((after) => ok(api.GET("/v1/stores", { params: { query: { after, limit: 200 } } }))),
    staleTime: 60_000,
  });
  const stores = query.data ?? [];
  return { stores, name: (id: string | undefined) => (id ? (stores.find((s) => s.id === id)?.name ?? id) : "") };
}

/** The staff of the merchant, for who may see them; none where they are not wanted. */
export function useStaff(wanted = true) {
  const may = useMay("staff:read");
  const query = useQuery({
    queryKey: ["staff", "all"],
    queryFn: () => everyPage((after) => ok(api.GET("/v1/staff", { params: { query: { after, limit: 200 } } }))),
    staleTime: 60_000,
    enabled: may && wanted,
  });
  return query.data ?? [];
}

interface PickProps {
  id?: string;
  value?: string;
  onChange?: (value: string | undefined) => void;
  disabled?: boolean;
  label?: string;
  placeholder?: string;
}

/** Chooses a store, of `own` among those where the reader works. Closed ones stay choosable: their orders and members are still there. */
export function StorePick({
  value,
  onChange,
  label,
  placeholder,
  own,
  ...rest
}: PickProps & { own?: boolean }): ReactNode {
  const t = useWords(list);
  const { stores } = useStores();
  const worksIn = useWorksIn();
  const shown = own ? stores.filter((s) => worksIn(s.id)) : stores;
  return (
    <Select
      {...rest}
      aria-label={label ?? t.store}
      value={value || undefined}
      onChange={(next?: string) => onChange?.(next)}
      allowClear
      showSearch={{ optionFilterProp: "label" }}
      placeholder={placeholder ?? t.anyStore}
      notFoundContent={t.noStore}
      popupMatchSelectWidth={false}
      style={{ minWidth: 140, width: "100%" }}
      options={shown.map((s) => ({ value: s.id, label: s.closed ? `${s.name} (${t.closed})` : s.name }))}
    />
  );
}

/** Finds one member by what a person says: name, phone, its last four digits, card. `onPick` gets the whole record. */
export function MemberPick({
  value,
  onChange,
  onPick,
  except,
  label,
  placeholder,
  ...rest
}: PickProps & { onPick?: (member: Schema<"MemberOut"> | undefined) => void; except?: string }): ReactNode {
  const t = useWords(list);
  const [typed, setTyped] = useState("");
  const q = useDeferredValue(typed.trim());
  const found = useQuery({
    queryKey: ["members", "pick", q],
    queryFn: ({ signal }) => ok(api.GET("/v1/members", { params: { query: { q, limit: 10 } }, signal })),
    enabled: q.length > 0,
    placeholderData: (old) => old,
  });
  const rows = (q ? (found.data?.data ?? []) : []).filter((m) => m.id !== except);
  return (
    <Select
      {...rest}
      aria-label={label ?? t.member}
      value={value || undefined}
      allowClear
      showSearch={{ filterOption: false, onSearch: setTyped, searchValue: typed }}
      placeholder={placeholder ?? t.find}
      notFoundContent={found.isFetching ? <Spin size="small" /> : q ? t.none : t.type}
      style={{ width: "100%" }}
      onChange={(next?: string) => {
        setTyped("");
        onPick?.(rows.find((m) => m.id === next));
        onChange?.(next);
      }}
      optionLabelProp="name"
      options={rows.map((m) => ({
        value: m.id,
        name: m.name || m.card_no || m.phone || m.id,
        label: <Who name={m.name ?? ""} sub={[m.phone, m.card_no, m.tier?.name].filter(Boolean).join(" · ")} />,
      }))}
    />
  );
}
