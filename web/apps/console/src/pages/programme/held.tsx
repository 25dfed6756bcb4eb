import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { useLanguage, useWords, words } from "../../../../../shared/i18n.ts";
import { Card, Tag } from "../../ui/page.tsx";
import { Empty, Show } from "../../ui/states.tsx";
import { kindWords } from "./words.ts";
import "./style.css";

const list = words(
  {
    title: "享有的权益",
    none: "目前没有权益",
    noneText: "等级和付费会员带来的折扣、包邮、服务等会列在这里。",
    by: (plan: string) => `来自“${plan}”`,
    when: (text: string) => `条件：${text}`,
    sold: "按付费会员开通时的条款",
  },
  {
    title: "Benefits",
    none: "No benefits now",
    noneText: "Discounts, free delivery, services and the like, by tier and by paid plan, stand here.",
    by: (plan: string) => `By ${plan}`,
    when: (text: string) => `When: ${text}`,
    sold: "as the plan was bought",
  },
);

/** What the programme and paid plans promise a member now, beside points: what a till has to know. */
export function HeldBenefits({ member }: { member: Schema<"MemberOut"> }): ReactNode {
  const t = useWords(list);
  const k = useWords(kindWords);
  const lang = useLanguage();
  const query = useQuery({
    queryKey: ["members", member.id, "benefits"],
    queryFn: () => ok(api.GET("/v1/members/{id}/benefits", { params: { path: { id: member.id } } })),
  });
  return (
    <Card title={t.title}>
      <Show query={query} rows={3}>
        {(data) =>
          data.benefits.length === 0 ? (
            <Empty title={t.none} text={t.noneText} />
          ) : (
            <ul className="plain promise-rules">
              {data.benefits.map((b) => (
                <li key={`${b.plan_code} ${b.code} ${b.sold}`}>
                  <b>
                    {b.name[lang]} <Tag tone="accent">{k[b.kind]}</Tag>
                  </b>
                  <span className="gives">{b.gives[lang]}</span>
                  <span className="meta">
                    {[
                      b.plan_name[lang] ? t.by(b.plan_name[lang]) : "",
                      b.sold ? t.sold : "",
                      b.condition ? t.when(b.condition[lang]) : "",
                      b.dates?.[lang],
                      b.summary[lang],
                    ]
                      .filter(Boolean)
                      .join(lang === "zh" ? "；" : "; ")}
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Show>
    </Card>
  );
}
