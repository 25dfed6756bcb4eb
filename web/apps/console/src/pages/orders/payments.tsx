import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Select } from "antd";
import type { ReactNode } from "react";
import type { Schema } from "../../../../../shared/api.ts";
import { digits, money } from "../../../../../shared/format.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { useLabel, wordsOf } from "../../ui/labels.ts";
import { MoneyInput } from "../../ui/send.tsx";
import { newWords } from "./newwords.ts";

/** A payment while it is typed: where no amount was typed, the last one follows what is still to be paid. */
export interface Pay {
  kind: Schema<"PaymentBody">["kind"];
  amount: number | null;
}

/** The payments as the API takes them: an empty amount is whatever the others leave of the sum. */
export function paymentsOf(pays: Pay[], cash: number): Schema<"PaymentBody">[] {
  const typed = pays.reduce((sum, p) => sum + (p.amount ?? 0), 0);
  let left = Math.max(0, cash - typed);
  return pays
    .map((p) => {
      const amount = p.amount ?? left;
      if (p.amount === null) left = 0;
      return { kind: p.kind, amount_minor: amount };
    })
    .filter((p) => p.amount_minor > 0);
}

/** How the money came: one kind by itself, or several that sum up. */
export function Payments({ pays, set, cash }: { pays: Pay[]; set: (pays: Pay[]) => void; cash: number }): ReactNode {
  const t = useWords(newWords);
  const label = useLabel();
  const sum = paymentsOf(pays, cash).reduce((all, p) => all + p.amount_minor, 0);
  const typed = pays.reduce((all, p) => all + (p.amount ?? 0), 0);
  const change = (i: number, patch: Partial<Pay>) => set(pays.map((p, k) => (k === i ? { ...p, ...patch } : p)));
  return (
    <div className="stack" style={{ gap: 8 }}>
      {pays.map((p, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: payments have no id; they are added at the end
        <div key={i} className="row nowrap">
          <Select
            aria-label={t.payKind(i + 1)}
            value={p.kind}
            style={{ width: 120 }}
            onChange={(kind) => change(i, { kind })}
            options={wordsOf("payment").map((value) => ({
              value: value as Pay["kind"],
              label: label("payment", value),
            }))}
          />
          <MoneyInput
            label={t.payAmount(i + 1)}
            min={0}
            value={p.amount}
            placeholder={p.amount === null ? (Math.max(0, cash - typed) / 10 ** digits()).toFixed(digits()) : undefined}
            onChange={(amount) => change(i, { amount })}
          />
          {pays.length > 1 ? (
            <Button
              type="text"
              icon={<DeleteOutlined />}
              aria-label={t.removePay(i + 1)}
              onClick={() => set(pays.filter((_, k) => k !== i))}
            />
          ) : null}
        </div>
      ))}
      <div className="row between">
        <Button
          size="small"
          icon={<PlusOutlined />}
          disabled={pays.length >= 5}
          onClick={() => set([...pays, { kind: "wechat", amount: null }])}
        >
          {t.addPay}
        </Button>
        {sum < cash ? <span className="bad">{t.paidShort(money(cash - sum))}</span> : null}
        {sum > cash ? <span className="bad">{t.paidOver(money(sum - cash))}</span> : null}
      </div>
    </div>
  );
}
