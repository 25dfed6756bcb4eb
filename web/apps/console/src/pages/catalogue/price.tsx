import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Form, InputNumber, Select } from "antd";
import { type ReactNode, useDeferredValue, useState } from "react";
import { api, ok, Problem } from "../../../../../shared/api.ts";
import { count, money } from "../../../../../shared/format.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { FormDrawer } from "../../ui/drawer.tsx";
import { MoneyInput } from "../../ui/send.tsx";
import type { Price } from "./list.tsx";
import type { PriceList } from "./lists.tsx";
import { priceWords } from "./pricewords.ts";

/** Chooses a product by its code or name; a code that the catalogue does not know can be typed. */
export function ProductPick(props: {
  id?: string;
  value?: string;
  onChange?: (sku: string | undefined) => void;
  disabled?: boolean;
  label?: string;
  placeholder?: string;
}): ReactNode {
  const t = useWords(priceWords);
  const { label, placeholder, onChange, ...rest } = props;
  const [typed, setTyped] = useState("");
  const q = useDeferredValue(typed.trim());
  const found = useQuery({
    queryKey: ["catalogue", "pick", q],
    queryFn: () => ok(api.GET("/v1/products", { params: { query: { q: q || undefined, limit: 20 } } })),
    placeholderData: (old) => old,
  });
  const rows = found.data?.data ?? [];
  const own = q && !rows.some((p) => p.sku === q) ? [{ value: q, label: q }] : [];
  return (
    <Select
      {...rest}
      aria-label={label ?? t.sku}
      value={props.value || undefined}
      allowClear
      showSearch={{ filterOption: false, onSearch: setTyped, searchValue: typed }}
      placeholder={placeholder ?? t.pick}
      style={{ width: "100%" }}
      onChange={(next?: string) => {
        setTyped("");
        onChange?.(next);
      }}
      options={[
        ...rows.map((p) => ({
          value: p.sku,
          label: `${p.name || p.sku} · ${p.sku}${p.price_minor ? ` · ${money(p.price_minor)}` : ""}`,
        })),
        ...own,
      ]}
    />
  );
}

interface Values {
  sku: string;
  price_minor: number;
  stock?: number | null;
}

/** Adds a product to a list, or changes its price. */
export function PriceDrawer(props: { list: PriceList; price?: Price; close: () => void }): ReactNode {
  const t = useWords(priceWords);
  const client = useQueryClient();
  const { message } = App.useApp();
  const { list, price, close } = props;
  const send = async (values: Values) => {
    const saved = await ok(
      api.PUT("/v1/price-lists/{id}/prices", {
        params: { path: { id: list.id } },
        body: { prices: [{ sku: values.sku, price_minor: values.price_minor, stock: values.stock ?? undefined }] },
      }),
    );
    const refused = saved.results?.[0]?.problem;
    if (refused) throw new Problem(refused.status, refused as unknown as Record<string, unknown>);
    await client.invalidateQueries({ queryKey: ["catalogue"] });
    void message.success(t.saved);
  };
  return (
    <FormDrawer<Values>
      title={price ? t.editPrice(price.name || price.sku) : t.addPrice}
      start={price ? { sku: price.sku, price_minor: price.price_minor, stock: price.stock } : undefined}
      send={send}
      close={close}
      rename={(field) => field.replace(/^prices\[0\]\./, "")}
    >
      <Form.Item name="sku" label={t.sku} rules={[{ required: true, message: t.needed }]}>
        <ProductPick disabled={!!price} />
      </Form.Item>
      <Form.Item name="price_minor" label={t.price} rules={[{ required: true, message: t.needed }]}>
        <MoneyInput min={0} />
      </Form.Item>
      <Form.Item
        name="stock"
        label={t.stock}
        extra={price?.sold ? `${t.stockHelp} ${t.sold(count(price.sold))}` : t.stockHelp}
      >
        <InputNumber min={0} max={1_000_000_000} precision={0} style={{ width: "100%" }} />
      </Form.Item>
    </FormDrawer>
  );
}
