import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Form, Input, Radio, Space } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, onceKey, type Schema } from "../../../../../shared/api.ts";
import { date, time } from "../../../../../shared/format.ts";
import { useWords, words } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { FormDrawer } from "../../ui/drawer.tsx";
import { MembersPick } from "../../ui/members.tsx";
import { Card } from "../../ui/page.tsx";
import { benefitWords, type Entitlement } from "./words.ts";

const list = words(
  {
    share: (name: string) => `${name}：亲友`,
    who: "还可以使用的会员",
    whoHelp: "最多 10 人，使用时须出示各自的凭证；留空为仅限本人。",
    title: "会员凭证",
    has: (day: string) => `已设置 PIN（${day}）`,
    none: "未设置 PIN",
    locked: (until: string) => `错误次数过多，${until} 前不再核验`,
    set: "设置 PIN",
    change: "修改 PIN",
    remove: "取消 PIN",
    pin: "新 PIN",
    pinHelp: "6 位数字，由会员本人输入；留空为取消 PIN。",
    by: "凭什么设置",
    reason: "原因",
    reasonHelp: "会写入审计记录。",
    done: "已保存",
  },
  {
    share: (name: string) => `${name}: family`,
    who: "Members who may use it, too",
    whoHelp: "At most ten; each shows a proof of their own. Nobody: the holder alone.",
    title: "The member's proof",
    has: (day: string) => `A PIN is set (${day})`,
    none: "No PIN",
    locked: (until: string) => `Too many wrong ones: none is looked at until ${until}`,
    set: "Set a PIN",
    change: "Change the PIN",
    remove: "Remove the PIN",
    pin: "New PIN",
    pinHelp: "Six digits, typed by the member. Empty: there is none any more.",
    by: "By which proof",
    reason: "Reason",
    reasonHelp: "It stands in the audit trail.",
    done: "Saved",
  },
);

/** Says who but its holder may use a card. */
export function ShareDrawer({ entitlement, close }: { entitlement: Entitlement; close: () => void }): ReactNode {
  const t = useWords(list);
  const client = useQueryClient();
  const { message } = App.useApp();
  const [key] = useState(onceKey);
  const send = async (values: { members?: string[] }) => {
    await ok(
      api.PUT("/v1/entitlements/{id}/sharers", {
        params: { path: { id: entitlement.id } },
        headers: { "Idempotency-Key": key },
        body: { members: values.members ?? [] },
      }),
    );
    await client.invalidateQueries({ queryKey: ["benefits"] });
    void message.success(t.done);
  };
  return (
    <FormDrawer
      title={t.share(entitlement.name)}
      start={{ members: entitlement.shared_with ?? [] }}
      send={send}
      close={close}
    >
      <Form.Item name="members" label={t.who} extra={t.whoHelp}>
        <MembersPick />
      </Form.Item>
    </FormDrawer>
  );
}

interface PINValues {
  pin?: string;
  kind: "member_code" | "pin" | "override";
  value?: string;
  reason?: string;
}

/** Whether the member has a PIN, and setting one with a proof. */
export function HeldProof({ member }: { member: Schema<"MemberOut"> }): ReactNode {
  const t = useWords(list);
  const may = useMay("members:write");
  const [open, setOpen] = useState(false);
  const state = useQuery({
    queryKey: ["benefits", "proof", member.id],
    queryFn: () => ok(api.GET("/v1/members/{id}/proof", { params: { path: { id: member.id } } })),
  });
  const s = state.data;
  if (!s) return null;
  return (
    <Card
      title={t.title}
      aside={may ? <Button onClick={() => setOpen(true)}>{s.has_pin ? t.change : t.set}</Button> : null}
    >
      <Space orientation="vertical" size={4}>
        <span>{s.has_pin ? t.has(s.pin_set_at ? date(s.pin_set_at) : "") : t.none}</span>
        {s.locked_until ? <span className="meta">{t.locked(time(s.locked_until))}</span> : null}
      </Space>
      {open ? <PINDrawer member={member} close={() => setOpen(false)} /> : null}
    </Card>
  );
}

function PINDrawer({ member, close }: { member: Schema<"MemberOut">; close: () => void }): ReactNode {
  const t = useWords(list);
  const w = useWords(benefitWords);
  const client = useQueryClient();
  const { message } = App.useApp();
  const mayOverride = useMay("spend:override");
  const [form] = Form.useForm<PINValues>();
  const start: PINValues["kind"] = mayOverride ? "override" : "member_code";
  const kind = Form.useWatch("kind", form) ?? start;
  const send = async ({ pin, ...proof }: PINValues) => {
    await ok(api.PUT("/v1/members/{id}/pin", { params: { path: { id: member.id } }, body: { pin: pin ?? "", proof } }));
    await client.invalidateQueries({ queryKey: ["benefits", "proof"] });
    void message.success(t.done);
  };
  const kinds: PINValues["kind"][] = mayOverride ? ["member_code", "pin", "override"] : ["member_code", "pin"];
  const needed = [{ required: true, message: w.needed }];
  const rename = (field: string) => (field.startsWith("proof") ? (kind === "override" ? "reason" : "value") : field);
  return (
    <FormDrawer<PINValues> title={t.set} form={form} start={{ kind: start }} send={send} rename={rename} close={close}>
      <Form.Item name="pin" label={t.pin} extra={t.pinHelp}>
        <Input.Password maxLength={6} autoComplete="new-password" inputMode="numeric" />
      </Form.Item>
      <Form.Item name="kind" label={t.by}>
        <Radio.Group options={kinds.map((value) => ({ value, label: w[value] }))} />
      </Form.Item>
      {kind === "override" ? (
        <Form.Item name="reason" label={t.reason} extra={t.reasonHelp} rules={needed}>
          <Input.TextArea maxLength={500} autoSize={{ minRows: 2, maxRows: 5 }} />
        </Form.Item>
      ) : (
        <Form.Item name="value" label={w.value} rules={needed}>
          <Input maxLength={40} autoComplete="off" inputMode="numeric" />
        </Form.Item>
      )}
    </FormDrawer>
  );
}
