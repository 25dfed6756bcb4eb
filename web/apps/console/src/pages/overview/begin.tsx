import { CheckCircleFilled } from "@ant-design/icons";
import { useNavigate } from "@tanstack/react-router";
import { Button } from "antd";
import type { ReactNode } from "react";
import { useWords, words } from "../../../../../shared/i18n.ts";
import { useMe } from "../../session.tsx";
import { Card } from "../../ui/page.tsx";

const list = words(
  {
    title: "开始使用",
    text: "完成下面三步，这里就会显示销售、会员与积分的走势。",
    members: "导入会员",
    membersText: "上传会员表格（CSV 或 XLSX），系统会识别编码和列，先试运行再导入。也可以逐个登记。",
    programme: "设置会员体系",
    programmeText: "等级、积分获得与使用、有效期：改好草稿，预览后发布。",
    order: "录入第一笔订单",
    orderText: "录入一笔订单，立即看到优惠、积分与等级的变化。",
    done: "已完成",
    ask: "需要有权限的同事来完成。",
  },
  {
    title: "Begin here",
    text: "After these three steps this page shows how sales, members and points go.",
    members: "Import your members",
    membersText:
      "Upload a table (CSV or XLSX): encoding and columns are found, and a trial run comes first. Members can be enrolled one by one as well.",
    programme: "Set the programme",
    programmeText:
      "Tiers, how points are earned and spent, when they end: change the draft, look at the preview, publish.",
    order: "Record a first order",
    orderText: "Record an order, and see discount, points and tier at once.",
    done: "Done",
    ask: "A colleague who may do this has to.",
  },
);

/** What to do first in a shop where nothing has happened yet. */
export function Begin({ members, programme }: { members: boolean; programme: boolean }): ReactNode {
  const t = useWords(list);
  const me = useMe();
  const navigate = useNavigate();
  const steps = [
    { title: t.members, text: t.membersText, to: "/data/import", may: "import:write", done: members },
    { title: t.programme, text: t.programmeText, to: "/programme/edit", may: "program:write", done: programme },
    { title: t.order, text: t.orderText, to: "/orders/new", may: "orders:write", done: false },
  ];
  const next = steps.find((step) => !step.done && me.permissions.includes(step.may));
  return (
    <Card title={t.title}>
      <p className="meta">{t.text}</p>
      <ol className="plain begin">
        {steps.map((step, i) => (
          <li key={step.to}>
            <span className={step.done ? "good" : "begin-number"} aria-hidden="true">
              {step.done ? <CheckCircleFilled /> : i + 1}
            </span>
            <div>
              <h3>
                {step.title}
                {step.done ? <span className="visually-hidden">{` (${t.done})`}</span> : null}
              </h3>
              <p className="meta">{step.text}</p>
              {step.done ? (
                <p className="good">{t.done}</p>
              ) : me.permissions.includes(step.may) ? (
                <Button type={step === next ? "primary" : "default"} onClick={() => void navigate({ to: step.to })}>
                  {step.title}
                </Button>
              ) : (
                <p className="meta">{t.ask}</p>
              )}
            </div>
          </li>
        ))}
      </ol>
    </Card>
  );
}
