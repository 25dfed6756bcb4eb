import { CopyOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { App, Button, Drawer, Form, Input, Modal, QRCode } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, onceKey, Problem } from "../../../../../shared/api.ts";
import { count, money, time } from "../../../../../shared/format.ts";
import { useLanguage, useWords, words } from "../../../../../shared/i18n.ts";
import { May } from "../../session.tsx";
import { copied } from "../../ui/copy.ts";
import { Tag } from "../../ui/page.tsx";
import { MemberPick } from "../../ui/pick.tsx";
import { useProgramme } from "../../ui/programme.ts";
import { FormProblem, useSend } from "../../ui/send.tsx";
import { Empty, Show } from "../../ui/states.tsx";
import { MemberLink } from "../../ui/who.tsx";
import { TransferModal } from "./transfer.tsx";
import { type Coupon, couponWords, grouped, promise, spanOf, tone } from "./words.ts";
import "./style.css";

const list = words(
  {
    issued: "发放时间",
    held: "领取时间",
    usedAt: "使用时间",
    order: "订单",
    hold: "锁定至",
    voided: "作废",
    root: "来源",
    fromIssue: "发券批次",
    fromBatch: "批量发放奖励",
    template: "券模板",
    void: "作废",
    voidTitle: (code: string) => `作废券 ${code}`,
    voidText: "作废后会员不能再使用，且不可恢复。已使用的券不能作废。",
    reason: "原因",
    needed: "请填写原因",
    voidDone: "已作废",
    transfer: "转赠",
    claim: "为会员领取",
    claimTitle: "为会员领取这张券",
    who: "会员",
    claimDone: "已领取",
    copied: "已复制",
    notCopied: "浏览器不允许自动复制，请选中券码后复制。",
    qr: (code: string) => `券码 ${code} 的二维码`,
    cancel: "取消",
    cost: "单张成本",
    revoked: "随发放收回",
    unknown: "找不到该券码",
    notCode: (n: string) => `券码是 12 位数字，这里有 ${n} 位。请核对后重新输入，或扫描券上的二维码。`,
    notThere: "可能抄错了某一位，或是其他商户的券。请核对后重新输入，或扫描券上的二维码。",
    again: "重新输入",
  },
  {
    issued: "Issued",
    held: "Held since",
    usedAt: "Used",
    order: "Order",
    hold: "Reserved until",
    voided: "Cancelled",
    root: "Given by",
    fromIssue: "An issue of coupons",
    fromBatch: "Rewards given to many",
    template: "Template",
    void: "Cancel it",
    voidTitle: (code: string) => `Cancel coupon ${code}`,
    voidText: "The member cannot use it any more, and it cannot be brought back. What was used cannot be cancelled.",
    reason: "Reason",
    needed: "Please say why",
    voidDone: "Cancelled",
    transfer: "Give it away",
    claim: "Claim for a member",
    claimTitle: "Claim this coupon for a member",
    who: "Member",
    claimDone: "Claimed",
    copied: "Copied",
    notCopied: "The browser does not allow it: select the code and copy it.",
    qr: (code: string) => `QR code of coupon ${code}`,
    cancel: "Back",
    cost: "Cost of one",
    revoked: "taken back with what was given",
    unknown: "No coupon has this code",
    notCode: (n: string) =>
      `A code has twelve digits, and this has ${n} characters. Please compare it and type it again, or scan the coupon.`,
    notThere:
      "A digit may be mistyped, or it is the coupon of another shop. Please compare it and type it again, or scan the coupon.",
    again: "Type it again",
  },
);

/** Whether something can still be done with a coupon. */
function isOpen(coupon: Coupon): boolean {
  return ["unclaimed", "pending", "usable", "locked"].includes(coupon.status);
}

/** One coupon: what it gives, how it stands, its code to show, and what can be done with it. */
export function CouponDrawer({ code, close }: { code: string; close: () => void }): ReactNode {
  const w = useWords(couponWords);
  const query = useQuery({
    queryKey: ["coupons", "one", code],
    queryFn: () => ok(api.GET("/v1/coupons/{code}", { params: { path: { code } } })),
    retry: false,
  });
  const open = query.data && isOpen(query.data);
  return (
    <Drawer
      open
      size={480}
      title={query.data?.name ?? w.code}
      onClose={close}
      footer={open ? <Foot coupon={query.data} /> : undefined}
    >
      {!query.data && query.error instanceof Problem && query.error.status < 500 && query.error.status !== 403 ? (
        <Unknown code={code} close={close} />
      ) : (
        <Show query={query} rows={8}>
          {(coupon) => <Facts coupon={coupon} />}
        </Show>
      )}
    </Drawer>
  );
}

/** Nobody knows the code: what is wrong with it, as far as one can see, and what to do. */
function Unknown({ code, close }: { code: string; close: () => void }): ReactNode {
  const t = useWords(list);
  const text = /^\d{12}$/.test(code) ? t.notThere : t.notCode(count(code.length));
  return (
    <Empty
      title={t.unknown}
      text={
        <>
          <span className="tabular">{grouped(code)}</span>
          <br />
          {text}
        </>
      }
      action={<Button onClick={close}>{t.again}</Button>}
    />
  );
}

function Facts({ coupon }: { coupon: Coupon }): ReactNode {
  const t = useWords(list);
  const w = useWords(couponWords);
  const lang = useLanguage();
  const { message } = App.useApp();
  const copy = async () => {
    if (await copied(coupon.code)) void message.success(t.copied);
    else void message.warning(t.notCopied);
  };
  const order = coupon.order_id;
  return (
    <div className="stack">
      <div className="coupon-face">
        <div className="coupon-gives">{promise(coupon.terms, lang)}</div>
        <Tag tone={tone(coupon.status)}>{w[coupon.status]}</Tag>
        <div className="coupon-qr">
          <QRCode
            aria-label={t.qr(coupon.code)}
            value={coupon.code}
            size={132}
            bordered={false}
            type="svg"
            color="#000"
            bgColor="#fff"
          />
        </div>
        <div className="coupon-code">
          <span className="tabular">{grouped(coupon.code)}</span>
          <Button type="text" size="small" icon={<CopyOutlined />} aria-label={w.copy} onClick={() => void copy()} />
        </div>
      </div>
      <dl className="facts">
        <dt>{w.valid}</dt>
        <dd>{spanOf(coupon, w)}</dd>
        <dt>{w.member}</dt>
        <dd>{coupon.member_id ? <MemberLink id={coupon.member_id} /> : w.nobody}</dd>
        <dt>{t.template}</dt>
        <dd>
          <Link to="/coupons/$id" params={{ id: coupon.template_id }}>
            {coupon.name}
          </Link>
        </dd>
        <Cause coupon={coupon} />
        <dt>{t.issued}</dt>
        <dd>{coupon.issued_at ? time(coupon.issued_at) : "—"}</dd>
        {coupon.held_at ? (
          <>
            <dt>{t.held}</dt>
            <dd>{time(coupon.held_at)}</dd>
          </>
        ) : null}
        {order ? (
          <>
            <dt>{t.usedAt}</dt>
            <dd>
              {coupon.used_at ? time(coupon.used_at) : ""}{" "}
              <Link to="/orders/$id" params={{ id: order }}>
                {t.order}
              </Link>
            </dd>
          </>
        ) : null}
        {coupon.hold_until ? (
          <>
            <dt>{t.hold}</dt>
            <dd>{time(coupon.hold_until)}</dd>
          </>
        ) : null}
        {coupon.voided_at ? (
          <>
            <dt>{t.voided}</dt>
            <dd>
              {[time(coupon.voided_at), coupon.void_reason === "revoked" ? t.revoked : coupon.void_reason]
                .filter(Boolean)
                .join(" · ")}
            </dd>
          </>
        ) : null}
        {coupon.terms.cost_minor ? (
          <>
            <dt>{t.cost}</dt>
            <dd>{money(coupon.terms.cost_minor)}</dd>
          </>
        ) : null}
      </dl>
    </div>
  );
}

/** What it goes back to: an order, an issue, a gift to many, a rule of the programme; nothing where none of them is known. */
function Cause({ coupon }: { coupon: Coupon }): ReactNode {
  const t = useWords(list);
  const programme = useProgramme();
  const [noun, id = ""] = (coupon.root ?? "").split(":");
  const says =
    noun === "order" ? (
      <Link to="/orders/$id" params={{ id }}>
        {t.order}
      </Link>
    ) : noun === "issue" ? (
      <Link to="/coupons/$id" params={{ id: coupon.template_id }} search={{ tab: "issues" }}>
        {t.fromIssue}
      </Link>
    ) : noun === "batch" ? (
      <Link to="/rewards" search={{ tab: "batches" }}>
        {t.fromBatch}
      </Link>
    ) : coupon.rule ? (
      programme.rule(coupon.rule)
    ) : undefined;
  if (!says) return null;
  return (
    <>
      <dt>{t.root}</dt>
      <dd>{says}</dd>
    </>
  );
}

function Foot({ coupon }: { coupon: Coupon | undefined }): ReactNode {
  const t = useWords(list);
  const [asked, setAsked] = useState<"void" | "claim" | "transfer">();
  if (!coupon) return null;
  return (
    <div className="row" style={{ justifyContent: "flex-end" }}>
      <May permission="coupons:write">
        <Button danger onClick={() => setAsked("void")}>
          {t.void}
        </Button>
      </May>
      {coupon.status === "unclaimed" ? (
        <May permission="members:write">
          <Button type="primary" onClick={() => setAsked("claim")}>
            {t.claim}
          </Button>
        </May>
      ) : null}
      {coupon.terms.transferable && coupon.member_id && coupon.status !== "locked" ? (
        <May permission="members:write">
          <Button onClick={() => setAsked("transfer")}>{t.transfer}</Button>
        </May>
      ) : null}
      {asked === "transfer" ? <TransferModal coupon={coupon} close={() => setAsked(undefined)} /> : null}
      {asked === "void" ? <VoidModal coupon={coupon} close={() => setAsked(undefined)} /> : null}
      {asked === "claim" ? <ClaimModal coupon={coupon} close={() => setAsked(undefined)} /> : null}
    </div>
  );
}

/** Asks why, and cancels. */
function VoidModal({ coupon, close }: { coupon: Coupon; close: () => void }): ReactNode {
  const t = useWords(list);
  const client = useQueryClient();
  const { message } = App.useApp();
  const [key] = useState(onceKey);
  const [form] = Form.useForm<{ reason: string }>();
  const { busy, problem, send } = useSend(form);
  const work = (values: { reason: string }) =>
    send(async () => {
      await ok(
        api.POST("/v1/coupons/{code}/void", {
          params: { path: { code: coupon.code } },
          headers: { "Idempotency-Key": key },
          body: values,
        }),
      );
      await client.invalidateQueries({ queryKey: ["coupons"] });
      void message.success(t.voidDone);
      close();
    });
  return (
    <Modal
      open
      title={t.voidTitle(grouped(coupon.code))}
      okText={t.void}
      cancelText={t.cancel}
      okButtonProps={{ danger: true, loading: busy }}
      onOk={() => form.submit()}
      onCancel={close}
    >
      <FormProblem problem={problem} />
      <p>{t.voidText}</p>
      <Form form={form} layout="vertical" onFinish={(values) => void work(values)}>
        <Form.Item name="reason" label={t.reason} rules={[{ required: true, whitespace: true, message: t.needed }]}>
          <Input.TextArea maxLength={500} autoSize={{ minRows: 2, maxRows: 4 }} autoFocus />
        </Form.Item>
      </Form>
    </Modal>
  );
}

/** Claims a code that nobody holds for a member who stands there. */
function ClaimModal({ coupon, close }: { coupon: Coupon; close: () => void }): ReactNode {
  const t = useWords(list);
  const client = useQueryClient();
  const { message } = App.useApp();
  const [key] = useState(onceKey);
  const [form] = Form.useForm<{ member_id: string }>();
  const { busy, problem, send } = useSend(form);
  const work = (values: { member_id: string }) =>
    send(async () => {
      await ok(
        api.POST("/v1/coupons/claim", {
          headers: { "Idempotency-Key": key },
          body: { member_id: values.member_id, code: coupon.code },
        }),
      );
      await client.invalidateQueries({ queryKey: ["coupons"] });
      void message.success(t.claimDone);
      close();
    });
  return (
    <Modal
      open
      title={t.claimTitle}
      okText={t.claim}
      cancelText={t.cancel}
      okButtonProps={{ loading: busy }}
      onOk={() => form.submit()}
      onCancel={close}
    >
      <FormProblem problem={problem} />
      <Form form={form} layout="vertical" onFinish={(values) => void work(values)}>
        <Form.Item name="member_id" label={t.who} rules={[{ required: true, message: t.needed }]}>
          <MemberPick />
        </Form.Item>
      </Form>
    </Modal>
  );
}
