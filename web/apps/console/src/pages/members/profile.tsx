import { Button } from "antd";
import { type ReactNode, useState } from "react";
import type { Schema } from "../../../../../shared/api.ts";
import { date, day, time } from "../../../../../shared/format.ts";
import { useWords, words } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { useLabel } from "../../ui/labels.ts";
import { Card, Hint, Tag } from "../../ui/page.tsx";
import { useStores } from "../../ui/pick.tsx";
import { MemberLink } from "../../ui/who.tsx";
import { useAttributes, useAttributeWords } from "./attributes.tsx";
import { Children } from "./children.tsx";
import { ConsentDrawer } from "./edit.tsx";
import { phoneText } from "./phone.ts";

const list = words(
  {
    identities: "身份",
    phone: "手机号",
    dead: "已失效",
    email: "邮箱",
    card: "会员卡号",
    external: "外部编号",
    wechat: "微信",
    unionid: "unionid",
    id: "会员编号",
    person: "资料",
    gender: "性别",
    birthday: "生日",
    lunar: (m: number, d: number, leap: boolean) => `农历${leap ? "闰" : ""}${m} 月 ${d} 日`,
    address: "地址",
    personal: "个性化推荐",
    on: "允许",
    off: "已关闭",
    source: "来源",
    store: "归属门店",
    channel: "来源渠道",
    campaign: "来源活动",
    referrer: "推荐人",
    joined: "入会时间",
    created: "建档时间",
    tags: "标签",
    noTags: "没有标签",
    attributes: "更多信息",
    noAttributes: "没有设置自定义属性。",
    consents: "联系许可",
    purpose: "用途",
    channelOf: "渠道",
    answer: "答复",
    when: "时间与来源",
    yes: "同意",
    no: "拒绝",
    noConsents: "没有问过。没有同意的渠道，不会收到营销消息。",
    change: "修改",
  },
  {
    identities: "Identities",
    phone: "Phone",
    dead: "reaches nobody",
    email: "E-mail",
    card: "Card number",
    external: "External id",
    wechat: "WeChat",
    unionid: "unionid",
    id: "Member id",
    person: "About the person",
    gender: "Gender",
    birthday: "Birthday",
    lunar: (m: number, d: number, leap: boolean) => `${leap ? "leap " : ""}lunar month ${m}, day ${d}`,
    address: "Address",
    personal: "Personal recommendations",
    on: "Allowed",
    off: "Switched off",
    source: "Where from",
    store: "Home store",
    channel: "Won by",
    campaign: "Campaign",
    referrer: "Brought by",
    joined: "Joined",
    created: "Record made",
    tags: "Tags",
    noTags: "No tags",
    attributes: "More",
    noAttributes: "No attributes of the merchant's own.",
    consents: "Consents",
    purpose: "Purpose",
    channelOf: "Channel",
    answer: "Answer",
    when: "When and how",
    yes: "Agrees",
    no: "Refuses",
    noConsents: "Never asked. Without a yes nothing of marketing is sent.",
    change: "Change",
  },
);

type Member = Schema<"MemberOut">;

/** Who the member is: identities, person, source, the merchant's own attributes, consents, children. */
export function Profile({ member }: { member: Member }): ReactNode {
  const mayReveal = useMay("members:reveal");
  return (
    <div className="grid top">
      <div className="span-6 stack">
        <Identities member={member} />
        <Person member={member} />
      </div>
      <div className="span-6 stack">
        <Consents member={member} />
        <Own member={member} />
        {mayReveal ? <Children id={member.id} /> : null}
      </div>
    </div>
  );
}

/** Name and value; rows without a value are a dash. */
function Rows({ rows }: { rows: [string, ReactNode][] }): ReactNode {
  return (
    <dl className="facts">
      {rows.map(([name, value]) => (
        <div key={name} className="fact-pair">
          <dt>{name}</dt>
          <dd>{value || "—"}</dd>
        </div>
      ))}
    </dl>
  );
}

function Identities({ member }: { member: Member }): ReactNode {
  const t = useWords(list);
  return (
    <Card title={t.identities}>
      <Rows
        rows={[
          [
            t.phone,
            member.phone ? (
              <span key="p" className="tabular">
                {phoneText(member.phone)} {member.phone_dead ? <Tag tone="bad">{t.dead}</Tag> : null}
              </span>
            ) : null,
          ],
          [t.card, member.card_no],
          [t.email, member.email],
          [t.external, member.external_id],
          [
            t.wechat,
            member.wechat?.map((w) => (
              <div key={`${w.app_id}${w.openid}${w.unionid}`} className="meta">
                {w.openid ? `${w.app_id}: ${w.openid}` : `${t.unionid}: ${w.unionid}`}
              </div>
            )),
          ],
          [t.id, <code key="id">{member.id}</code>],
        ]}
      />
    </Card>
  );
}

function Person({ member }: { member: Member }): ReactNode {
  const t = useWords(list);
  const label = useLabel();
  const { name: store } = useStores();
  const lunar = member.birthday_lunar;
  const solar = member.birthday && /^\d{4}-\d{2}-\d{2}$/.test(member.birthday) ? day(member.birthday) : member.birthday;
  const birthday = [lunar && t.lunar(lunar.month, lunar.day, lunar.leap === true), solar].filter(Boolean).join(" · ");
  return (
    <Card title={t.person}>
      <Rows
        rows={[
          [t.gender, label("gender", member.gender)],
          [t.birthday, birthday],
          [t.address, member.address],
          [
            t.personal,
            member.personalised ? (
              t.on
            ) : (
              <span key="off" className="warn">
                {t.off}
              </span>
            ),
          ],
          [t.store, store(member.store_id)],
          [t.channel, label("channel", member.channel)],
          [t.campaign, member.campaign],
          [t.referrer, member.referrer_id ? <MemberLink key="r" id={member.referrer_id} /> : null],
          [t.joined, member.joined_at ? time(member.joined_at) : null],
          [t.created, member.created_at ? time(member.created_at) : null],
          [
            t.tags,
            member.tags.length ? (
              <span key="t" className="tags">
                {member.tags.map((tag) => (
                  <Tag key={tag}>{tag}</Tag>
                ))}
              </span>
            ) : (
              t.noTags
            ),
          ],
        ]}
      />
    </Card>
  );
}

function Own({ member }: { member: Member }): ReactNode {
  const t = useWords(list);
  const attributes = useAttributes();
  const { label, why, answer } = useAttributeWords();
  const shown = attributes.filter((a) => !a.archived || member.attributes[a.code] !== undefined);
  return (
    <Card title={t.attributes}>
      {shown.length === 0 ? (
        <p className="meta">{t.noAttributes}</p>
      ) : (
        <dl className="facts">
          {shown.map((a) => (
            <div key={a.code} className="fact-pair">
              <dt>
                {label(a)} {why(a) ? <Hint text={why(a)} /> : null}
              </dt>
              <dd>{answer(a, member.attributes[a.code])}</dd>
            </div>
          ))}
        </dl>
      )}
    </Card>
  );
}

function Consents({ member }: { member: Member }): ReactNode {
  const t = useWords(list);
  const label = useLabel();
  const may = useMay("members:write");
  const [changing, setChanging] = useState(false);
  return (
    <Card
      title={t.consents}
      aside={
        may ? (
          <Button size="small" onClick={() => setChanging(true)}>
            {t.change}
          </Button>
        ) : undefined
      }
    >
      {member.consents.length === 0 ? (
        <p className="meta">{t.noConsents}</p>
      ) : (
        <div className="table-scroll">
          <table className="plain-table">
            <thead>
              <tr>
                <th scope="col">{t.purpose}</th>
                <th scope="col">{t.channelOf}</th>
                <th scope="col">{t.answer}</th>
                <th scope="col">{t.when}</th>
              </tr>
            </thead>
            <tbody>
              {member.consents.map((c) => (
                <tr key={`${c.purpose}/${c.channel}`}>
                  <td>{label("purpose", c.purpose)}</td>
                  <td>{label("contact", c.channel)}</td>
                  <td>
                    <Tag tone={c.granted ? "good" : undefined}>{c.granted ? t.yes : t.no}</Tag>
                  </td>
                  <td className="meta">
                    {c.at ? date(c.at) : ""} {c.source}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {changing ? <ConsentDrawer member={member} close={() => setChanging(false)} /> : null}
    </Card>
  );
}
