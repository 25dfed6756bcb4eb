import { CheckCircleFilled, ClockCircleFilled } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createLink, Link } from "@tanstack/react-router";
import { Button, DatePicker, Drawer, Form, Input, Radio } from "antd";
import dayjs from "dayjs";
import { type ReactNode, useEffect, useState } from "react";
import { api, ok, onceKey, Problem, type Schema } from "../../../../../shared/api.ts";
import { count, day, time } from "../../../../../shared/format.ts";
import { useLanguage, useWords, words } from "../../../../../shared/i18n.ts";
import { isAsked } from "../../ui/second.tsx";
import { FormProblem, useSend } from "../../ui/send.tsx";
import { Show } from "../../ui/states.tsx";
import { instantOf, lastDay } from "../../ui/zone.ts";
import { Changes } from "./promise.tsx";
import { changedProgramme, compared, useLatest } from "./queries.ts";
import { nextMonday, nextMonth, tomorrow } from "./when.ts";
import { programmeWords } from "./words.ts";

const list = words(
  {
    title: "发布会员体系",
    changes: "这次修改了什么",
    when: "什么时候生效",
    now: "立即",
    tomorrow: "明天",
    monday: "下周一",
    month: "下月 1 日",
    other: "其他时间",
    at: (when: string) => `${when} 00:00`,
    choose: "选择生效时间",
    zone: "商户所在时区的时间。",
    told: "会员会看到的说明",
    toldHint: "根据修改自动写好，可以改动；会员在会员中心看到。",
    zh: "中文",
    en: "英文",
    again: "恢复自动说明",
    publish: "发布",
    simulate: "去推演",
    publishAt: (when: string) => `发布，${when} 生效`,
    kept: "付费会员保留的权益",
    keptHint: "已开通的付费会员在有效期内按开通时的条款享受，续费时按当日条款；其他会员按新的体系。",
    keptBy: (n: string, last: string) => `${n} 份有效，${last ? `最晚至 ${last}` : "终身有效"}`,
    same: "草稿与已发布的版本相同，没有可发布的内容。",
    planned: (n: number, when: string) => `版本 ${n} 已定于 ${when} 生效；这次只能选择更晚的时间，或先撤回它。`,
    doneNow: (n: number) => `版本 ${n} 已生效`,
    done: (n: number, when: string) => `版本 ${n} 已发布，将于 ${when} 生效`,
    doneText: "在那之前会员仍按现在的体系；需要时可以撤回。",
    doneTextNow: "从现在起的消费都按新的体系计算；已经得到的积分不变。",
    waiting: "等待第二人审批",
    waitingText: "设置要求由另一位同事确认后才发布。请同事在审批页处理；通过之前不会生效。",
    toApprovals: "查看审批",
    look: "查看这个版本",
    close: "完成",
  },
  {
    title: "Publish the programme",
    changes: "What changes",
    when: "From when",
    now: "Now",
    tomorrow: "Tomorrow",
    monday: "Next Monday",
    month: "1st of next month",
    other: "Another time",
    at: (when: string) => `${when} 00:00`,
    choose: "Date and time",
    zone: "In the merchant's time zone.",
    told: "What members will be told",
    toldHint: "Written from the changes; you may put it in your own words. Members read it in the member centre.",
    zh: "Chinese",
    en: "English",
    again: "Write it again",
    publish: "Publish",
    simulate: "Simulate it",
    publishAt: (when: string) => `Publish for ${when}`,
    kept: "What paid members keep",
    keptHint:
      "Who has bought a plan has these in the terms of the sale until it ends; a renewal has the terms of its day. Everybody else has the new programme.",
    keptBy: (n: string, last: string) => `${n} in force, ${last ? `the last one until ${last}` : "for life"}`,
    same: "The draft says what was published: there is nothing new.",
    planned: (n: number, when: string) =>
      `Version ${n} takes effect on ${when}; choose a later time, or withdraw it first.`,
    doneNow: (n: number) => `Version ${n} is in force`,
    done: (n: number, when: string) => `Version ${n} is published and takes effect on ${when}`,
    doneText: "Until then members have the present programme; it can be withdrawn.",
    doneTextNow: "Purchases count by the new programme from now on; points that were earned stay.",
    waiting: "Waiting for a second person",
    waitingText:
      "The settings want another colleague to agree. It takes effect once that happened on the page of approvals.",
    toApprovals: "See approvals",
    look: "Look at this version",
    close: "Done",
  },
);

type When = "now" | "tomorrow" | "monday" | "month" | "other";
/** ButtonLink is a button that leads somewhere. */
const ButtonLink = createLink(Button);

type Done = { number: number; at: string; state: string } | { approval: string };

interface Values {
  when: When;
  at?: dayjs.Dayjs;
  note: { zh?: string; en?: string };
}

/** Publishes the saved draft: what changes, from when, and what members are told; then what became of it. */
export function PublishDrawer(props: { tag: string | undefined; close: () => void }): ReactNode {
  const { tag, close } = props;
  const t = useWords(list);
  const [done, setDone] = useState<Done>();
  const shut = () => {
    close();
    setDone(undefined);
  };
  return (
    <Drawer open={tag !== undefined} onClose={shut} size={480} title={t.title} destroyOnHidden>
      {done ? (
        <Outcome done={done} close={shut} />
      ) : tag === undefined ? null : (
        <PublishForm tag={tag} done={setDone} />
      )}
    </Drawer>
  );
}

function PublishForm({ tag, done }: { tag: string; done: (done: Done) => void }): ReactNode {
  const t = useWords(list);
  const client = useQueryClient();
  const [form] = Form.useForm<Values>();
  const [opened] = useState(() => Date.now());
  const [key] = useState(onceKey);
  const [own, setOwn] = useState(false);
  const when = Form.useWatch("when", form) ?? "now";
  const at = Form.useWatch("at", form);
  const wall = {
    now: undefined,
    tomorrow: tomorrow(opened),
    monday: nextMonday(opened),
    month: nextMonth(opened),
    other: at?.format("YYYY-MM-DDTHH:mm"),
  }[when];
  const effective = wall ? instantOf(wall) : undefined;
  const latest = useLatest();
  const changes = useQuery({
    ...compared(latest?.which ?? "in_force", "draft", effective),
    enabled: !!latest,
    staleTime: 0,
  });
  const { busy, problem, send } = useSend(form, (f) => (f === "effective_at" ? "when" : f === "note" ? "note.zh" : f));
  const note = changes.data?.note;
  useEffect(() => {
    if (note && !own) form.setFieldsValue({ note });
  }, [note, own, form]);
  const publish = (values: Values) =>
    send(async () => {
      const out = await ok(
        api.POST("/v1/program/draft/publish", {
          params: { header: { "If-Match": tag, "Idempotency-Key": key } },
          body: { effective_at: effective, note: { zh: values.note.zh || undefined, en: values.note.en || undefined } },
        }),
      );
      await changedProgramme(client);
      await client.invalidateQueries({ queryKey: ["approvals"] });
      done(
        isAsked(out)
          ? { approval: out.approval_id }
          : { number: out.number, at: out.effective_at ?? "", state: out.state },
      );
    });
  const next = latest?.planned;
  const none = changes.data?.changes.length === 0;
  return (
    <Form<Values>
      form={form}
      layout="vertical"
      requiredMark={false}
      initialValues={{ when: "now", note: {} }}
      onFinish={publish}
    >
      <FormProblem
        problem={problem}
        action={
          problem instanceof Problem && problem.code === "simulation_needed" ? (
            <Link to="/simulations">{t.simulate}</Link>
          ) : undefined
        }
      />
      <h3 className="small-head">{t.changes}</h3>
      <Show query={changes} rows={3}>
        {(data) => (none ? <p className="warn">{t.same}</p> : <Changes changes={data.changes} />)}
      </Show>
      {changes.data && changes.data.kept.length > 0 ? <Kept kept={changes.data.kept} /> : null}
      {next ? <p className="meta warn">{t.planned(next.number, time(next.effective_at ?? ""))}</p> : null}
      <Form.Item name="when" label={t.when} extra={t.zone} style={{ marginTop: 24 }}>
        <Radio.Group
          className="pg-when"
          options={[
            { value: "now", label: t.now },
            ...(tomorrow(opened) === nextMonday(opened)
              ? []
              : [{ value: "tomorrow", label: <WhenLabel name={t.tomorrow} wall={tomorrow(opened)} /> }]),
            { value: "monday", label: <WhenLabel name={t.monday} wall={nextMonday(opened)} /> },
            { value: "month", label: <WhenLabel name={t.month} wall={nextMonth(opened)} /> },
            { value: "other", label: t.other },
          ]}
        />
      </Form.Item>
      {when === "other" ? (
        <Form.Item name="at" label={t.choose} rules={[{ required: true, message: t.choose }]}>
          <DatePicker
            showTime={{ format: "HH:mm" }}
            format="YYYY-MM-DD HH:mm"
            minDate={dayjs()}
            style={{ width: "100%" }}
          />
        </Form.Item>
      ) : null}
      <h3 className="small-head">{t.told}</h3>
      <p className="meta">{t.toldHint}</p>
      {(["zh", "en"] as const).map((lang) => (
        <Form.Item key={lang} name={["note", lang]} label={t[lang]} style={{ marginTop: 12 }}>
          <Input.TextArea
            autoSize={{ minRows: 3, maxRows: 10 }}
            maxLength={500}
            showCount
            onChange={() => setOwn(true)}
          />
        </Form.Item>
      ))}
      <div className="row publish-foot">
        <Button type="primary" htmlType="submit" loading={busy} disabled={none || (when === "other" && !effective)}>
          {effective ? t.publishAt(time(effective)) : t.publish}
        </Button>
        {own && note ? (
          <Button type="text" onClick={() => setOwn(false)}>
            {t.again}
          </Button>
        ) : null}
      </div>
    </Form>
  );
}

/** What members keep of the plans that they have paid for, though the programme no longer gives as much. */
function Kept({ kept }: { kept: Schema<"PaidKept">[] }): ReactNode {
  const t = useWords(list);
  const lang = useLanguage();
  return (
    <>
      <h3 className="small-head" style={{ marginTop: 24 }}>
        {t.kept}
      </h3>
      <p className="meta">{t.keptHint}</p>
      <ul className="plain promise-rules">
        {kept.map((k, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two sales of a plan may differ in terms alone
          <li key={`${k.plan_code} ${k.code} ${i}`}>
            <b>{k.name[lang]}</b>
            <span className="gives">{k.gives[lang]}</span>
            <span className="meta">
              {[
                k.plan_name[lang],
                t.keptBy(count(k.memberships), k.until ? day(lastDay(k.until)) : ""),
                k.condition?.[lang],
              ]
                .filter(Boolean)
                .join(lang === "zh" ? "；" : "; ")}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

function WhenLabel({ name, wall }: { name: string; wall: string }): ReactNode {
  return (
    <>
      {name} <span className="meta">{time(instantOf(wall))}</span>
    </>
  );
}

function Outcome({ done, close }: { done: Done; close: () => void }): ReactNode {
  const t = useWords(list);
  const p = useWords(programmeWords);
  if ("approval" in done) {
    return (
      <div className="state" role="status">
        <ClockCircleFilled className="big warn" />
        <h3>{t.waiting}</h3>
        <p>{t.waitingText}</p>
        <div className="row">
          <ButtonLink type="primary" to="/approvals" search={{ id: done.approval }}>
            {t.toApprovals}
          </ButtonLink>
          <Button onClick={close}>{t.close}</Button>
        </div>
      </div>
    );
  }
  const ahead = done.state === "scheduled";
  return (
    <div className="state" role="status">
      <CheckCircleFilled className="big good" />
      <h3>{ahead ? t.done(done.number, time(done.at)) : t.doneNow(done.number)}</h3>
      <p>{ahead ? t.doneText : t.doneTextNow}</p>
      <div className="row">
        <Link to="/programme/versions/$number" params={{ number: String(done.number) }}>
          {t.look}
        </Link>
        <Link to="/programme">{p.title}</Link>
        <Button onClick={close}>{t.close}</Button>
      </div>
    </div>
  );
}
