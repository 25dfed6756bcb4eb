import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { App, Button, Form, Input, Select } from "antd";
import type { ReactNode } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { time } from "../../../../../shared/format.ts";
import { useWords, words } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { FormDrawer } from "../../ui/drawer.tsx";
import { useLabel } from "../../ui/labels.ts";
import { Tag } from "../../ui/page.tsx";
import { useProgramme } from "../../ui/programme.ts";
import { useWaits } from "../../ui/second.tsx";
import { Empty, Show } from "../../ui/states.tsx";
import { Rows } from "../../ui/table.tsx";
import { dayAfter, dayOf, instantOf } from "../../ui/zone.ts";
import { DayInput } from "./person.tsx";

const list = words(
  {
    label: "等级变动",
    give: "手工授予等级",
    end: "结束手工等级",
    at: "时间",
    move: "变动",
    tier: "等级",
    why: "原因",
    order: "由订单引起",
    undone: "后来撤销",
    none: "还没有等级变动",
    noneText: "入会、升级、保级、降级和手工授予都会记在这里。",
    title: (name: string) => `授予等级：${name}`,
    endTitle: (name: string) => `结束手工等级：${name}`,
    endHelp: "立即结束手工授予的等级；按消费条件应得的等级照常保留。",
    help: "手工等级只会更高，不会降低：与按条件所得的等级相比，取高者。",
    choose: "等级",
    until: "有效至（含当天）",
    untilNeeded: "手工等级必须有结束日期",
    reason: "原因",
    reasonExample: "如：老顾客回归，店长邀请",
    needed: "请填写",
    past: "结束日期不能早于今天",
    saved: (tier: string) => `当前等级：${tier}`,
  },
  {
    label: "Moves of the tier",
    give: "Give a tier by hand",
    end: "End the given tier",
    at: "When",
    move: "Move",
    tier: "Tier",
    why: "Why",
    order: "by an order",
    undone: "undone later",
    none: "No moves yet",
    noneText: "Joining, upgrades, keeping, stepping down and what is given by hand are kept here.",
    title: (name: string) => `Give a tier to ${name}`,
    endTitle: (name: string) => `End the given tier of ${name}`,
    endHelp: "Ends at once what was given by hand; what the conditions give stays.",
    help: "A tier given by hand never lowers: of it and what the conditions give the higher one counts.",
    choose: "Tier",
    until: "Until (that day included)",
    untilNeeded: "A tier given by hand needs an end",
    reason: "Reason",
    reasonExample: "Such as: an old friend of the house",
    needed: "Please fill in",
    past: "The end cannot lie before today",
    saved: (tier: string) => `The tier is now ${tier}`,
  },
);

/** Every move of a member's tier, the latest first. */
export function Tiers({ id, open }: { id: string; open: (what: "tier" | "tierEnd") => void }): ReactNode {
  const t = useWords(list);
  const label = useLabel();
  const programme = useProgramme();
  const may = useMay("rewards:write");
  const history = useQuery({
    queryKey: ["members", "tiers", id],
    queryFn: () => ok(api.GET("/v1/members/{id}/tier-history", { params: { path: { id } } })),
  });
  return (
    <>
      {may ? (
        <div className="toolbar">
          <Button onClick={() => open("tier")}>{t.give}</Button>
          <Button onClick={() => open("tierEnd")}>{t.end}</Button>
        </div>
      ) : null}
      <Show query={history} rows={4}>
        {(page) => (
          <section aria-label={t.label}>
            <Rows<Schema<"TierChangeOut">>
              rowKey={(c) => `${c.at}${c.move}${c.to}`}
              dataSource={page.data.toReversed()}
              locale={{ emptyText: <Empty title={t.none} text={t.noneText} /> }}
              columns={[
                { key: "at", title: t.at, className: "tabular", render: (_, c) => (c.at ? time(c.at) : "—") },
                {
                  key: "move",
                  title: t.move,
                  render: (_, c) => (
                    <>
                      {label("move", c.move)}{" "}
                      {c.undone && c.move !== "undone" ? <Tag tone="warn">{t.undone}</Tag> : null}
                    </>
                  ),
                },
                {
                  key: "tier",
                  title: t.tier,
                  render: (_, c) =>
                    c.from ? `${programme.tier(c.from)} → ${programme.tier(c.to)}` : programme.tier(c.to),
                },
                {
                  key: "why",
                  title: t.why,
                  render: (_, c) =>
                    c.why?.startsWith("order:") ? (
                      <Link to="/orders/$id" params={{ id: c.why.slice(6) }}>
                        {t.order}
                      </Link>
                    ) : (
                      <span className="wrap">{c.why || "—"}</span>
                    ),
                },
              ]}
            />
          </section>
        )}
      </Show>
    </>
  );
}

interface Values {
  code: string;
  until: string;
  reason: string;
}

/** Gives a tier by hand until an end, or ends what was given. */
export function TierDrawer({
  member,
  end,
  close,
}: {
  member: Schema<"MemberOut">;
  end: boolean;
  close: () => void;
}): ReactNode {
  const t = useWords(list);
  const programme = useProgramme();
  const { message } = App.useApp();
  const client = useQueryClient();
  const waits = useWaits();
  const today = dayOf(Date.now());
  const send = async (values: Values) => {
    const answer = await ok(
      api.PUT("/v1/members/{id}/tier", {
        params: { path: { id: member.id } },
        body: end
          ? { code: "", reason: values.reason }
          : { code: values.code, until: instantOf(dayAfter(values.until)), reason: values.reason },
      }),
    );
    if (!waits(answer)) void message.success(t.saved(answer.tier?.name ?? "—"));
    await client.invalidateQueries({ queryKey: ["members"] });
  };
  const name = member.name || member.id;
  const rules = [{ required: true, whitespace: true, message: t.needed }];
  return (
    <FormDrawer<Values>
      title={end ? t.endTitle(name) : t.title(name)}
      close={close}
      send={send}
      submit={end ? t.end : t.give}
    >
      <p className="meta form-help">{end ? t.endHelp : t.help}</p>
      {end ? null : (
        <>
          <Form.Item name="code" label={t.choose} rules={[{ required: true, message: t.needed }]}>
            <Select options={programme.tiers.map((x) => ({ value: x.code, label: x.name }))} />
          </Form.Item>
          <Form.Item
            name="until"
            label={t.until}
            rules={[
              { required: true, message: t.untilNeeded },
              { validator: (_, v) => (!v || v >= today ? Promise.resolve() : Promise.reject(new Error(t.past))) },
            ]}
          >
            <DayInput />
          </Form.Item>
        </>
      )}
      <Form.Item name="reason" label={t.reason} rules={rules}>
        <Input.TextArea rows={2} maxLength={500} placeholder={t.reasonExample} />
      </Form.Item>
    </FormDrawer>
  );
}
