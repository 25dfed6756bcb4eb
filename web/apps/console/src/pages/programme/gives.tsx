import { useQuery } from "@tanstack/react-query";
import { Checkbox, Input, InputNumber, Select } from "antd";
import type { ReactNode } from "react";
import { api, ok } from "../../../../../shared/api.ts";
import { useLanguage, useWords } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { everyPage } from "../../ui/every.ts";
import { benefitWords } from "./benefit-words.ts";
import { type Benefit, withService } from "./document.ts";
import { Field, KindBox, KindField, MoneyBox, NumberBox, TimesField, useEditor, useStatus } from "./editor.tsx";

const pers = ["day", "week", "month", "quarter", "year", "ever"] as const;
const services = ["priority", "queue", "hotline", "activity"] as const;

/** The terms of each kind. */
export function Gives({ path, benefit }: { path: string; benefit: Benefit }): ReactNode {
  const t = useWords(benefitWords);
  const { set } = useEditor();
  switch (benefit.kind) {
    case "discount":
      return (
        <>
          <Discount path={path} benefit={benefit} />
          <Cap path={path} />
        </>
      );
    case "free_delivery":
      return <Cap path={path} />;
    case "member_price":
      return <PriceList path={`${path}.price_list`} value={benefit.price_list} />;
    case "multiplier":
      return <TimesField path={`${path}.bp`} label={t.times} suffix={t.x} value={benefit.bp} />;
    case "quota":
      return (
        <>
          <Field path={`${path}.quota`} label={t.quota}>
            {() => (
              <span className="row">
                <KindBox
                  path={`${path}.quota.per`}
                  label={t.per}
                  kinds={pers}
                  value={benefit.quota?.per}
                  onChange={(per) => set(`${path}.quota.per`, per)}
                />
                <NumberBox
                  path={`${path}.quota.quantity`}
                  label={t.quantity}
                  min={1}
                  max={10_000}
                  suffix={t.timesUnit}
                />
              </span>
            )}
          </Field>
          <KindField
            path={`${path}.gives`}
            label={t.gives}
            kinds={["unit_free", "service"] as const}
            names={{ service: "by_service" }}
          />
          <Cost path={path} />
        </>
      );
    case "service":
      return (
        <>
          <Field path={`${path}.service`} label={t.service}>
            {() => (
              <KindBox
                path={`${path}.service`}
                label={t.service}
                kinds={services}
                value={benefit.service}
                onChange={(service) => set(path, withService(benefit, service))}
              />
            )}
          </Field>
          {benefit.service === "priority" && (
            <Field path={`${path}.early_hours`} label={t.early} hint={t.earlyHint}>
              {() => <NumberBox path={`${path}.early_hours`} label={t.early} min={1} max={720} suffix={t.hours} />}
            </Field>
          )}
          <Contact path={`${path}.contact`} value={benefit.contact} />
          <Cost path={path} />
        </>
      );
  }
}

/** A discount as people say it: 8.8 折, or 12 % off. */
function Discount({ path, benefit }: { path: string; benefit: Benefit }): ReactNode {
  const t = useWords(benefitWords);
  const lang = useLanguage();
  const { set } = useEditor();
  const field = `${path}.off_bp`;
  const status = useStatus(field);
  const off = benefit.off_bp;
  const zh = lang === "zh";
  const shown = off === undefined ? null : zh ? (10_000 - off) / 1_000 : off / 100;
  const write = (n: number | null) =>
    set(field, n === null ? undefined : Math.round(zh ? 10_000 - n * 1_000 : n * 100));
  return (
    <Field path={field} label={t.off}>
      {(id) => (
        <span className="row">
          <InputNumber
            id={id}
            aria-label={t.off}
            status={status}
            min={zh ? 0 : 0.01}
            max={zh ? 9.99 : 100}
            step={zh ? 0.1 : 1}
            suffix={zh ? t.zhe : t.percent}
            value={shown}
            onChange={(n) => write(n === null ? null : Number(n))}
          />
          <Checkbox
            checked={benefit.full_price_only ?? false}
            onChange={(e) => set(`${path}.full_price_only`, e.target.checked || undefined)}
          >
            {t.fullPrice}
          </Checkbox>
        </span>
      )}
    </Field>
  );
}

function Cap({ path }: { path: string }): ReactNode {
  const t = useWords(benefitWords);
  return (
    <Field path={`${path}.cap_minor`} label={t.cap} hint={t.capHint}>
      {() => <MoneyBox path={`${path}.cap_minor`} label={t.cap} />}
    </Field>
  );
}

function Cost({ path }: { path: string }): ReactNode {
  const t = useWords(benefitWords);
  return (
    <Field path={`${path}.cost_minor`} label={t.cost} hint={t.costHint}>
      {() => <MoneyBox path={`${path}.cost_minor`} label={t.cost} />}
    </Field>
  );
}

function Contact({ path, value }: { path: string; value: string | undefined }): ReactNode {
  const t = useWords(benefitWords);
  const { set } = useEditor();
  const status = useStatus(path);
  return (
    <Field path={path} label={t.contact} hint={t.contactHint}>
      {(id) => (
        <Input
          id={id}
          status={status}
          maxLength={200}
          value={value ?? ""}
          onChange={(e) => set(path, e.target.value || undefined)}
        />
      )}
    </Field>
  );
}

/** The code of a price list, one of those that are there. */
function PriceList({ path, value }: { path: string; value: string | undefined }): ReactNode {
  const t = useWords(benefitWords);
  const { set } = useEditor();
  const status = useStatus(path);
  const may = useMay("catalog:read");
  const lists = useQuery({
    queryKey: ["price-lists", "names"],
    queryFn: () => everyPage((after) => ok(api.GET("/v1/price-lists", { params: { query: { after, limit: 200 } } }))),
    enabled: may,
  });
  return (
    <Field path={path} label={t.priceList} hint={t.priceListHint}>
      {(id) => (
        <Select
          id={id}
          aria-label={t.priceList}
          status={status}
          showSearch={{ optionFilterProp: "label" }}
          popupMatchSelectWidth={false}
          value={value || undefined}
          onChange={(code: string) => set(path, code)}
          options={(lists.data ?? []).map((l) => ({ value: l.code, label: `${l.name} · ${l.code}` }))}
        />
      )}
    </Field>
  );
}
