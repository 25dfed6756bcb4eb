import { useQueryClient } from "@tanstack/react-query";
import { App, Form, Input } from "antd";
import type { ReactNode } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { useWords, words } from "../../../../../shared/i18n.ts";
import { FormDrawer } from "../../ui/drawer.tsx";
import { AttributeFields } from "./attributes.tsx";
import { ConsentGrid, consentsOf, type Said, saidOf } from "./consents.tsx";
import { isMask, maskedTexts, type PersonValues, patchOf, valuesOf } from "./form.ts";
import { IdentityFields, PersonFields, SourceFields, SwitchFields } from "./person.tsx";

const list = words(
  {
    title: (name: string) => `修改资料：${name}`,
    consentTitle: (name: string) => `联系许可：${name}`,
    saved: "已保存",
    same: "没有改动",
    who: "身份",
    person: "资料",
    source: "归属与标签",
    more: "更多信息",
    consentsHelp: "说过的同意或拒绝可以改，不能当作没说过；每次改动都会留下记录。",
    how: "如何取得",
    howExample: "如：电话中口头要求退订",
    howNeeded: "请写明如何取得",
  },
  {
    title: (name: string) => `Change ${name}`,
    consentTitle: (name: string) => `Consents of ${name}`,
    saved: "Saved",
    same: "Nothing was changed",
    who: "Identity",
    person: "About the person",
    source: "Where from, tags",
    more: "More",
    consentsHelp: "A yes or no can change, but not be unsaid; every change is kept.",
    how: "How it was said",
    howExample: "Such as: asked on the phone to stop",
    howNeeded: "Please say how",
  },
);

type Member = Schema<"MemberOut">;

interface Props {
  member: Member;
  close: () => void;
  fresh: () => Promise<unknown>;
}

/** Changes a member. Only what was changed is sent, and refused where somebody else was faster. */
export function EditDrawer({ member, close, fresh }: Props): ReactNode {
  const t = useWords(list);
  const { message } = App.useApp();
  const client = useQueryClient();
  const before = valuesOf(member);
  const masks = Object.fromEntries(
    maskedTexts.filter((key) => isMask(member, member[key])).map((key) => [key, member[key]]),
  );
  const send = async (values: PersonValues) => {
    const patch = patchOf(before, { ...before, ...values });
    if (Object.keys(patch).length === 0) {
      void message.info(t.same);
      return;
    }
    await ok(
      api.PATCH("/v1/members/{id}", {
        params: { path: { id: member.id } },
        headers: { "If-Match": `"${member.version}"` },
        body: patch,
      }),
    );
    void message.success(t.saved);
    await client.invalidateQueries({ queryKey: ["members"] });
  };
  return (
    <FormDrawer<PersonValues>
      title={t.title(member.name || member.id)}
      close={close}
      start={before}
      send={send}
      fresh={fresh}
    >
      <h3 className="form-head">{t.who}</h3>
      <IdentityFields masks={masks} />
      <h3 className="form-head">{t.source}</h3>
      <SourceFields />
      <h3 className="form-head">{t.person}</h3>
      <PersonFields masks={masks} />
      <SwitchFields />
      <h3 className="form-head">{t.more}</h3>
      <AttributeFields without={(a) => a.sensitive === true && member.masked === true} />
    </FormDrawer>
  );
}

/** Changes what a member agreed to. */
export function ConsentDrawer({ member, close }: Omit<Props, "fresh">): ReactNode {
  const t = useWords(list);
  const { message } = App.useApp();
  const client = useQueryClient();
  const before = saidOf(member.consents);
  const send = async (values: { said: Said; source: string }) => {
    const consents = consentsOf(values.said, before, values.source);
    if (consents.length === 0) {
      void message.info(t.same);
      return;
    }
    await ok(api.PATCH("/v1/members/{id}", { params: { path: { id: member.id } }, body: { consents } }));
    void message.success(t.saved);
    await client.invalidateQueries({ queryKey: ["members"] });
  };
  return (
    <FormDrawer<{ said: Said; source: string }>
      title={t.consentTitle(member.name || member.id)}
      close={close}
      start={{ said: before }}
      send={send}
    >
      <p className="meta form-help">{t.consentsHelp}</p>
      <Form.Item name="said">
        <ConsentGrid before={before} />
      </Form.Item>
      <Form.Item name="source" label={t.how} rules={[{ required: true, whitespace: true, message: t.howNeeded }]}>
        <Input maxLength={200} placeholder={t.howExample} />
      </Form.Item>
    </FormDrawer>
  );
}
