import { useQueries, useQuery } from "@tanstack/react-query";
import { Select, Spin } from "antd";
import { type ReactNode, useDeferredValue, useState } from "react";
import { api, ok } from "../../../../shared/api.ts";

/** How many names of one list are shown. */
export const shown = 8;

/** What articles are called, in the order of their codes; a code that the catalogue does not know stands for itself. */
export function useArticles(skus: string[]): string[] {
  const found = useQueries({
    queries: skus.slice(0, shown).map((sku) => ({
      queryKey: ["catalogue", "pick", sku],
      queryFn: () => ok(api.GET("/v1/products", { params: { query: { q: sku, limit: 20 } } })),
      staleTime: 300_000,
      retry: false,
    })),
  });
  return skus.map((sku, i) => found[i]?.data?.data?.find((p) => p.sku === sku)?.name || sku);
}

/** Chooses several articles by name or code; a code that the catalogue does not know can be typed. */
export function ArticlesPick(props: {
  id?: string;
  value?: string[];
  onChange?: (skus: string[]) => void;
  placeholder?: string;
  disabled?: boolean;
}): ReactNode {
  const [typed, setTyped] = useState("");
  const q = useDeferredValue(typed.trim());
  const found = useQuery({
    queryKey: ["catalogue", "pick", q],
    queryFn: () => ok(api.GET("/v1/products", { params: { query: { q: q || undefined, limit: 20 } } })),
    placeholderData: (old) => old,
  });
  const names = useArticles(props.value ?? []);
  const rows = found.data?.data ?? [];
  const known = (props.value ?? [])
    .map((sku, i) => ({ value: sku, name: names[i] ?? sku, label: names[i] ?? sku }))
    .filter((one) => !rows.some((p) => p.sku === one.value));
  return (
    <Select
      {...props}
      mode="tags"
      allowClear
      showSearch={{ filterOption: false, onSearch: setTyped, searchValue: typed }}
      tokenSeparators={[",", " ", "，"]}
      notFoundContent={found.isFetching ? <Spin size="small" /> : null}
      optionLabelProp="name"
      onChange={(next: string[]) => {
        setTyped("");
        props.onChange?.(next);
      }}
      options={[
        ...rows.map((p) => ({ value: p.sku, name: p.name || p.sku, label: `${p.name || p.sku} · ${p.sku}` })),
        ...(q ? [] : known),
      ]}
    />
  );
}
