import { useQuery } from "@tanstack/react-query";
import { Alert, Select } from "antd";
import type { ReactNode } from "react";
import { api, ok } from "../../../../../shared/api.ts";
import { useWords, words } from "../../../../../shared/i18n.ts";
import { everyPage } from "../../ui/every.ts";
import { type Budget, inUnit } from "./words.ts";

const list = words(
  {
    budgets: "计入预算",
    none: "没有使用中的预算",
    left: (name: string, left: string) => `${name}（剩 ${left}）`,
  },
  {
    budgets: "From budgets",
    none: "No budget is in use",
    left: (name: string, left: string) => `${name} (${left} left)`,
  },
);

/** Chooses budgets that are in use, with what is left of them. */
export function BudgetsPick(props: { id?: string; value?: string[]; onChange?: (ids: string[]) => void }): ReactNode {
  const t = useWords(list);
  const budgets = useQuery({
    queryKey: ["rewards", "budgets", "pick"],
    queryFn: () => everyPage((after) => ok(api.GET("/v1/budgets", { params: { query: { after, limit: 200 } } }))),
  });
  const rows: Budget[] = (budgets.data ?? []).filter((b) => !b.closed);
  if (budgets.isError && !budgets.data) return <Alert type="error" showIcon title={String(budgets.error)} />;
  return (
    <Select
      id={props.id}
      mode="multiple"
      aria-label={t.budgets}
      maxCount={5}
      loading={budgets.isPending}
      value={props.value}
      onChange={props.onChange}
      notFoundContent={t.none}
      optionFilterProp="label"
      options={rows.map((b) => ({
        value: b.id,
        label: b.left === null || b.left === undefined ? b.name : t.left(b.name, inUnit(b.unit, b.left)),
      }))}
    />
  );
}
