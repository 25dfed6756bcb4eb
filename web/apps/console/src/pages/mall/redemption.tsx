import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { App, Button, Drawer, Form, Input } from "antd";
import { Fragment, type ReactNode, useState } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { count, money, time } from "../../../../../shared/format.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { FormDrawer } from "../../ui/drawer.tsx";
import { RewardsText } from "../../ui/gives.tsx";
import { useLabel } from "../../ui/labels.ts";
import { StorePick, useStores } from "../../ui/pick.tsx";
import { Thumb } from "../../ui/picture.tsx";
import { useOwnStore, usePaidText } from "../../ui/sale.tsx";
import { Show } from "../../ui/states.tsx";
import { useCost } from "./items.tsx";
import { memberName, type Redemption, RedemptionState } from "./table.tsx";
import { mallWords } from "./words.ts";
import "../orders/style.css";

/** One redemption: what it was, how far it has come, and what can be done with it. */
export function RedemptionDrawer({ id, close }: { id: string; close: () => void }): ReactNode {
  const t = useWords(mallWords);
  const [doing, setDoing] = useState<"hand" | "ship" | "cancel">();
  const query = useQuery({
    queryKey: ["mall", "redemption", id],
    queryFn: () => ok(api.GET("/v1/mall/redemptions/{id}", { params: { path: { id } } })),
  });
  const r = query.data;
  const shut = () => setDoing(undefined);
  return (
    <Drawer
      open
      size={520}
      title={r ? t.details(r.number) : t.redemptions}
      onClose={close}
      footer={r ? <Actions of={r} open={setDoing} /> : undefined}
    >
      <Show query={query} rows={8}>
        {(data) => (
          <>
            <Facts of={data} />
            {doing === "hand" ? <HandDrawer of={data} close={shut} /> : null}
            {doing === "ship" ? <ShipDrawer of={data} close={shut} /> : null}
            {doing === "cancel" ? <CancelDrawer of={data} close={shut} /> : null}
          </>
        )}
      </Show>
    </Drawer>
  );
}

/** Everything that shows redemptions, and what they change of members. */
function useRefresh() {
  const client = useQueryClient();
  return async () => {
    await client.invalidateQueries({ queryKey: ["mall"] });
    void client.invalidateQueries({ queryKey: ["members"] });
  };
}

function Actions({ of, open }: { of: Redemption; open: (what: "hand" | "ship" | "cancel") => void }): ReactNode {
  const t = useWords(mallWords);
  const maySell = useMay("holdings:sell");
  const mayCancel = useMay("refunds:write");
  const { message } = App.useApp();
  const refresh = useRefresh();
  const arrived = useMutation({
    mutationFn: () =>
      ok(api.POST("/v1/mall/redemptions/{id}/status", { params: { path: { id: of.id } }, body: { state: "done" } })),
    onSuccess: async () => {
      await refresh();
      void message.success(t.arrivedDone);
    },
    onError: (e) => void message.error(e.message),
  });
  const openGoods = of.state === "waiting" || of.state === "shipped";
  return (
    <div className="row">
      {mayCancel && of.state !== "cancelled" ? (
        <Button danger onClick={() => open("cancel")}>
          {t.cancel}
        </Button>
      ) : null}
      <span style={{ marginLeft: "auto" }} />
      {maySell && openGoods && of.hand_over === "pickup" ? (
        <Button type="primary" onClick={() => open("hand")}>
          {t.hand}
        </Button>
      ) : null}
      {maySell && openGoods && of.hand_over === "delivery" ? (
        <>
          <Button type={of.state === "waiting" ? "primary" : "default"} onClick={() => open("ship")}>
            {t.ship}
          </Button>
          {of.state === "shipped" ? (
            <Button type="primary" loading={arrived.isPending} onClick={() => arrived.mutate()}>
              {t.arrived}
            </Button>
          ) : null}
        </>
      ) : null}
    </div>
  );
}

function Facts({ of: r }: { of: Redemption }): ReactNode {
  const t = useWords(mallWords);
  const label = useLabel();
  const cost = useCost();
  const { name: store } = useStores();
  const paid = usePaidText()(r.payments);
  const balance = r.principal_minor + r.bonus_minor;
  const rows: [string, ReactNode][] = [
    [t.state, <RedemptionState key="s" of={r} />],
    [t.item, r.quantity > 1 ? t.of(r.name, count(r.quantity)) : r.name],
    [
      t.member,
      r.member ? (
        <Link key="m" to="/members/$id" params={{ id: r.member.id }}>
          {memberName(r)}
        </Link>
      ) : (
        t.erased
      ),
    ],
    [t.spent, cost(r.points, r.price_minor)],
  ];
  if (balance) rows.push([t.byBalance, money(balance)]);
  if (paid) rows.push([t.byMoney, paid]);
  if ((r.gives ?? []).length > 0) rows.push([t.gives, <RewardsText key="g" rewards={r.gives} />]);
  if (r.early) rows.push([t.early, t.earlyYes]);
  rows.push([t.handOver, t[r.hand_over]]);
  if (r.store_id) rows.push([t.store, store(r.store_id)]);
  if (r.carrier || r.parcel) rows.push([t.parcel, [r.carrier, r.parcel].filter(Boolean).join(" · ")]);
  rows.push([t.costOf, money(r.cost_minor)], [t.source, `${label("source", r.source)} · ${r.number}`]);
  return (
    <div className="stack">
      {r.picture_url ? <Thumb url={r.picture_url} large /> : null}
      <dl className="facts">
        {rows.map(([name, value]) => (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
      </dl>
      <Secret of={r} />
      <History of={r} />
    </div>
  );
}

/** The pick-up code or the recipient, which are looked at on record. */
function Secret({ of: r }: { of: Redemption }): ReactNode {
  const t = useWords(mallWords);
  const may = useMay("members:reveal");
  const reveal = useMutation({
    mutationFn: () => ok(api.POST("/v1/mall/redemptions/{id}/reveal", { params: { path: { id: r.id } } })),
  });
  const secret: Schema<"RedemptionSecret"> | undefined = reveal.data;
  if (!may || (r.hand_over !== "pickup" && !r.has_recipient)) return null;
  const to = secret?.recipient;
  return (
    <section aria-label={r.hand_over === "pickup" ? t.code : t.recipient}>
      <h3 className="form-head">{r.hand_over === "pickup" ? t.code : t.recipient}</h3>
      {secret ? (
        <div aria-live="polite">
          {secret.code ? <span className="pickup-code">{grouped(secret.code)}</span> : null}
          {to ? (
            <>
              <div>
                {to.name} {to.phone}
              </div>
              <div>{to.address}</div>
            </>
          ) : null}
        </div>
      ) : (
        <div className="row">
          <Button size="small" loading={reveal.isPending} onClick={() => reveal.mutate()}>
            {t.reveal}
          </Button>
          <span className="meta">{reveal.error?.message ?? t.revealHelp}</span>
        </div>
      )}
    </section>
  );
}

/** A code in groups, as people read it out. */
export function grouped(code: string): string {
  return code.replace(/^(\d{3})(\d{3})(\d{4})$/, "$1 $2 $3");
}

function History({ of: r }: { of: Redemption }): ReactNode {
  const t = useWords(mallWords);
  const steps: [string, string | null | undefined, string][] = [
    [t.made, r.at, ""],
    [t.shipped, r.shipped_at, [r.carrier, r.parcel].filter(Boolean).join(" · ")],
    [t.done, r.done_at, ""],
    [t.cancelled, r.cancelled_at, r.reason ?? ""],
  ];
  return (
    <section aria-label={t.history}>
      <h3 className="form-head">{t.history}</h3>
      <ol className="way">
        {steps
          .filter(([, at]) => at)
          .toReversed()
          .map(([what, at, more]) => (
            <li key={what}>
              <b>{what}</b> {more}
              <div className="meta">{at ? time(at) : ""}</div>
            </li>
          ))}
      </ol>
    </section>
  );
}

interface Step {
  code?: string;
  store_id?: string;
  carrier?: string;
  parcel?: string;
}

function HandDrawer({ of, close }: { of: Redemption; close: () => void }): ReactNode {
  const t = useWords(mallWords);
  const own = useOwnStore();
  const { message } = App.useApp();
  const refresh = useRefresh();
  const send = async ({ code, store_id }: Step) => {
    await ok(
      api.POST("/v1/mall/redemptions/{id}/status", {
        params: { path: { id: of.id } },
        body: { state: "done", code, store_id },
      }),
    );
    await refresh();
    void message.success(t.handDone);
  };
  return (
    <FormDrawer<Step>
      title={t.handTitle(of.name)}
      send={send}
      close={close}
      submit={t.hand}
      start={{ store_id: of.store_id || own }}
    >
      <Form.Item
        name="code"
        label={t.code}
        extra={t.handHelp}
        rules={[{ required: true, whitespace: true, message: t.needed }]}
      >
        <Input maxLength={20} inputMode="numeric" autoFocus className="pickup-code" />
      </Form.Item>
      <Form.Item name="store_id" label={t.store}>
        <StorePick placeholder="—" />
      </Form.Item>
    </FormDrawer>
  );
}

function ShipDrawer({ of, close }: { of: Redemption; close: () => void }): ReactNode {
  const t = useWords(mallWords);
  const { message } = App.useApp();
  const refresh = useRefresh();
  const send = async ({ carrier, parcel }: Step) => {
    await ok(
      api.POST("/v1/mall/redemptions/{id}/status", {
        params: { path: { id: of.id } },
        body: { state: "shipped", carrier, parcel },
      }),
    );
    await refresh();
    void message.success(t.shipDone);
  };
  return (
    <FormDrawer<Step>
      title={t.shipTitle(of.name)}
      send={send}
      close={close}
      submit={t.ship}
      start={{ carrier: of.carrier, parcel: of.parcel }}
    >
      <Form.Item name="carrier" label={t.carrier} rules={[{ required: true, whitespace: true, message: t.needed }]}>
        <Input maxLength={64} autoFocus />
      </Form.Item>
      <Form.Item name="parcel" label={t.parcelNo}>
        <Input maxLength={64} />
      </Form.Item>
    </FormDrawer>
  );
}

function CancelDrawer({ of, close }: { of: Redemption; close: () => void }): ReactNode {
  const t = useWords(mallWords);
  const { message } = App.useApp();
  const refresh = useRefresh();
  const send = async ({ reason }: { reason: string }) => {
    await ok(api.POST("/v1/mall/redemptions/{id}/cancel", { params: { path: { id: of.id } }, body: { reason } }));
    await refresh();
    void message.success(t.cancelDone);
  };
  return (
    <FormDrawer<{ reason: string }> title={t.cancelTitle(of.name)} send={send} close={close} submit={t.cancel} danger>
      <p className="meta">
        {t.cancelText}
        {of.sku && of.state === "done" ? ` ${t.cancelGoods}` : ""}
      </p>
      <Form.Item name="reason" label={t.reason} rules={[{ required: true, whitespace: true, message: t.needed }]}>
        <Input.TextArea maxLength={500} autoSize={{ minRows: 2, maxRows: 4 }} autoFocus />
      </Form.Item>
    </FormDrawer>
  );
}
