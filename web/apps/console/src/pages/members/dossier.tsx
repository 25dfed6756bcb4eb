import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { App, Button, Drawer, Form, Input } from "antd";
import type { ReactNode } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { count, money } from "../../../../../shared/format.ts";
import { useWords, words } from "../../../../../shared/i18n.ts";
import { FormDrawer } from "../../ui/drawer.tsx";
import { useProgramme } from "../../ui/programme.ts";
import { useWaits } from "../../ui/second.tsx";
import { FormProblem, useSend } from "../../ui/send.tsx";

const list = words(
  {
    exportTitle: (name: string) => `导出个人数据：${name}`,
    exportText:
      "生成一份 JSON 文件，包含本系统知道的关于这个人的一切：身份、资料、联系许可及历史、订单、积分与成长值明细、等级、时间线、宝宝信息。",
    exportWho: "文件里是完整的、未脱敏的个人信息，只应交给本人。导出会记入审计记录。",
    download: "生成并下载",
    cancel: "取消",
    exported: "文件已下载",
    eraseTitle: (name: string) => `删除个人资料：${name}`,
    destroyed: "会被永久清除",
    d1: "姓名、手机号、邮箱、卡号、微信、地址、生日、自定义资料、宝宝信息",
    d2: "联系许可与标签；今后再也无法找到或联系这个人",
    d3: (points: string, growth: string, name: string) => `${points} ${name}和 ${growth} 成长值全部作废`,
    d5: "优惠券、次卡与次数权益、付费会员作废；付过钱的请先退款",
    d4: (sum: string) => `${sum} 储值余额作废，请先退还`,
    stays: "会保留（不再指向任何人）",
    s1: (n: string, sum: string) => `${n} 张订单及其金额（${sum}），用于报表和对账`,
    s2: "账本分录、审计记录（只有编号）",
    never: "删除后无法恢复，也无法撤销。",
    reason: "原因",
    reasonHelp: "会长期留在审计记录里，请不要写姓名或电话",
    reasonExample: "如：本人书面申请删除",
    confirm: (name: string) => `输入“${name}”确认`,
    mismatch: "与姓名不一致",
    needed: "请填写",
    act: (name: string) => `永久删除 ${name} 的资料`,
    erased: "个人资料已删除",
  },
  {
    exportTitle: (name: string) => `Export what is known of ${name}`,
    exportText:
      "Makes a JSON file of everything that is known of this person: identities, profile, consents and their history, orders, entries of points and growth, tiers, timeline, children.",
    exportWho:
      "The file holds personal data in full and is for the person only. The audit trail says that it was made.",
    download: "Make and download",
    cancel: "Cancel",
    exported: "The file was downloaded",
    eraseTitle: (name: string) => `Erase ${name}`,
    destroyed: "Destroyed for ever",
    d1: "Name, phone, e-mail, card, WeChat, address, birthday, attributes, children",
    d2: "Consents and tags; nobody can find or reach this person any more",
    d3: (points: string, growth: string, name: string) => `${points} ${name} and ${growth} growth are forfeited`,
    d5: "Coupons, cards, entitlements and paid plans are forfeited: refund first what was paid for",
    d4: (sum: string) => `${sum} of balance are forfeited: pay them back first`,
    stays: "Stays, without a person",
    s1: (n: string, sum: string) => `${n} orders and their sums (${sum}), for reports and accounts`,
    s2: "Ledger entries and the audit trail, by number only",
    never: "It cannot be brought back or undone.",
    reason: "Reason",
    reasonHelp: "Stays in the audit trail: name nobody",
    reasonExample: "Such as: asked for in writing by the person",
    confirm: (name: string) => `Type “${name}” to confirm`,
    mismatch: "This is not the name",
    needed: "Please fill in",
    act: (name: string) => `Erase ${name} for ever`,
    erased: "The person was erased",
  },
);

type Member = Schema<"MemberOut">;

/** Everything that is known of a person, as a file for that person. */
export function DossierDrawer({ member, close }: { member: Member; close: () => void }): ReactNode {
  const t = useWords(list);
  const { message } = App.useApp();
  const { busy, problem, send } = useSend(undefined);
  const save = () =>
    send(async () => {
      const file = await ok(
        api.POST("/v1/members/{id}/export", { params: { path: { id: member.id } }, parseAs: "blob" }),
      );
      const address = URL.createObjectURL(file as unknown as Blob);
      const link = document.createElement("a");
      link.href = address;
      link.download = `${member.id}.json`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(address), 10_000);
      void message.success(t.exported);
      close();
    });
  return (
    <Drawer
      open
      onClose={close}
      size={480}
      title={t.exportTitle(member.name || member.id)}
      footer={
        <div className="row" style={{ justifyContent: "flex-end" }}>
          <Button onClick={close}>{t.cancel}</Button>
          <Button type="primary" loading={busy} onClick={() => void save()}>
            {t.download}
          </Button>
        </div>
      }
    >
      <FormProblem problem={problem} />
      <div className="stack">
        <p>{t.exportText}</p>
        <p className="warn">{t.exportWho}</p>
      </div>
    </Drawer>
  );
}

/** Erases a person: says what is destroyed and what stays, and asks for the name. */
export function EraseDrawer({ member, close }: { member: Member; close: () => void }): ReactNode {
  const t = useWords(list);
  const programme = useProgramme();
  const { message } = App.useApp();
  const client = useQueryClient();
  const navigate = useNavigate();
  const waits = useWaits();
  const name = member.name || member.card_no || member.id;
  const balance = member.balance.principal_minor + member.balance.bonus_minor;
  const points = member.points.available + member.points.pending;
  const send = async (values: { reason: string }) => {
    const answer = await ok(
      api.POST("/v1/members/{id}/erase", {
        params: { path: { id: member.id } },
        body: { reason: values.reason },
      }),
    );
    if (waits(answer)) return;
    void message.success(t.erased);
    await navigate({ to: "/members" });
    client.removeQueries({ queryKey: ["members", "one", member.id] });
    void client.invalidateQueries({ queryKey: ["members"] });
  };
  return (
    <FormDrawer<{ reason: string; name: string }>
      title={t.eraseTitle(name)}
      close={close}
      send={send}
      submit={t.act(name)}
      danger
    >
      <div className="stack" style={{ marginBottom: 20 }}>
        <section className="outcome" aria-label={t.destroyed}>
          <h3 className="bad">{t.destroyed}</h3>
          <ul className="bullets">
            <li>{t.d1}</li>
            <li>{t.d2}</li>
            <li>{t.d3(count(points), count(member.growth), programme.points)}</li>
            <li>{t.d5}</li>
            {balance > 0 ? <li className="bad">{t.d4(money(balance))}</li> : null}
          </ul>
        </section>
        <section className="outcome" aria-label={t.stays}>
          <h3>{t.stays}</h3>
          <ul className="bullets">
            <li>{t.s1(count(member.stats.order_count), money(member.stats.spend_minor))}</li>
            <li>{t.s2}</li>
          </ul>
        </section>
        <b>{t.never}</b>
      </div>
      <Form.Item
        name="reason"
        label={t.reason}
        extra={t.reasonHelp}
        rules={[{ required: true, whitespace: true, message: t.needed }]}
      >
        <Input maxLength={500} placeholder={t.reasonExample} />
      </Form.Item>
      <Form.Item
        name="name"
        label={t.confirm(name)}
        rules={[
          {
            validator: (_, v?: string) =>
              v?.trim() === name ? Promise.resolve() : Promise.reject(new Error(t.mismatch)),
          },
        ]}
      >
        <Input autoComplete="off" />
      </Form.Item>
    </FormDrawer>
  );
}
