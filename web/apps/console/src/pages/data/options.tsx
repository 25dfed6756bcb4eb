import { Collapse, Input, Select } from "antd";
import type { ReactNode } from "react";
import { useWords } from "../../../../../shared/i18n.ts";
import { useLabel, wordsOf } from "../../ui/labels.ts";
import { useStores } from "../../ui/pick.tsx";
import { Named } from "./columns.tsx";
import type { Kind, Mapping } from "./report.ts";
import { importWords } from "./words.ts";

/** What else a mapping says: source, dates, decimals, returns, what becomes of the unknown and of those who are there. */
export function MoreOptions({
  kind,
  mapping,
  change,
}: {
  kind: Kind;
  mapping: Mapping;
  change: (mapping: Mapping) => void;
}): ReactNode {
  const t = useWords(importWords);
  return (
    <Collapse
      className="more-options"
      items={[
        {
          key: "more",
          label: t.more,
          children: (
            <div className="reading">
              {kind === "orders" ? <OrderOptions mapping={mapping} change={change} /> : null}
              {kind === "members" ? (
                <Named name={t.existing}>
                  <Select
                    aria-label={t.existing}
                    value={mapping.existing || "keep"}
                    onChange={(existing: "keep" | "refuse") => change({ ...mapping, existing })}
                    options={[
                      { value: "keep", label: t.existingKeep },
                      { value: "refuse", label: t.existingRefuse },
                    ]}
                  />
                </Named>
              ) : null}
              {kind === "products" ? null : <Fixed mapping={mapping} change={change} />}
              <Named name={t.dates}>
                <Select
                  aria-label={t.dates}
                  value={mapping.dates ?? ""}
                  onChange={(dates: "" | "mdy" | "dmy") => change({ ...mapping, dates: dates || undefined })}
                  options={[
                    { value: "", label: t.datesAuto },
                    { value: "mdy", label: t.mdy },
                    { value: "dmy", label: t.dmy },
                  ]}
                />
              </Named>
              <Named name={t.decimal}>
                <Select
                  aria-label={t.decimal}
                  value={mapping.decimal || "."}
                  onChange={(decimal: string) => change({ ...mapping, decimal })}
                  options={[
                    { value: ".", label: t.decimalDot },
                    { value: ",", label: t.decimalComma },
                  ]}
                />
              </Named>
            </div>
          ),
        },
      ]}
    />
  );
}

function OrderOptions({ mapping, change }: { mapping: Mapping; change: (mapping: Mapping) => void }): ReactNode {
  const t = useWords(importWords);
  const prefix = (which: "returns" | "skip", text: string) =>
    change({ ...mapping, [which]: text.trim() ? { ...mapping[which], number_prefix: text.trim() } : undefined });
  return (
    <>
      <Named name={t.source} help={t.sourceHelp}>
        <Input
          aria-label={t.source}
          maxLength={64}
          defaultValue={mapping.source}
          onChange={(e) => change({ ...mapping, source: e.target.value.trim() || undefined })}
        />
      </Named>
      <Named name={t.unknown}>
        <Select
          aria-label={t.unknown}
          value={mapping.unknown || "enrol"}
          onChange={(unknown: "enrol" | "refuse") => change({ ...mapping, unknown })}
          options={[
            { value: "enrol", label: t.unknownEnrol },
            { value: "refuse", label: t.unknownRefuse },
          ]}
        />
      </Named>
      <Named name={t.returnsPrefix} help={t.returnsPrefixHelp}>
        <Input
          aria-label={t.returnsPrefix}
          maxLength={20}
          defaultValue={mapping.returns?.number_prefix}
          onChange={(e) => prefix("returns", e.target.value)}
        />
      </Named>
      <Named name={t.skipPrefix} help={t.skipPrefixHelp}>
        <Input
          aria-label={t.skipPrefix}
          maxLength={20}
          defaultValue={mapping.skip?.number_prefix}
          onChange={(e) => prefix("skip", e.target.value)}
        />
      </Named>
    </>
  );
}

/** Store and channel of all rows, where the file has no such column. */
function Fixed({ mapping, change }: { mapping: Mapping; change: (mapping: Mapping) => void }): ReactNode {
  const t = useWords(importWords);
  const label = useLabel();
  const { stores } = useStores();
  const set = (field: "store" | "channel", value: string | undefined) => {
    const { [field]: _, ...rest } = mapping.defaults ?? {};
    change({ ...mapping, defaults: value ? { ...rest, [field]: value } : rest });
  };
  return (
    <>
      <Named name={t.fixedStore} help={t.fixedHelp}>
        <Select
          aria-label={t.fixedStore}
          allowClear
          disabled={!!mapping.fields?.store}
          value={mapping.defaults?.store}
          onChange={(code?: string) => set("store", code)}
          options={stores.map((s) => ({ value: s.code, label: `${s.name} (${s.code})` }))}
        />
      </Named>
      <Named name={t.fixedChannel} help={t.fixedHelp}>
        <Select
          aria-label={t.fixedChannel}
          allowClear
          disabled={!!mapping.fields?.channel}
          value={mapping.defaults?.channel}
          onChange={(channel?: string) => set("channel", channel)}
          options={wordsOf("channel").map((value) => ({ value, label: label("channel", value) }))}
        />
      </Named>
    </>
  );
}
