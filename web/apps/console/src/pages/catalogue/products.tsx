import { SearchOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Form, Input, Segmented, Select } from "antd";
import { type ReactNode, useEffect, useState } from "react";
import { api, ok, Problem, type Schema } from "../../../../../shared/api.ts";
import { money, percent } from "../../../../../shared/format.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { useAddress } from "../../ui/address.ts";
import { FormDrawer } from "../../ui/drawer.tsx";
import { useLabel } from "../../ui/labels.ts";
import { Card, Tag } from "../../ui/page.tsx";
import { PictureField, Thumb } from "../../ui/picture.tsx";
import { MoneyInput } from "../../ui/send.tsx";
import { Empty, NoHits } from "../../ui/states.tsx";
import { DataTable, useList } from "../../ui/table.tsx";
import { useCategories } from "./tree.ts";
import { catalogueWords } from "./words.ts";

type Product = Schema<"ProductOut">;
type Body = Schema<"ProductBody">;

/** What of a price is left over the cost; nothing where one of them is not known. */
export function margin(price: number | undefined, cost: number | null | undefined): string {
  if (!price || cost === null || cost === undefined) return "—";
  return percent((price - cost) / price);
}

/** Products: found by code, name, category and state; added and changed in a drawer. */
export default function Products(): ReactNode {
  const t = useWords(catalogueWords);
  const label = useLabel();
  const may = useMay("catalog:write");
  const [search, change] = useAddress();
  const [edited, setEdited] = useState<{ product?: Product }>();
  const categories = useCategories();
  const status = search.status === "on_sale" || search.status === "off_sale" ? search.status : undefined;
  const query = { q: search.q, category: search.category, status } as const;
  const list = useList<Product>(["catalogue", "products", query], (after) =>
    ok(api.GET("/v1/products", { params: { query: { ...query, after, limit: 50 } } })),
  );
  const pictured = list.rows.some((p) => p.picture_url);
  const filtered = !!(search.q || search.category || status);
  const name = (code: string | undefined) => categories.rows.find((c) => c.code === code)?.name ?? code;
  return (
    <Card label={t.products} flush>
      <div className="toolbar" style={{ paddingTop: 12 }}>
        <Find />
        <Select
          aria-label={t.category}
          value={search.category}
          onChange={(category?: string) => change({ category })}
          allowClear
          showSearch={{ optionFilterProp: "label" }}
          placeholder={t.anyCategory}
          style={{ width: 180 }}
          options={categories.rows.map((c) => ({ value: c.code, label: c.name || c.code }))}
        />
        <Segmented
          aria-label={t.filter}
          value={status ?? ""}
          onChange={(next) => change({ status: next || undefined })}
          options={[
            { value: "", label: t.all },
            { value: "on_sale", label: t.onSale },
            { value: "off_sale", label: t.offSale },
          ]}
        />
        <span className="space" />
        {may ? (
          <Button type="primary" onClick={() => setEdited({})}>
            {t.addProduct}
          </Button>
        ) : null}
      </div>
      <DataTable<Product>
        label={t.products}
        list={list}
        rowKey="id"
        empty={
          filtered ? (
            <NoHits clear={() => change({ q: undefined, category: undefined, status: undefined })} />
          ) : (
            <Empty
              title={t.noProducts}
              text={t.noProductsText}
              action={may ? <Button onClick={() => setEdited({})}>{t.addProduct}</Button> : undefined}
            />
          )
        }
        columns={[
          {
            title: t.name,
            render: (_, p) => (
              <span className="with-thumb">
                {pictured ? <Thumb url={p.picture_url} /> : null}
                {may ? (
                  <Button type="link" className="cell-link" onClick={() => setEdited({ product: p })}>
                    {p.name || p.sku}
                  </Button>
                ) : (
                  <span>{p.name || p.sku}</span>
                )}
              </span>
            ),
          },
          { title: t.sku, dataIndex: "sku", render: (sku: string) => <code>{sku}</code> },
          { title: t.category, render: (_, p) => name(p.category) || <span className="meta">{t.noCategory}</span> },
          { title: t.type, render: (_, p) => label("line", p.type) },
          { title: t.price, className: "num", render: (_, p) => (p.price_minor ? money(p.price_minor) : "—") },
          {
            title: t.cost,
            className: "num",
            render: (_, p) => (p.cost_minor === undefined ? "—" : money(p.cost_minor)),
          },
          { title: t.margin, className: "num", render: (_, p) => margin(p.price_minor, p.cost_minor) },
          {
            title: t.status,
            className: "corner",
            render: (_, p) => (
              <Tag tone={p.status === "off_sale" ? undefined : "good"}>
                {p.status === "off_sale" ? t.offSale : t.onSale}
              </Tag>
            ),
          },
        ]}
      />
      {edited ? <ProductDrawer {...edited} close={() => setEdited(undefined)} /> : null}
    </Card>
  );
}

/** Part of a code or a name, which goes into the address by enter or when the field is left. */
function Find(): ReactNode {
  const t = useWords(catalogueWords);
  const [search, change] = useAddress();
  const [typed, setTyped] = useState(search.q ?? "");
  useEffect(() => setTyped(search.q ?? ""), [search.q]);
  const put = (text: string) => change({ q: text.trim() || undefined });
  return (
    <Input
      type="search"
      role="searchbox"
      aria-label={t.find}
      className="search-box"
      placeholder={t.search}
      prefix={<SearchOutlined />}
      allowClear
      maxLength={100}
      value={typed}
      onChange={(e) => {
        setTyped(e.target.value);
        if (!e.target.value) put("");
      }}
      onPressEnter={() => put(typed)}
      onBlur={() => typed.trim() !== (search.q ?? "") && put(typed)}
    />
  );
}

/** A code that is there already, as a refusal of its field. */
export function taken(field: string, message: string): Problem {
  return new Problem(409, { detail: message, errors: [{ field, code: "taken", message }] });
}

/** What of a product is changed in a form. */
function bodyOf({ id: _, version: __, picture_url: ___, ...body }: Product): Body {
  return body;
}

function ProductDrawer({ product, close }: { product?: Product; close: () => void }): ReactNode {
  const t = useWords(catalogueWords);
  const label = useLabel();
  const client = useQueryClient();
  const { message } = App.useApp();
  const categories = useCategories();
  const [version, setVersion] = useState(product?.version ?? 0);
  const fresh = async (sku: string) => {
    setVersion((await ok(api.GET("/v1/products/{sku}", { params: { path: { sku } } }))).version);
  };
  const send = async ({ sku, ...values }: Body) => {
    const body = {
      ...values,
      category: values.category ?? "",
      price_minor: values.price_minor ?? 0,
      cost_minor: values.cost_minor ?? undefined,
    };
    if (product) {
      const params = { path: { sku: product.sku }, header: { "If-Match": `"${version}"` } };
      await ok(api.PUT("/v1/products/{sku}", { params, body }));
    } else {
      // The batch would replace what has the code already; a form that adds must not.
      const there = await api.GET("/v1/products/{sku}", { params: { path: { sku } } });
      if (there.response.ok) throw taken("sku", t.skuTaken);
      const saved = await ok(api.PUT("/v1/products", { body: { products: [{ sku, ...body }] } }));
      const refused = saved.results?.[0]?.problem;
      if (refused) throw new Problem(refused.status, refused as unknown as Record<string, unknown>);
    }
    await client.invalidateQueries({ queryKey: ["catalogue"] });
    void message.success(t.saved);
  };
  return (
    <FormDrawer<Body>
      title={product ? t.editProduct(product.name || product.sku) : t.addProduct}
      start={product ? bodyOf(product) : { type: "product", status: "on_sale" }}
      send={send}
      fresh={product ? () => fresh(product.sku) : undefined}
      close={close}
      rename={(field) => field.replace(/^products\[0\]\./, "")}
    >
      <Form.Item
        name="sku"
        label={t.sku}
        extra={t.skuHelp}
        rules={[{ required: true, whitespace: true, message: t.needed }]}
      >
        <Input maxLength={64} disabled={!!product} autoFocus={!product} />
      </Form.Item>
      <Form.Item name="name" label={t.name}>
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item name="picture" label={t.picture}>
        <PictureField url={product?.picture_url} />
      </Form.Item>
      <Form.Item name="category" label={t.category}>
        <Select
          allowClear
          showSearch={{ optionFilterProp: "label" }}
          placeholder={t.noCategory}
          options={categories.rows.map((c) => ({ value: c.code, label: `${"　".repeat(c.depth)}${c.name || c.code}` }))}
        />
      </Form.Item>
      <Form.Item name="type" label={t.type} extra={t.typeHelp}>
        <Select
          options={(["product", "delivery", "fee"] as const).map((value) => ({ value, label: label("line", value) }))}
        />
      </Form.Item>
      <Form.Item name="price_minor" label={t.price}>
        <MoneyInput min={0} />
      </Form.Item>
      <Form.Item name="cost_minor" label={t.cost} extra={t.costHelp}>
        <MoneyInput min={0} />
      </Form.Item>
      <Form.Item name="status" label={t.status}>
        <Segmented
          options={[
            { value: "on_sale", label: t.onSale },
            { value: "off_sale", label: t.offSale },
          ]}
        />
      </Form.Item>
    </FormDrawer>
  );
}
