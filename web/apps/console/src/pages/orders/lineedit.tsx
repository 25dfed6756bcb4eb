import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Input, InputNumber, Select } from "antd";
import { type ReactNode, useDeferredValue, useState } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { count, money } from "../../../../../shared/format.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { useLabel, wordsOf } from "../../ui/labels.ts";
import { capital, useProgramme } from "../../ui/programme.ts";
import { MoneyInput } from "../../ui/send.tsx";
import { complete, type NewLine } from "./lines.ts";
import { newWords } from "./newwords.ts";

interface Props {
  lines: NewLine[];
  set: (lines: NewLine[]) => void;
  quote?: Schema<"OutcomeOut">;
  /** Whether the lines may earn: a column says how much. */
  earns?: boolean;
}

let made = 0;

/** A key for a new line; only this page sees it. */
function lineKey(): string {
  made += 1;
  return `line-${made}`;
}

/** The lines of an order by hand: products by name or code, and free lines. */
export function LineEdit({ lines, set, quote, earns = true }: Props): ReactNode {
  const t = useWords(newWords);
  const change = (key: string, patch: Partial<NewLine>) =>
    set(lines.map((l) => (l.key === key ? { ...l, ...patch } : l)));
  const add = (p: Schema<"ProductOut">) => {
    const there = lines.find((l) => l.sku === p.sku);
    if (there) return change(there.key, { quantity: (there.quantity ?? 0) + 1 });
    const line: NewLine = {
      key: lineKey(),
      sku: p.sku,
      name: p.name || p.sku,
      type: p.type || "product",
      quantity: 1,
      price: p.price_minor ?? null,
    };
    set([...lines, line]);
  };
  const programme = useProgramme();
  const missing = lines.flatMap((l, i) => (complete(l) ? [] : [String(i + 1)]));
  let sent = -1;
  return (
    <div className="stack" style={{ gap: 12 }}>
      <div className="row nowrap">
        <ProductPick add={add} />
        <Button
          icon={<PlusOutlined />}
          onClick={() => set([...lines, { key: lineKey(), name: "", type: "product", quantity: 1, price: null }])}
        >
          {t.free}
        </Button>
      </div>
      {lines.length === 0 ? (
        <p className="meta">{t.noLines}</p>
      ) : (
        <div className="table-scroll">
          <table className="plain-table lines">
            <thead>
              <tr>
                <th scope="col">{t.item}</th>
                <th scope="col">{t.quantity}</th>
                <th scope="col">{t.price}</th>
                <th scope="col" className="right">
                  {t.sum}
                </th>
                {earns ? (
                  <th scope="col" className="right">
                    {capital(programme.points)}
                  </th>
                ) : null}
                <th />
              </tr>
            </thead>
            <tbody>
              {lines.map((l, i) => {
                if (complete(l)) sent += 1;
                const out = complete(l) ? quote?.lines[sent] : undefined;
                return (
                  <Row
                    key={l.key}
                    line={l}
                    n={i + 1}
                    out={out}
                    earns={earns}
                    change={(patch) => change(l.key, patch)}
                    remove={() => set(lines.filter((x) => x.key !== l.key))}
                  />
                );
              })}
            </tbody>
          </table>
        </div>
      )}
      {missing.length > 0 ? <p className="warn">{t.incomplete(missing.join(", "))}</p> : null}
    </div>
  );
}

function Row(props: {
  line: NewLine;
  n: number;
  out: Schema<"LineOut"> | undefined;
  earns: boolean;
  change: (patch: Partial<NewLine>) => void;
  remove: () => void;
}): ReactNode {
  const t = useWords(newWords);
  const label = useLabel();
  const { line, n, out, change } = props;
  return (
    <tr>
      <td>
        {line.sku ? (
          <>
            {line.name}
            <div className="meta">{line.sku}</div>
          </>
        ) : (
          <div className="row nowrap">
            <Input
              aria-label={t.itemName(n)}
              maxLength={200}
              value={line.name}
              onChange={(e) => change({ name: e.target.value })}
            />
            <Select
              aria-label={t.kind(n)}
              value={line.type}
              style={{ width: 96 }}
              onChange={(type) => change({ type })}
              options={wordsOf("line").map((value) => ({
                value: value as NewLine["type"],
                label: label("line", value),
              }))}
            />
          </div>
        )}
      </td>
      <td style={{ width: 90 }}>
        <InputNumber
          aria-label={t.quantityOf(n)}
          min={1}
          max={100_000}
          precision={0}
          value={line.quantity}
          onChange={(quantity) => change({ quantity })}
          style={{ width: 80 }}
        />
      </td>
      <td style={{ width: 130 }}>
        <MoneyInput
          label={t.priceOf(n)}
          min={0}
          max={10_000_000_000}
          value={line.price}
          onChange={(price) => change({ price })}
        />
      </td>
      <td className="right tabular">
        {out ? money(out.payable_minor) : complete(line) ? money((line.quantity ?? 0) * (line.price ?? 0)) : "—"}
        {out && out.discount_minor > 0 ? <div className="meta">−{money(out.discount_minor)}</div> : null}
      </td>
      {props.earns ? <td className="right tabular earns">{out ? count(out.points_earned) : "—"}</td> : null}
      <td className="right">
        <Button type="text" icon={<DeleteOutlined />} aria-label={t.remove(n)} onClick={props.remove} />
      </td>
    </tr>
  );
}

/** Adds a product by its name or code. */
function ProductPick({ add }: { add: (product: Schema<"ProductOut">) => void }): ReactNode {
  const t = useWords(newWords);
  const [typed, setTyped] = useState("");
  const q = useDeferredValue(typed.trim());
  const found = useQuery({
    queryKey: ["products", "pick", q],
    queryFn: ({ signal }) =>
      ok(api.GET("/v1/products", { params: { query: { q, status: "on_sale", limit: 12 } }, signal })),
    enabled: q !== "",
    placeholderData: (old) => old,
  });
  const rows = q ? (found.data?.data ?? []) : [];
  return (
    <Select
      aria-label={t.find}
      value={null}
      showSearch={{ filterOption: false, searchValue: typed, onSearch: setTyped }}
      placeholder={t.find}
      notFoundContent={q ? (found.isFetching ? t.quoting : t.noProduct) : t.typeProduct}
      style={{ flex: 1, minWidth: 0 }}
      onSelect={(sku: string | null) => {
        const product = rows.find((p) => p.sku === sku);
        setTyped("");
        if (product) add(product);
      }}
      options={rows.map((p) => ({
        value: p.sku,
        label: (
          <span className="row between nowrap">
            <span>
              {p.name} <span className="meta">{p.sku}</span>
            </span>
            <span className="tabular">{p.price_minor === undefined ? "" : money(p.price_minor)}</span>
          </span>
        ),
      }))}
    />
  );
}
