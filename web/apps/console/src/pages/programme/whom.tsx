import { useQuery } from "@tanstack/react-query";
import { Radio, Select } from "antd";
import type { ReactNode } from "react";
import { api, ok } from "../../../../../shared/api.ts";
import { useLanguage, useWords } from "../../../../../shared/i18n.ts";
import { nameIn } from "../../ui/named.ts";
import { benefitWords } from "./benefit-words.ts";
import { type Benefit, stripped } from "./document.ts";
import { controlID, Field, useEditor, useStatus, Wrong } from "./editor.tsx";

/** For whom: tiers, paid plans, or everybody. */
export function Whom({ path, benefit }: { path: string; benefit: Benefit }): ReactNode {
  const t = useWords(benefitWords);
  const lang = useLanguage();
  const { doc, set } = useEditor();
  const status = useStatus(`${path}.tiers`);
  const tiers = benefit.tiers ?? [];
  return (
    <Field path={`${path}.tiers`} label={t.whom} hint={t.whomHint} wide>
      {(id) => (
        <div className="stack tight">
          <Select
            id={id}
            mode="multiple"
            showSearch={{ optionFilterProp: "label" }}
            aria-label={t.tiers}
            placeholder={t.tiers}
            status={status}
            value={tiers}
            onChange={(codes: string[]) =>
              set(
                path,
                stripped({
                  ...benefit,
                  tiers: codes.length ? codes : undefined,
                  exact: codes.length ? benefit.exact : undefined,
                }),
              )
            }
            options={doc.tiers.map((tier) => ({ value: tier.code, label: nameIn(tier.name, lang) || tier.code }))}
          />
          {tiers.length > 0 ? (
            <Radio.Group
              aria-label={t.tiers}
              value={benefit.exact ? "exact" : "above"}
              onChange={(e) => set(`${path}.exact`, e.target.value === "exact" || undefined)}
              options={[
                { value: "above", label: t.above },
                { value: "exact", label: t.exact },
              ]}
            />
          ) : null}
          <Plans path={`${path}.plans`} value={benefit.plans ?? []} />
        </div>
      )}
    </Field>
  );
}

/** The paid plans whose holders have it, by their codes. */
function Plans({ path, value }: { path: string; value: string[] }): ReactNode {
  const t = useWords(benefitWords);
  const lang = useLanguage();
  const { set } = useEditor();
  const plans = useQuery({ queryKey: ["plans", "names"], queryFn: () => ok(api.GET("/v1/plans")) });
  const known = plans.data?.data ?? [];
  const unknown = value
    .filter((code) => !known.some((p) => p.code === code))
    .map((code) => ({ value: code, label: code }));
  const status = useStatus(path);
  return (
    <div id={`w-${path}`}>
      <Select
        id={controlID(path)}
        mode="multiple"
        showSearch={{ optionFilterProp: "label" }}
        aria-label={t.plans}
        placeholder={t.plans}
        status={status}
        style={{ width: "100%" }}
        value={value}
        onChange={(codes: string[]) => set(path, codes.length ? codes : undefined)}
        options={[...known.map((p) => ({ value: p.code, label: nameIn(p.name, lang) || p.code })), ...unknown]}
      />
      <Wrong path={path} />
    </div>
  );
}
