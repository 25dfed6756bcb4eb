import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { AutoComplete, Button, DatePicker, InputNumber, Segmented, Select } from "antd";
import dayjs from "dayjs";
import { type ReactNode, useState } from "react";
import { api, ok } from "../../../../../shared/api.ts";
import { money } from "../../../../../shared/format.ts";
import { useLanguage, useWords } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { nameIn } from "../../ui/named.ts";
import { MemberPick, StorePick } from "../../ui/pick.tsx";
import { MoneyInput } from "../../ui/send.tsx";
import type { Programme } from "./document.ts";
import { useDebounced } from "./later.ts";
import { Result } from "./preview-result.tsx";
import { previewWords } from "./preview-words.ts";
import { channels, type Line, type Sample } from "./sample.ts";

/** Tries the draft on a sample order, beside the version in force. */
export function PreviewPanel(props: {
  doc: Programme;
  wrong: boolean;
  names: { points: string; growth: string };
  unit: number;
}): ReactNode {
  const { doc, wrong, names, unit } = props;
  const t = useWords(previewWords);
  const lang = useLanguage();
  const mayMembers = useMay("members:read");
  const [sample, setSample] = useState<Sample>(() => ({
    who: "made",
    tier: (doc.tiers.findLast((x) => x.when) ?? doc.tiers[0])?.code,
    tags: [],
    points: 1000,
    spend: false,
    channel: "pos",
    lines: [{ name: t.free, quantity: 1, unit_price_minor: 100 * unit, type: "product" }],
  }));
  const edit = (patch: Partial<Sample>) => setSample((s) => ({ ...s, ...patch }));
  const tier = doc.tiers.some((x) => x.code === sample.tier) ? sample.tier : doc.tiers[0]?.code;
  return (
    <div className="try">
      <fieldset>
        <legend>{t.who}</legend>
        <Segmented
          block
          size="small"
          aria-label={t.who}
          value={sample.who}
          onChange={(who) => edit({ who })}
          options={(mayMembers ? (["made", "real", "guest"] as const) : (["made", "guest"] as const)).map((value) => ({
            value,
            label: t[value],
          }))}
        />
        {sample.who === "real" ? <MemberPick value={sample.member} onChange={(member) => edit({ member })} /> : null}
        {sample.who === "made" ? (
          <div className="pg-two">
            <Select
              aria-label={t.tier}
              value={tier}
              onChange={(code) => edit({ tier: code })}
              options={doc.tiers.map((x) => ({
                value: x.code,
                label: nameIn(x.name, lang) || x.code,
              }))}
            />
            <Select
              aria-label={t.birthday}
              value={sample.birthday ?? 0}
              onChange={(n) => edit({ birthday: n || undefined })}
              options={[
                { value: 0, label: t.noBirthday },
                ...Array.from({ length: 12 }, (_, i) => ({ value: i + 1, label: t.born(monthName(i, lang)) })),
              ]}
            />
            <Select
              mode="tags"
              className="all"
              aria-label={t.tags}
              placeholder={t.tags}
              value={sample.tags}
              onChange={(tags) => edit({ tags })}
              open={false}
              suffixIcon={null}
            />
          </div>
        ) : null}
      </fieldset>
      <fieldset>
        <legend>{t.basket}</legend>
        {sample.lines.map((line, i) => (
          <LineRow
            // biome-ignore lint/suspicious/noArrayIndexKey: lines have no name of their own
            key={i}
            line={line}
            only={sample.lines.length === 1}
            onChange={(next) => edit({ lines: sample.lines.map((l, k) => (k === i ? next : l)) })}
            remove={() => edit({ lines: sample.lines.filter((_, k) => k !== i) })}
          />
        ))}
        <div>
          <Button
            size="small"
            type="dashed"
            icon={<PlusOutlined />}
            onClick={() =>
              edit({
                lines: [...sample.lines, { name: t.free, quantity: 1, unit_price_minor: 100 * unit, type: "product" }],
              })
            }
          >
            {t.addLine}
          </Button>
        </div>
      </fieldset>
      <fieldset>
        <legend>{t.where}</legend>
        <div className="pg-two">
          <StorePick value={sample.store} onChange={(store) => edit({ store })} placeholder={t.store} />
          <Select
            aria-label={t.channel}
            value={sample.channel}
            onChange={(channel) => edit({ channel })}
            options={channels.map((value) => ({ value, label: t[value] }))}
          />
          <DatePicker
            aria-label={t.time}
            placeholder={`${t.time}: ${t.now}`}
            showTime={{ format: "HH:mm" }}
            format="YYYY-MM-DD HH:mm"
            value={sample.at ? dayjs(sample.at) : null}
            onChange={(at) => edit({ at: at ? at.format("YYYY-MM-DDTHH:mm") : undefined })}
          />
          {sample.who === "guest" ? null : (
            <Select
              aria-label={t.pointsUse(names.points)}
              value={sample.spend ? "max" : "none"}
              onChange={(how) => edit({ spend: how === "max" })}
              options={[
                { value: "none", label: t.noPoints(names.points) },
                { value: "max", label: t.maxPoints(names.points) },
              ]}
            />
          )}
          {sample.who === "made" && sample.spend ? (
            <InputNumber
              aria-label={t.have(names.points)}
              prefix={t.have(names.points)}
              min={0}
              precision={0}
              value={sample.points}
              onChange={(n) => edit({ points: n ?? 0 })}
            />
          ) : null}
        </div>
      </fieldset>
      <Result doc={doc} wrong={wrong} sample={{ ...sample, tier }} names={names} />
    </div>
  );
}

/** The name of a month, 0 for January. */
function monthName(month: number, lang: "zh" | "en"): string {
  const format = new Intl.DateTimeFormat(lang === "zh" ? "zh-CN" : "en-GB", { month: "long", timeZone: "UTC" });
  return format.format(new Date(Date.UTC(2024, month, 1)));
}

function LineRow(props: { line: Line; only: boolean; onChange: (line: Line) => void; remove: () => void }): ReactNode {
  const { line, only, onChange, remove } = props;
  const t = useWords(previewWords);
  const mayCatalog = useMay("catalog:read");
  const [typed, setTyped] = useState("");
  const q = useDebounced(typed.trim(), 200);
  const found = useQuery({
    queryKey: ["products", "pick", q],
    queryFn: () => ok(api.GET("/v1/products", { params: { query: { q: q || undefined, limit: 12 } } })),
    enabled: mayCatalog,
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });
  const products = found.data?.data ?? [];
  return (
    <div className="try-line">
      <AutoComplete
        aria-label={t.product}
        value={line.name ?? ""}
        popupMatchSelectWidth={320}
        showSearch={{ filterOption: false, onSearch: setTyped }}
        onSelect={(sku: string) => {
          const p = products.find((x) => x.sku === sku);
          if (p)
            onChange({
              sku: p.sku,
              name: p.name,
              category: p.category || undefined,
              type: p.type as Line["type"],
              quantity: line.quantity,
              unit_price_minor: p.price_minor ?? 0,
            });
        }}
        onChange={(text: string) => {
          if (!products.some((x) => x.sku === text))
            onChange({ quantity: line.quantity, unit_price_minor: line.unit_price_minor, type: "product", name: text });
        }}
        options={products.map((p) => ({ value: p.sku, label: `${p.name} · ${money(p.price_minor ?? 0)}` }))}
      />
      <InputNumber
        aria-label={t.quantity}
        min={1}
        max={1_000_000}
        precision={0}
        prefix="×"
        controls={false}
        value={line.quantity}
        onChange={(n) => onChange({ ...line, quantity: n ?? 1 })}
      />
      <MoneyInput
        label={t.price}
        min={0}
        value={line.unit_price_minor ?? 0}
        onChange={(n) => onChange({ ...line, unit_price_minor: n ?? 0 })}
      />
      <Button type="text" icon={<DeleteOutlined />} aria-label={t.removeLine} disabled={only} onClick={remove} />
    </div>
  );
}
