import { CheckOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Fragment, type ReactNode } from "react";
import { api, ok } from "../../../../../shared/api.ts";
import { useLanguage, useWords, words } from "../../../../../shared/i18n.ts";
import { useMe } from "../../session.tsx";
import { Card, Tag } from "../../ui/page.tsx";
import { Show } from "../../ui/states.tsx";

const list = words(
  {
    roles: "角色能做什么",
    can: "可以",
    cannot: "不可以",
    what: "权限",
    you: "您的角色",
    sub: "每个员工有一个角色；门店员工只能看到自己门店的订单。",
  },
  {
    roles: "What each role may do",
    can: "may",
    cannot: "may not",
    what: "Permission",
    you: "Your role",
    sub: "Each person has one role. Staff of single stores see the orders of these stores.",
  },
);

/** What each role may do, in words. */
export default function Roles(): ReactNode {
  const t = useWords(list);
  const lang = useLanguage();
  const me = useMe();
  const query = useQuery({ queryKey: ["roles", lang], queryFn: () => ok(api.GET("/v1/roles")), staleTime: 300_000 });
  return (
    <Show query={query} rows={12}>
      {({ roles, details }) => {
        const groups = [...new Set((details ?? []).map((d) => d.group))];
        return (
          <>
            <Card title={t.roles} aside={<span className="only-wide">{t.sub}</span>}>
              <dl className="facts">
                {(roles ?? []).map((r) => (
                  <Fragment key={r.role}>
                    <dt>
                      {r.name} {r.role === me.role ? <Tag tone="accent">{t.you}</Tag> : null}
                    </dt>
                    <dd>{r.explanation}</dd>
                  </Fragment>
                ))}
              </dl>
            </Card>
            <Card flush>
              {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls has to be reached by keyboard */}
              <section className="table-scroll" tabIndex={0} aria-label={t.roles}>
                <table className="matrix">
                  <thead>
                    <tr>
                      <th scope="col">{t.what}</th>
                      {(roles ?? []).map((r) => (
                        <th key={r.role} scope="col">
                          {r.name}
                        </th>
                      ))}
                    </tr>
                  </thead>
                  <tbody>
                    {groups.map((group) => (
                      <Fragment key={group}>
                        <tr className="group">
                          <th scope="rowgroup" colSpan={1 + (roles ?? []).length}>
                            {group}
                          </th>
                        </tr>
                        {(details ?? [])
                          .filter((d) => d.group === group)
                          .map((d) => (
                            <tr key={d.permission}>
                              <th scope="row">
                                {d.name}
                                <div className="meta">{d.explanation}</div>
                              </th>
                              {(roles ?? []).map((r) => {
                                const may = (d.roles ?? []).includes(r.role);
                                return (
                                  <td key={r.role}>
                                    {may ? (
                                      <CheckOutlined className="good" aria-hidden="true" />
                                    ) : (
                                      <span aria-hidden="true">·</span>
                                    )}
                                    <span className="visually-hidden">{may ? t.can : t.cannot}</span>
                                  </td>
                                );
                              })}
                            </tr>
                          ))}
                      </Fragment>
                    ))}
                  </tbody>
                </table>
              </section>
            </Card>
          </>
        );
      }}
    </Show>
  );
}
