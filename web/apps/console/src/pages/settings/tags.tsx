import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Form, Input, Switch } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, onceKey, type Schema } from "../../../../../shared/api.ts";
import { ago, count } from "../../../../../shared/format.ts";
import { useLanguage, useWords, words } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { ConditionItem } from "../../ui/condition-item.tsx";
import { FormDrawer } from "../../ui/drawer.tsx";
import { Kept, Opens } from "../../ui/kept.tsx";
import { Tag } from "../../ui/page.tsx";
import { useList } from "../../ui/table.tsx";
import { useSentences } from "./sentences.ts";

type Rule = Schema<"TagRuleOut">;
type Body = Schema<"TagRuleBody">;

const list = words(
  {
    tags: "规则标签",
    sub: "每晚按条件自动添加或移除标签，也可立即执行",
    add: "新建规则",
    edit: (tag: string) => `修改规则“${tag}”`,
    none: "还没有规则标签",
    noneText: "例如：近 90 天下单不少于 4 次的会员，自动带上“高频复购”标签。条件不再满足时标签自动移除。",
    tag: "标签",
    tagHelp: "创建后不变。请勿与手工标签同名。",
    condition: "条件",
    conditionNeeded: "请填写条件",
    enabled: "启用",
    enabledHelp: "停用后不再自动变化，已有的标签保留。",
    on: "启用中",
    off: "已停用",
    holders: "上次符合",
    applied: "上次执行",
    never: "尚未执行",
    apply: "立即执行",
    applying: "执行中",
    appliedDone: (tag: string) => `“${tag}”已按条件更新`,
    remove: "删除规则",
    removeAsk: (tag: string) => `删除规则“${tag}”？`,
    removeText: (n: string) => `规则删除后不再自动更新；已带有此标签的 ${n} 位会员会保留标签。`,
    cancel: "取消",
    removed: "规则已删除",
    saved: "已保存",
    needed: "请填写",
    state: "状态",
    work: "操作",
  },
  {
    tags: "Tags by rule",
    sub: "Given and taken by condition every night, or now",
    add: "Add a rule",
    edit: (tag: string) => `Change rule “${tag}”`,
    none: "No tags by rule yet",
    noneText: "For example: members with four orders or more in 90 days carry “frequent”, and lose it when that ends.",
    tag: "Tag",
    tagHelp: "It never changes. Do not use the name of a tag that is given by hand.",
    condition: "Condition",
    conditionNeeded: "Please give a condition",
    enabled: "On",
    enabledHelp: "When off nothing changes any more, and the tags that are there stay.",
    on: "On",
    off: "Off",
    holders: "Held for",
    applied: "Last applied",
    never: "Never yet",
    apply: "Apply now",
    applying: "Applying",
    appliedDone: (tag: string) => `“${tag}” now follows its condition`,
    remove: "Delete rule",
    removeAsk: (tag: string) => `Delete the rule “${tag}”?`,
    removeText: (n: string) => `Nothing changes by it any more; the ${n} members who carry the tag keep it.`,
    cancel: "Cancel",
    removed: "The rule was deleted",
    saved: "Saved",
    needed: "Please fill in",
    state: "State",
    work: "Actions",
  },
);

/** Tags that the program keeps by a condition. */
export default function Tags(): ReactNode {
  const t = useWords(list);
  const lang = useLanguage();
  const may = useMay("segments:write");
  const client = useQueryClient();
  const { message } = App.useApp();
  const [edited, setEdited] = useState<{ id?: string }>();
  const [busy, setBusy] = useState("");
  const data = useList<Rule>(["tag-rules"], () => ok(api.GET("/v1/tag-rules")));
  const sentences = useSentences(data.rows.map((r) => r.condition));
  const apply = async (rule: Rule) => {
    setBusy(rule.id);
    try {
      await ok(api.POST("/v1/tag-rules/{id}/apply", { params: { path: { id: rule.id } } }));
      await client.invalidateQueries({ queryKey: ["tag-rules"] });
      void message.success(t.appliedDone(rule.tag));
    } catch (cause) {
      void message.error(cause instanceof Error ? cause.message : String(cause));
    } finally {
      setBusy("");
    }
  };
  return (
    <Kept<Rule>
      title={t.tags}
      list={data}
      add={may ? { text: t.add, open: () => setEdited({}) } : undefined}
      aside={<span className="only-wide">{t.sub}</span>}
      none={{ title: t.none, text: t.noneText }}
      columns={[
        {
          title: t.tag,
          render: (_, r) => <Opens open={may ? () => setEdited({ id: r.id }) : undefined}>{r.tag}</Opens>,
        },
        {
          title: t.condition,
          render: (_, r) => (
            <span className="wrap">{sentences.get(r.condition)?.[lang] ?? <code>{r.condition}</code>}</span>
          ),
        },
        { title: t.holders, className: "num", render: (_, r) => (r.applied_at ? count(r.holders) : "—") },
        { title: t.applied, render: (_, r) => (r.applied_at ? ago(r.applied_at) : t.never) },
        {
          title: t.state,
          className: "corner",
          render: (_, r) => <Tag tone={r.enabled ? "good" : undefined}>{r.enabled ? t.on : t.off}</Tag>,
        },
        ...(may
          ? [
              {
                title: t.work,
                render: (_: unknown, r: Rule) => (
                  <Button size="small" loading={busy === r.id} disabled={!r.enabled} onClick={() => void apply(r)}>
                    {busy === r.id ? t.applying : t.apply}
                  </Button>
                ),
              },
            ]
          : []),
      ]}
    >
      {edited ? (
        <RuleDrawer
          rule={data.rows.find((r) => r.id === edited.id)}
          fresh={() => data.refetch()}
          close={() => setEdited(undefined)}
        />
      ) : null}
    </Kept>
  );
}

function RuleDrawer({
  rule,
  fresh,
  close,
}: {
  rule: Rule | undefined;
  fresh: () => Promise<unknown>;
  close: () => void;
}): ReactNode {
  const t = useWords(list);
  const client = useQueryClient();
  const { message, modal } = App.useApp();
  const [key] = useState(onceKey);
  const match = { "If-Match": `"${rule?.version ?? 0}"` };
  const send = async (body: Body) => {
    if (rule) {
      const path = { id: rule.id };
      await ok(api.PUT("/v1/tag-rules/{id}", { params: { path, header: match }, body: { ...body, tag: rule.tag } }));
    } else {
      await ok(api.POST("/v1/tag-rules", { headers: { "Idempotency-Key": key }, body }));
    }
    await client.invalidateQueries({ queryKey: ["tag-rules"] });
    void message.success(t.saved);
  };
  const remove = () => {
    if (!rule) return;
    modal.confirm({
      title: t.removeAsk(rule.tag),
      content: t.removeText(count(rule.holders)),
      okText: t.remove,
      cancelText: t.cancel,
      okButtonProps: { danger: true },
      onOk: async () => {
        try {
          await ok(api.DELETE("/v1/tag-rules/{id}", { params: { path: { id: rule.id }, header: match } }));
          await client.invalidateQueries({ queryKey: ["tag-rules"] });
          void message.success(t.removed);
          close();
        } catch (cause) {
          void message.error(cause instanceof Error ? cause.message : String(cause));
        }
      },
    });
  };
  return (
    <FormDrawer<Body>
      title={rule ? t.edit(rule.tag) : t.add}
      start={rule ?? { enabled: true, condition: "" }}
      send={send}
      fresh={rule ? fresh : undefined}
      close={close}
      aside={
        rule ? (
          <Button danger type="text" onClick={remove}>
            {t.remove}
          </Button>
        ) : undefined
      }
    >
      <Form.Item
        name="tag"
        label={t.tag}
        extra={t.tagHelp}
        rules={[{ required: true, whitespace: true, message: t.needed }]}
      >
        <Input maxLength={40} disabled={!!rule} autoFocus={!rule} />
      </Form.Item>
      <ConditionItem name="condition" label={t.condition} scope="member" needed={t.conditionNeeded} />
      <Form.Item name="enabled" label={t.enabled} extra={t.enabledHelp} valuePropName="checked">
        <Switch />
      </Form.Item>
    </FormDrawer>
  );
}
