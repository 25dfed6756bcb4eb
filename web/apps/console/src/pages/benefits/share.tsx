import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Form, Input, Space } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, onceKey, type Schema } from "../../../../../shared/api.ts";
import { date, time } from "../../../../../shared/format.ts";
import { useWords, words } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { FormDrawer } from "../../ui/drawer.tsx";
import { MembersPick } from "../../ui/members.tsx";
import { Card } from "../../ui/page.tsx";
import { type Proof, ProofFields, proofField, startProof } from "../../ui/proof.tsx";
import type { Entitlement } from "./words.ts";

const list = words(
  {
    share: (name: string) => `${name}：亲友`,
    who: "还可以使用的会员",
    whoHelp: "最多 10 人，使用时须出示各自的凭证；留空为仅限本人。",
    title: "会员凭证",
    has: (day: string) => `已设置 PIN（${day}）`,
    none: "未设置 PIN",
    weak: "由员工代设，只能用到免确认的额度；请会员凭会员码重新设置。",
    locked: (until: string) => `错误次数过多，${until} 前不再核验`,
    set: "设置 PIN",
    change: "修改 PIN",
    remove: "取消 PIN",
    pin: "新 PIN",
    pinHelp: "6 位数字，由会员本人输入；留空为取消 PIN。",
    holder: "持卡人凭证",
    holderHelp: "让新的亲友使用，须持卡人在场确认。",
    done: "已保存",
  },
  {
    share: (name: string) => `${name}: family`,
    who: "Members who may use it, too",
    whoHelp: "At most ten; each shows a proof of their own. Nobody: the holder alone.",
    title: "The member's proof",
    has: (day: string) => `A PIN is set (${day})`,
    none: "No PIN",
    weak: "Set without the member's proof: good for no more than going without. Let the member set it anew by code.",
    locked: (until: string) => `Too many wrong ones: none is looked at until ${until}`,
    set: "Set a PIN",
    change: "Change the PIN",
    remove: "Remove the PIN",
    pin: "New PIN",
    pinHelp: "Six digits, typed by the member. Empty: there is none any more.",
    holder: "The holder's proof",
    holderHelp: "Letting somebody new use it wants the holder.",
    done: "Saved",
  },
);

interface ShareValues {
  members?: string[];
  proof?: Proof;
}

/** Says who but its holder may use a card; letting somebody new wants the holder's proof. */
export function ShareDrawer({ entitlement, close }: { entitlement: Entitlement; close: () => void }): ReactNode {
  const t = useWords(list);
  const client = useQueryClient();
  const { message } = App.useApp();
  const [key] = useState(onceKey);
  const [form] = Form.useForm<ShareValues>();
  const before = entitlement.shared_with ?? [];
  const fresh = (Form.useWatch("members", form) ?? before).some((id) => !before.includes(id));
  const send = async ({ members, proof }: ShareValues) => {
    await ok(
      api.PUT("/v1/entitlements/{id}/sharers", {
        params: { path: { id: entitlement.id } },
        headers: { "Idempotency-Key": key },
        body: { members: members ?? [], proof },
      }),
    );
    await client.invalidateQueries({ queryKey: ["benefits"] });
    void message.success(t.done);
  };
  return (
    <FormDrawer<ShareValues>
      title={t.share(entitlement.name)}
      form={form}
      start={{ members: before, proof: startProof }}
      send={send}
      rename={(field) => proofField(field, form.getFieldValue("proof"))}
      close={close}
    >
      <Form.Item name="members" label={t.who} extra={t.whoHelp}>
        <MembersPick most={10} />
      </Form.Item>
      {fresh ? (
        <>
          <p className="meta form-help">{t.holderHelp}</p>
          <ProofFields label={t.holder} />
        </>
      ) : null}
    </FormDrawer>
  );
}

interface PINValues {
  pin?: string;
  proof?: Proof;
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
        {s.has_pin && !s.pin_proven ? <span className="meta">{t.weak}</span> : null}
        {s.locked_until ? <span className="meta">{t.locked(time(s.locked_until))}</span> : null}
      </Space>
      {open ? <PINDrawer member={member} close={() => setOpen(false)} /> : null}
    </Card>
  );
}

function PINDrawer({ member, close }: { member: Schema<"MemberOut">; close: () => void }): ReactNode {
  const t = useWords(list);
  const client = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<PINValues>();
  const send = async ({ pin, proof }: PINValues) => {
    await ok(api.PUT("/v1/members/{id}/pin", { params: { path: { id: member.id } }, body: { pin: pin ?? "", proof } }));
    await client.invalidateQueries({ queryKey: ["benefits", "proof"] });
    void message.success(t.done);
  };
  return (
    <FormDrawer<PINValues>
      title={t.set}
      form={form}
      start={{ proof: startProof }}
      send={send}
      rename={(field) => proofField(field, form.getFieldValue("proof"))}
      close={close}
    >
      <Form.Item name="pin" label={t.pin} extra={t.pinHelp}>
        <Input.Password maxLength={6} autoComplete="new-password" inputMode="numeric" />
      </Form.Item>
      <ProofFields />
    </FormDrawer>
  );
}
