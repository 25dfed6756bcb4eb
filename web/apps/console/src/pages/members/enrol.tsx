import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { App, Checkbox, Form, Input } from "antd";
import { type ReactNode, useRef } from "react";
import { api, ok, onceKey, Problem } from "../../../../../shared/api.ts";
import { useWords, words } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { FormDrawer } from "../../ui/drawer.tsx";
import { MemberPick } from "../../ui/pick.tsx";
import { useProgramme } from "../../ui/programme.ts";
import { AttributeFields } from "./attributes.tsx";
import { ConsentGrid, consentsOf, type Said } from "./consents.tsx";
import { bodyOf, type PersonValues } from "./form.ts";
import { IdentityFields, PersonFields, SourceFields } from "./person.tsx";

const list = words(
  {
    title: "新增会员",
    who: "是谁",
    whoHelp: "手机号、卡号、邮箱、外部编号至少填一项，用来认出本人。",
    makeCard: "没有卡号时自动生成",
    person: "资料",
    source: "来源",
    referrer: "推荐人",
    more: "更多信息",
    consents: "联系许可",
    consentsHelp: "只记录本人明确说过的；没问过的留“未问”。",
    consentSource: "如何取得",
    consentSourceExample: "如：门店入会单",
    invite: "直接成为会员（体系未开放自助入会，由我批准）",
    done: (name: string) => `${name} 已登记`,
    open: "查看该会员",
    person1: "会员",
  },
  {
    title: "Enrol a member",
    who: "Who it is",
    whoHelp: "At least one of phone, card, e-mail and external id: by it the person is known again.",
    makeCard: "Make a card number where there is none",
    person: "About the person",
    source: "Where from",
    referrer: "Brought by",
    more: "More",
    consents: "Consents",
    consentsHelp: "Only what the person has said; what was not asked stays “Not asked”.",
    consentSource: "How it was said",
    consentSourceExample: "Such as: form in the shop",
    invite: "Make the person a member at once (entry is not open; I approve)",
    done: (name: string) => `${name} is registered`,
    open: "Open that member",
    person1: "The member",
  },
);

/** Somebody who is there already is told at the head, where the link to them stands, not at the field. */
function atHead(cause: unknown): never {
  if (cause instanceof Problem && cause.code === "member_exists") {
    throw new Problem(cause.status, { ...cause.body, errors: [] });
  }
  throw cause;
}

interface Values extends PersonValues {
  consents?: Said;
  consent_source?: string;
  invited?: boolean;
}

/** Enrols a member; refusals stand at their fields, and somebody who is there already is one click away. */
export function EnrolDrawer({ close }: { close: () => void }): ReactNode {
  const t = useWords(list);
  const { message } = App.useApp();
  const client = useQueryClient();
  const navigate = useNavigate();
  const programme = useProgramme();
  const mayAdmit = useMay("members:admit");
  const once = useRef({ body: "", key: "" });
  const send = async (values: Values) => {
    const { consents, consent_source, invited, ...person } = values;
    const said = consentsOf(consents ?? {}, {}, consent_source ?? "");
    const body = { ...bodyOf(person), consents: said.length > 0 ? said : undefined };
    const text = JSON.stringify(body);
    if (once.current.body !== text) once.current = { body: text, key: onceKey() };
    const made = api.POST("/v1/members", {
      params: { query: { invited: invited || undefined } },
      headers: { "Idempotency-Key": once.current.key },
      body,
    });
    const member = await ok(made).catch(atHead);
    void message.success(t.done(member.name || member.phone || t.person1));
    void client.invalidateQueries({ queryKey: ["members"] });
    await navigate({ to: "/members/$id", params: { id: member.id } });
  };
  const help = (problem: unknown) =>
    problem instanceof Problem && problem.code === "member_exists" ? (
      <Link to="/members/$id" params={{ id: String(problem.body.member_id) }}>
        {t.open}
      </Link>
    ) : undefined;
  return (
    <FormDrawer<Values>
      title={t.title}
      close={close}
      send={send}
      help={help}
      size={560}
      start={{ calendar: "solar", make_card: true }}
    >
      <h3 className="form-head">{t.who}</h3>
      <p className="meta form-help">{t.whoHelp}</p>
      <IdentityFields />
      <Form.Item name="make_card" valuePropName="checked">
        <Checkbox>{t.makeCard}</Checkbox>
      </Form.Item>
      {programme.entryOpen || !mayAdmit ? null : (
        <Form.Item name="invited" valuePropName="checked">
          <Checkbox>{t.invite}</Checkbox>
        </Form.Item>
      )}
      <h3 className="form-head">{t.consents}</h3>
      <p className="meta form-help">{t.consentsHelp}</p>
      <Form.Item name="consents">
        <ConsentGrid />
      </Form.Item>
      <Form.Item name="consent_source" label={t.consentSource}>
        <Input maxLength={200} placeholder={t.consentSourceExample} />
      </Form.Item>
      <h3 className="form-head">{t.person}</h3>
      <PersonFields />
      <h3 className="form-head">{t.source}</h3>
      <SourceFields />
      <Form.Item name="referrer_id" label={t.referrer}>
        <MemberPick label={t.referrer} />
      </Form.Item>
      <h3 className="form-head">{t.more}</h3>
      <AttributeFields />
    </FormDrawer>
  );
}
