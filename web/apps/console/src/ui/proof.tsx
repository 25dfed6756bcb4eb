import { Form, Input, Radio } from "antd";
import type { ReactNode } from "react";
import { useWords, words } from "../../../../shared/i18n.ts";
import { useMay } from "../session.tsx";

const list = words(
  {
    proof: "会员确认",
    member_code: "会员码",
    pin: "PIN",
    override: "免确认",
    code: "会员码（18 位，可扫码）",
    pinValue: "会员的 PIN",
    why: "免确认的原因",
    whyHelp: "会写入审计记录；超过设置中的上限须会员凭证。",
    needed: "请填写",
  },
  {
    proof: "Member's proof",
    member_code: "Member code",
    pin: "PIN",
    override: "No proof",
    code: "Member code, 18 digits; may be scanned",
    pinValue: "The member's PIN",
    why: "Why without proof",
    whyHelp: "It stands in the audit trail. Above the limits of the settings the member's proof is needed.",
    needed: "Please fill this in",
  },
);

/** What proves that the member is there, or why staff go without: the `proof` of a request. */
export interface Proof {
  kind: "member_code" | "pin" | "override";
  value?: string;
  reason?: string;
}

/** What the fields begin with. */
export const startProof: Proof = { kind: "member_code" };

/** Where what is wrong with a proof stands in the form that has given it. */
export function proofField(field: string, proof: Proof | undefined): string {
  return field === "proof" ? `proof.${proof?.kind === "override" ? "reason" : "value"}` : field;
}

/** The fields of a proof, as `proof` of a form. Who may not go without is not offered it. */
export function ProofFields({ label, help }: { label?: string; help?: string }): ReactNode {
  const t = useWords(list);
  const mayOverride = useMay("spend:override");
  const form = Form.useFormInstance<{ proof?: Proof }>();
  const kind = Form.useWatch(["proof", "kind"], form) ?? startProof.kind;
  const kinds = mayOverride ? (["member_code", "pin", "override"] as const) : (["member_code", "pin"] as const);
  const needed = [{ required: true, whitespace: true, message: t.needed }];
  return (
    <>
      <Form.Item name={["proof", "kind"]} label={label ?? t.proof} extra={help}>
        <Radio.Group options={kinds.map((value) => ({ value, label: t[value] }))} />
      </Form.Item>
      {kind === "override" ? (
        <Form.Item key="reason" name={["proof", "reason"]} label={t.why} extra={t.whyHelp} rules={needed}>
          <Input.TextArea maxLength={500} autoSize={{ minRows: 2, maxRows: 5 }} />
        </Form.Item>
      ) : (
        <Form.Item
          key={kind}
          name={["proof", "value"]}
          label={kind === "pin" ? t.pinValue : t.code}
          rules={needed}
          normalize={(typed: string) => typed.replace(/[\s-]/g, "")} // as members read it out: in groups
          preserve={false}
        >
          {kind === "pin" ? (
            <Input.Password maxLength={6} autoComplete="off" inputMode="numeric" />
          ) : (
            <Input maxLength={40} autoComplete="off" inputMode="numeric" />
          )}
        </Form.Item>
      )}
    </>
  );
}
