import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Form, Input, Select } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, onceKey, Problem, type Schema } from "../../../../../shared/api.ts";
import { count } from "../../../../../shared/format.ts";
import { useLanguage, useWords, words } from "../../../../../shared/i18n.ts";
import { FormDrawer } from "../../ui/drawer.tsx";
import { everyPage } from "../../ui/every.ts";
import { useWaits } from "../../ui/second.tsx";
import { couponWords, promise, standing, type Template } from "./words.ts";

const list = words(
  {
    title: (name: string) => `给 ${name} 发券`,
    template: "券模板",
    templateHelp: "只列出发放中、未结束且有余量的模板。",
    reason: "原因",
    reasonHelp: "会写入发放记录，方便日后说明。",
    needed: "请选择",
    send: "发券",
    done: "已发放",
    left: (n: string) => `剩 ${n} 张`,
  },
  {
    title: (name: string) => `Give ${name} a coupon`,
    template: "Template",
    templateHelp: "Templates that are issued now, and of which some are left.",
    reason: "Reason",
    reasonHelp: "It is kept with what was given, so that it can be explained later.",
    needed: "Please choose",
    send: "Give",
    done: "Given",
    left: (n: string) => `${n} left`,
  },
);

/** The templates of which coupons are issued now. */
export function useActiveTemplates() {
  return useQuery({
    queryKey: ["coupons", "templates", "active"],
    queryFn: () =>
      everyPage((after) =>
        ok(api.GET("/v1/coupon-templates", { params: { query: { status: "active", after, limit: 200 } } })),
      ),
    staleTime: 30_000,
  });
}

/** Chooses a template, by what it is called and what it gives. */
export function TemplatePick(props: { id?: string; value?: string; onChange?: (id: string) => void }): ReactNode {
  const t = useWords(list);
  const lang = useLanguage();
  const templates = useActiveTemplates();
  const label = (p: Template) => (
    <span>
      {p.name}
      <span className="meta">
        {" "}
        · {promise(p, lang)}
        {typeof p.left === "number" ? ` · ${t.left(count(p.left))}` : ""}
      </span>
    </span>
  );
  return (
    <Select
      {...props}
      aria-label={t.template}
      loading={templates.isPending}
      showSearch={{ optionFilterProp: "name" }}
      optionLabelProp="name"
      options={(templates.data ?? [])
        .filter((p) => standing(p) === "active" || p.id === props.value)
        .map((p) => ({ value: p.id, name: p.name, label: label(p) }))}
    />
  );
}

/** Gives one member a coupon. */
export function GiveDrawer({ member, close }: { member: Schema<"MemberOut">; close: () => void }): ReactNode {
  const t = useWords(list);
  const w = useWords(couponWords);
  const client = useQueryClient();
  const waits = useWaits();
  const { message } = App.useApp();
  const [key] = useState(onceKey);
  const send = async (values: { template: string; reason?: string }) => {
    const answer = await ok(
      api.POST("/v1/coupon-templates/{id}/issue", {
        params: { path: { id: values.template } },
        headers: { "Idempotency-Key": key },
        body: { member_id: member.id, reason: values.reason },
      }),
    );
    if (waits(answer)) return;
    const refused = (answer as Schema<"CouponIssueOut">).refused?.[0];
    if (refused) throw new Problem(422, { code: refused.code, detail: refused.message });
    await client.invalidateQueries({ queryKey: ["coupons"] });
    void message.success(t.done);
  };
  return (
    <FormDrawer title={t.title(member.name || w.member)} send={send} submit={t.send} close={close}>
      <Form.Item
        name="template"
        label={t.template}
        extra={t.templateHelp}
        rules={[{ required: true, message: t.needed }]}
      >
        <TemplatePick />
      </Form.Item>
      <Form.Item name="reason" label={t.reason} extra={t.reasonHelp}>
        <Input.TextArea maxLength={500} autoSize={{ minRows: 2, maxRows: 5 }} />
      </Form.Item>
    </FormDrawer>
  );
}
