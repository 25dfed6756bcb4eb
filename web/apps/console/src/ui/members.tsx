import { useQueries, useQuery } from "@tanstack/react-query";
import { Select, Spin } from "antd";
import { type ReactNode, useDeferredValue, useState } from "react";
import { api, ok } from "../../../../shared/api.ts";
import { count } from "../../../../shared/format.ts";
import { language, useWords, words } from "../../../../shared/i18n.ts";
import { everyPage } from "./every.ts";
import { Who } from "./page.tsx";
import { memberQuery } from "./who.tsx";

const list = words(
  {
    who: "会员",
    find: "姓名、手机号、后四位、卡号",
    none: "没有找到",
    tooMany: (n: string) => `符合条件的有 ${n} 人，超过 1000 人，请再缩小范围。`,
    nobody: "没有符合条件的会员。",
  },
  {
    who: "Members",
    find: "Name, phone, last four, card",
    none: "Nobody found",
    tooMany: (n: string) => `It holds for ${n} members, more than 1,000; narrow it down.`,
    nobody: "It holds for nobody.",
  },
);

/** The ids of the members for whom a condition holds, at most 1,000; else an error that says so. */
export async function membersFor(condition: string): Promise<string[]> {
  const t = list[language()];
  const counted = await ok(api.POST("/v1/segments/count", { body: { condition } }));
  if (counted.members > 1000) throw new Error(t.tooMany(count(counted.members)));
  const query = { condition: condition || undefined, status: "member", limit: 200 } as const;
  const members = await everyPage((after) => ok(api.GET("/v1/members", { params: { query: { ...query, after } } })));
  if (members.length === 0) throw new Error(t.nobody);
  return members.map((m) => m.id);
}

/** Of how many who were chosen before the names are asked. */
const maxAsked = 20;

/** Chooses several members by what a person says of each. */
export function MembersPick(props: {
  id?: string;
  value?: string[];
  onChange?: (ids: string[]) => void;
  label?: string;
  /** How many may be chosen; 1,000 where absent. */
  most?: number;
}): ReactNode {
  const t = useWords(list);
  const [typed, setTyped] = useState("");
  const [names, setNames] = useState<Record<string, string>>({});
  const q = useDeferredValue(typed.trim());
  const found = useQuery({
    queryKey: ["members", "pick", q],
    queryFn: ({ signal }) => ok(api.GET("/v1/members", { params: { query: { q, limit: 10 } }, signal })),
    enabled: q.length > 0,
  });
  const rows = q ? (found.data?.data ?? []) : [];
  const nameOf = (m: { id: string; name?: string; card_no?: string; phone?: string }) =>
    m.name || m.card_no || m.phone || m.id;
  const known = (props.value ?? []).filter((id) => !rows.some((m) => m.id === id));
  const strange = known.filter((id) => !names[id]).slice(0, maxAsked);
  const asked = useQueries({ queries: strange.map(memberQuery) });
  const said = (id: string) => {
    const found = asked[strange.indexOf(id)]?.data;
    return names[id] ?? (found ? nameOf(found) : id);
  };
  return (
    <Select
      id={props.id}
      mode="multiple"
      aria-label={props.label ?? t.who}
      value={props.value}
      maxCount={props.most ?? 1000}
      showSearch={{ filterOption: false, onSearch: setTyped, searchValue: typed }}
      placeholder={t.find}
      notFoundContent={found.isFetching ? <Spin size="small" /> : t.none}
      optionLabelProp="name"
      onChange={(ids: string[]) => {
        setTyped("");
        setNames((old) => ({ ...old, ...Object.fromEntries(rows.map((m) => [m.id, nameOf(m)])) }));
        props.onChange?.(ids);
      }}
      options={[
        ...rows.map((m) => ({
          value: m.id,
          name: nameOf(m),
          label: <Who name={m.name ?? ""} sub={[m.phone, m.card_no].filter(Boolean).join(" · ")} />,
        })),
        ...known.map((id) => ({ value: id, name: said(id), label: said(id) })),
      ]}
    />
  );
}
