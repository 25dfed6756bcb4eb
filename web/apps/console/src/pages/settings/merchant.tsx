import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, App, Button, ColorPicker, Form, Input, Segmented, Select } from "antd";
import { type ReactNode, useMemo, useState } from "react";
import { api, type Schema, tagged } from "../../../../../shared/api.ts";
import { date } from "../../../../../shared/format.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { SaveProblem } from "../../ui/drawer.tsx";
import { Card } from "../../ui/page.tsx";
import { useSend } from "../../ui/send.tsx";
import { Show } from "../../ui/states.tsx";
import { contrast, enough, inkOn, isColour } from "./contrast.ts";
import { LogoField } from "./logo.tsx";
import { merchantWords } from "./merchantwords.ts";

type Merchant = Schema<"MerchantOut">;

/** The program's own accent, where the merchant has none. */
export const usual = "#2B5BE8";

interface Values {
  name: string;
  language: "zh" | "en";
  currency: string;
  timezone: string;
  short_name: string;
  accent: string;
  inkKind: "auto" | "#000000" | "#FFFFFF" | "own";
  ink: string;
}

function valuesOf(m: Merchant): Values {
  const accent = m.brand?.accent || usual;
  const ink = m.brand?.ink || inkOn(accent);
  return {
    name: m.name,
    language: m.language === "en" ? "en" : "zh",
    currency: m.currency,
    timezone: m.timezone,
    short_name: m.brand?.short_name ?? "",
    accent,
    ink,
    inkKind: ink === inkOn(accent) ? "auto" : ink === "#000000" || ink === "#FFFFFF" ? ink : "own",
  };
}

/** The merchant: name, language, money and time, and how it looks to members. */
export default function MerchantSection(): ReactNode {
  const query = useQuery({ queryKey: ["merchant"], queryFn: () => tagged(api.GET("/v1/merchant")), staleTime: 0 });
  return <Show query={query}>{(read) => <MerchantForm read={read} fresh={() => query.refetch()} />}</Show>;
}

function MerchantForm({
  read,
  fresh,
}: {
  read: { data: Merchant; tag: string };
  fresh: () => Promise<unknown>;
}): ReactNode {
  const t = useWords(merchantWords);
  const may = useMay("settings:write");
  const client = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<Values>();
  const { busy, problem, send, clear } = useSend<Values>(form, (f) => f.replace(/^brand\./, ""));
  const [touched, setTouched] = useState(false);
  const typed = Form.useWatch((v: Values) => v, form) as Values | undefined;
  const filled = Object.entries(typed ?? {}).filter(([, value]) => value !== undefined);
  const now: Values = { ...valuesOf(read.data), ...Object.fromEntries(filled) };
  const accent = isColour(now.accent) ? now.accent : usual;
  const ink =
    now.inkKind === "auto" || (now.inkKind === "own" && !isColour(now.ink))
      ? inkOn(accent)
      : now.inkKind === "own"
        ? now.ink
        : now.inkKind;
  const ratio = contrast(ink, accent);
  const save = (v: Values) =>
    send(async () => {
      const hadBrand = read.data.brand?.accent !== undefined;
      const plain = !hadBrand && accent === usual && v.inkKind === "auto";
      const saved = await tagged(
        api.PATCH("/v1/merchant", {
          params: { header: { "If-Match": read.tag } },
          body: {
            name: v.name,
            language: v.language,
            ...(read.data.fixed ? {} : { currency: v.currency, timezone: v.timezone }),
            brand: { short_name: v.short_name ?? "", ...(plain ? {} : { accent, ink }) },
          },
        }),
      );
      client.setQueryData(["merchant"], saved);
      form.setFieldsValue(valuesOf(saved.data));
      setTouched(false);
      void message.success(t.saved);
      await client.invalidateQueries({ queryKey: ["session"] });
    });
  const set = (next: Partial<Values>) => {
    form.setFieldsValue(next);
    setTouched(true);
  };
  return (
    <Form<Values>
      form={form}
      layout="vertical"
      requiredMark={false}
      disabled={!may}
      initialValues={valuesOf(read.data)}
      onValuesChange={() => setTouched(true)}
      onFinish={(v) => void save(v)}
      className="stack"
      scrollToFirstError={{ block: "center", focus: true }}
    >
      {may ? null : <Alert type="info" showIcon title={t.readOnly} />}
      <SaveProblem problem={problem} fresh={fresh} clear={clear} />
      <Card title={t.facts} aside={read.data.created_at ? `${t.since} ${date(read.data.created_at)}` : undefined}>
        <div className="rules">
          <Form.Item name="name" label={t.name} rules={[{ required: true, whitespace: true, message: t.needed }]}>
            <Input maxLength={100} />
          </Form.Item>
          <Form.Item name="short_name" label={t.short} extra={t.shortHelp}>
            <Input maxLength={20} showCount />
          </Form.Item>
          <Form.Item name="language" label={t.language} extra={t.languageHelp}>
            <Select
              options={[
                { value: "zh", label: t.zh },
                { value: "en", label: t.en },
              ]}
            />
          </Form.Item>
          <Form.Item label={t.slug} extra={t.slugHelp}>
            <Input aria-label={t.slug} value={read.data.slug} disabled />
          </Form.Item>
          <Place fixed={read.data.fixed} />
        </div>
      </Card>
      <Card title={t.brand} aside={t.brandSub}>
        <div className="brand-edit">
          <div>
            <Form.Item
              name="accent"
              label={t.accent}
              extra={t.accentHelp}
              rules={[{ validator: async (_, v: string) => (isColour(v) ? undefined : Promise.reject(t.colour)) }]}
            >
              <ColourField label={t.accent} disabled={!may} />
            </Form.Item>
            <Form.Item name="inkKind" label={t.ink}>
              <Segmented
                aria-label={t.ink}
                options={[
                  { value: "auto", label: t.auto },
                  { value: "#FFFFFF", label: t.white },
                  { value: "#000000", label: t.black },
                  { value: "own", label: t.own },
                ]}
              />
            </Form.Item>
            <Form.Item
              name="ink"
              hidden={now.inkKind !== "own"}
              rules={
                now.inkKind === "own"
                  ? [{ validator: async (_, v: string) => (isColour(v) ? undefined : Promise.reject(t.colour)) }]
                  : []
              }
            >
              <ColourField label={t.ink} disabled={!may} />
            </Form.Item>
            <p className={ratio >= enough ? "good" : "bad"} role="status" style={{ marginBottom: 16 }}>
              {ratio >= enough ? t.good(ratio.toFixed(1)) : t.poor(ratio.toFixed(1))}
            </p>
            <LogoField brand={read.data.brand} may={may} />
            {may && (accent.toUpperCase() !== usual || now.inkKind !== "auto") ? (
              <Button
                type="link"
                className="cell-link"
                onClick={() => set({ accent: usual, inkKind: "auto", ink: inkOn(usual) })}
              >
                {t.reset}
              </Button>
            ) : null}
          </div>
          <CardPreview
            name={now.short_name || now.name || read.data.name}
            accent={accent}
            ink={ink}
            logo={read.data.brand?.logo}
          />
        </div>
      </Card>
      {may ? (
        <div className="save-bar">
          <span className="meta">{touched ? t.unsaved : t.allSaved}</span>
          <Button
            disabled={!touched}
            onClick={() => {
              form.setFieldsValue(valuesOf(read.data));
              setTouched(false);
              clear();
            }}
          >
            {t.discard}
          </Button>
          <Button type="primary" htmlType="submit" loading={busy} disabled={!touched || ratio < enough}>
            {t.save}
          </Button>
        </div>
      ) : null}
    </Form>
  );
}

/** Currency and zone: open until the first order, then fixed, saying why. */
function Place({ fixed }: { fixed: boolean }): ReactNode {
  const t = useWords(merchantWords);
  const zones = useMemo(() => Intl.supportedValuesOf("timeZone").map((value) => ({ value, label: value })), []);
  const currencies = useMemo(() => Intl.supportedValuesOf("currency").map((value) => ({ value, label: value })), []);
  return (
    <>
      <Form.Item name="currency" label={t.currency} extra={fixed ? undefined : t.open}>
        <Select disabled={fixed} showSearch options={currencies} />
      </Form.Item>
      <Form.Item name="timezone" label={t.zone}>
        <Select disabled={fixed} showSearch options={zones} />
      </Form.Item>
      {fixed ? <p className="meta wide">{t.fixed}</p> : null}
    </>
  );
}

/** A colour by picking or by typing. */
function ColourField(props: {
  id?: string;
  value?: string;
  onChange?: (next: string) => void;
  label: string;
  disabled?: boolean;
}): ReactNode {
  const { value = "", onChange, label, disabled } = props;
  return (
    <div className="row">
      <ColorPicker
        disabled={disabled}
        disabledAlpha
        value={isColour(value) ? value : usual}
        onChange={(colour) => onChange?.(colour.toHexString().toUpperCase())}
      />
      <Input
        id={props.id}
        aria-label={label}
        disabled={disabled}
        value={value}
        maxLength={7}
        style={{ width: 120 }}
        onChange={(event) => onChange?.(event.target.value.toUpperCase())}
      />
    </div>
  );
}

/** The membership card as members will see it. */
function CardPreview({
  name,
  accent,
  ink,
  logo,
}: {
  name: string;
  accent: string;
  ink: string;
  logo?: string;
}): ReactNode {
  const t = useWords(merchantWords);
  return (
    <figure className="card-preview" aria-label={t.previewName}>
      <figcaption className="meta">{t.preview}</figcaption>
      <div className="face" style={{ background: accent, color: ink }}>
        <div className="row">
          {logo ? (
            <img src={logo} alt="" />
          ) : (
            <span className="mark" aria-hidden="true">
              {[...name][0] ?? ""}
            </span>
          )}
          <b>{name}</b>
        </div>
        <div>
          <small>{t.gold}</small>
          <div>{t.member}</div>
        </div>
        <div className="big">
          12,480 <small>{t.points}</small>
        </div>
        <small>{t.next}</small>
      </div>
      <div className="press" style={{ background: accent, color: ink }}>
        {t.use}
      </div>
    </figure>
  );
}
