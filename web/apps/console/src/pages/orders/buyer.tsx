import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Schema } from "../../../../../shared/api.ts";
import { count } from "../../../../../shared/format.ts";
import { useWords, words } from "../../../../../shared/i18n.ts";
import { Card, Who } from "../../ui/page.tsx";
import { useProgramme } from "../../ui/programme.ts";
import { Show } from "../../ui/states.tsx";
import { useMember } from "../../ui/who.tsx";
import { phoneText } from "../members/phone.ts";
import { TierTag } from "../members/tiertag.tsx";

const list = words(
  {
    title: "会员",
    guest: "散客订单",
    guestText: "只计入门店销售额，不得分。顾客可凭单号归到自己名下。",
    available: (n: string, name: string) => `可用 ${n} ${name}`,
    debt: (n: string) => `欠分 ${n}`,
  },
  {
    title: "Member",
    guest: "A guest's order",
    guestText: "It counts in the shop's sales only and earns nothing. It can be given to the member who placed it.",
    available: (n: string, name: string) => `${n} ${name} to spend`,
    debt: (n: string) => `owes ${n}`,
  },
);

/** Who bought: name, tier and points of the member, or that it was a guest. */
export function MemberCard({ id }: { id: string | null | undefined }): ReactNode {
  const t = useWords(list);
  const member = useMember(id);
  return (
    <Card title={t.title}>
      {id ? (
        <Show query={member} rows={2}>
          {(m) => <Member member={m} />}
        </Show>
      ) : (
        <>
          <b>{t.guest}</b>
          <p className="meta">{t.guestText}</p>
        </>
      )}
    </Card>
  );
}

function Member({ member }: { member: Schema<"MemberOut"> }): ReactNode {
  const t = useWords(list);
  const programme = useProgramme();
  return (
    <div className="stack" style={{ gap: 8 }}>
      <Link to="/members/$id" params={{ id: member.id }} className="plain-link">
        <Who name={member.name || member.card_no || member.id} sub={phoneText(member.phone) || member.card_no} />
      </Link>
      <span className="row">
        {member.tier ? (
          <TierTag code={member.tier.code} name={member.tier.name} color={programme.color(member.tier.code)} />
        ) : null}
        <span className="meta">{t.available(count(member.points.available), programme.points)}</span>
        {member.points.debt > 0 ? <span className="bad">{t.debt(count(member.points.debt))}</span> : null}
      </span>
    </div>
  );
}
