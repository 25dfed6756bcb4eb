import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Form, Input, InputNumber, Segmented } from "antd";
import { type ReactNode, useRef } from "react";
import { api, ok, onceKey, type Schema } from "../../../../../shared/api.ts";
import { count, signed } from "../../../../../shared/format.ts";
import { useWords, words } from "../../../../../shared/i18n.ts";
import { useMay, useMe } from "../../session.tsx";
import { FormDrawer } from "../../ui/drawer.tsx";
import { useProgramme } from "../../ui/programme.ts";
import { useWaits } from "../../ui/second.tsx";
import { dayAfter, dayOf, instantOf } from "../../ui/zone.ts";
import { DayInput } from "./person.tsx";

const list = words(
  {
    title: (name: string) => `调整：${name}`,
    asset: "调整什么",
    way: "方向",
    give: "增加",
    take: "扣减",
    amount: "数量",
    reason: "原因",
    reasonHelp: "会显示在明细里，谁都能看到为什么",
    reasonExample: "如：发货延误致歉",
    expires: "到期日（含当天）",
    expiresHelp: "不填则按会员体系的规定",
    needed: "请填写",
    past: "到期日不能早于今天",
    after: (now: string, then: string) => `可用 ${now} → ${then}`,
    short: (name: string) => `${name}不够扣，不足部分会记为欠分`,
    limit: (n: string) => `您单次，以及一天内对同一会员，可调整 ${n} 以内；超过的会等待第二人批准。`,
    over: "超过您的额度：提交后会等待第二人批准。",
    submit: "确认调整",
    done: (n: string, name: string) => `已调整 ${n} ${name}`,
  },
  {
    title: (name: string) => `Adjust ${name}`,
    asset: "What",
    way: "Direction",
    give: "Give",
    take: "Take",
    amount: "Amount",
    reason: "Reason",
    reasonHelp: "Stands in the entries: everybody can see why",
    reasonExample: "Such as: sorry for the delay",
    expires: "Expires after (that day included)",
    expiresHelp: "As the programme says where empty",
    needed: "Please fill in",
    past: "The day cannot lie before today",
    after: (now: string, then: string) => `To spend: ${now} → ${then}`,
    short: (name: string) => `Not enough ${name}: what is missing becomes debt`,
    limit: (n: string) =>
      `You may adjust up to ${n} at once, and in a day for one member; more waits for a second person.`,
    over: "Above what you may do alone: it will wait for a second person.",
    submit: "Adjust",
    done: (n: string, name: string) => `${n} ${name} adjusted`,
  },
);

interface Values {
  asset: "points" | "growth";
  way: "give" | "take";
  amount: number;
  reason: string;
  expires?: string | null;
}

/** What one may adjust alone, where it can be known. */
function useLimit(): number | undefined {
  const me = useMe();
  const may = useMay("settings:read");
  const settings = useQuery({
    queryKey: ["settings"],
    queryFn: () => ok(api.GET("/v1/settings")),
    enabled: may,
    staleTime: 60_000,
  });
  const limits = settings.data?.adjustment_points as Record<string, number> | undefined;
  return me.role ? limits?.[me.role] : undefined;
}

/** Gives or takes points or growth by hand, with a reason; pressing twice does it once. */
export function AdjustDrawer({ member, close }: { member: Schema<"MemberOut">; close: () => void }): ReactNode {
  const t = useWords(list);
  const programme = useProgramme();
  const { message } = App.useApp();
  const client = useQueryClient();
  const waits = useWaits();
  const limit = useLimit();
  const [form] = Form.useForm<Values>();
  const once = useRef({ body: "", key: "" });
  const asset = Form.useWatch("asset", form) ?? "points";
  const way = Form.useWatch("way", form) ?? "give";
  const amount = Form.useWatch("amount", form) ?? 0;
  const name = asset === "growth" ? programme.growth : programme.points;
  const now = asset === "growth" ? member.growth : member.points.available;
  const change = way === "give" ? amount : -amount;
  const send = async (values: Values) => {
    const body = {
      asset: values.asset,
      amount: values.way === "give" ? values.amount : -values.amount,
      reason: values.reason,
      expires_at: values.expires && values.way === "give" ? instantOf(dayAfter(values.expires)) : undefined,
    };
    const text = JSON.stringify(body);
    if (once.current.body !== text) once.current = { body: text, key: onceKey() };
    const answer = await ok(
      api.POST("/v1/members/{id}/adjustments", {
        params: { path: { id: member.id } },
        headers: { "Idempotency-Key": once.current.key },
        body,
      }),
    );
    if (!waits(answer)) void message.success(t.done(signed(body.amount), name));
    await client.invalidateQueries({ queryKey: ["members"] });
  };
  const today = dayOf(Date.now());
  return (
    <FormDrawer<Values>
      title={t.title(member.name || member.id)}
      close={close}
      form={form}
      start={{ asset: "points", way: "give" }}
      send={send}
      submit={t.submit}
    >
      <Form.Item name="asset" label={t.asset}>
        <Segmented
          aria-label={t.asset}
          options={[
            { value: "points", label: programme.points },
            { value: "growth", label: programme.growth },
          ]}
        />
      </Form.Item>
      <Form.Item name="way" label={t.way}>
        <Segmented
          aria-label={t.way}
          options={[
            { value: "give", label: t.give },
            { value: "take", label: t.take },
          ]}
        />
      </Form.Item>
      <Form.Item
        name="amount"
        label={t.amount}
        rules={[{ required: true, message: t.needed }]}
        extra={
          amount ? (
            <>
              <div className="tabular">{t.after(count(now), count(Math.max(0, now + change)))}</div>
              {now + change < 0 ? <div className="warn">{t.short(name)}</div> : null}
              {limit !== undefined && amount > limit ? <div className="warn">{t.over}</div> : null}
            </>
          ) : limit !== undefined ? (
            t.limit(count(limit))
          ) : undefined
        }
      >
        <InputNumber min={1} max={10_000_000_000} precision={0} style={{ width: "100%" }} />
      </Form.Item>
      {asset === "points" && way === "give" ? (
        <Form.Item
          name="expires"
          label={t.expires}
          extra={t.expiresHelp}
          rules={[{ validator: (_, v) => (!v || v >= today ? Promise.resolve() : Promise.reject(new Error(t.past))) }]}
        >
          <DayInput />
        </Form.Item>
      ) : null}
      <Form.Item
        name="reason"
        label={t.reason}
        extra={t.reasonHelp}
        rules={[{ required: true, whitespace: true, message: t.needed }]}
      >
        <Input.TextArea rows={2} maxLength={500} placeholder={t.reasonExample} />
      </Form.Item>
    </FormDrawer>
  );
}
