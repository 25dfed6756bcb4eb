import { EyeOutlined } from "@ant-design/icons";
import { App, Button, Tooltip } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { useWords, words } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { isMask, maskedTexts } from "./form.ts";
import { phoneText } from "./phone.ts";

const list = words(
  {
    reveal: "查看完整信息",
    logged: "会记入审计记录：谁在什么时候看了谁的哪些信息",
    failed: "没能查看",
  },
  {
    reveal: "Show in full",
    logged: "The audit trail will say who looked at what of whom, and when",
    failed: "This could not be shown",
  },
);

/** What was looked at in full; it lasts as long as the page. */
export type Revealed = Partial<Schema<"Revealed">> & { masked?: boolean };

/** The phone, masked, and the button that shows it and everything else in full: logged, and only for those who may. */
export function Reveal({ member, reveal }: { member: Schema<"MemberOut">; reveal: (r: Revealed) => void }): ReactNode {
  const t = useWords(list);
  const may = useMay("members:reveal");
  const { modal } = App.useApp();
  const [busy, setBusy] = useState(false);
  const hidden = member.masked === true && maskedTexts.some((key) => isMask(member, member[key]));
  const show = async () => {
    setBusy(true);
    try {
      const full = await ok(
        api.POST("/v1/members/{id}/reveal", {
          params: { path: { id: member.id } },
          body: {
            fields: ["name", "phone", "email", "card_no", "external_id", "wechat", "address", "birthday"],
          },
        }),
      );
      reveal({ ...full, masked: false });
    } catch (cause) {
      modal.error({ title: t.failed, content: cause instanceof Error ? cause.message : String(cause) });
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      {member.phone ? <span className="tabular">{phoneText(member.phone)}</span> : null}
      {may && hidden ? (
        <Tooltip title={t.logged}>
          <Button size="small" icon={<EyeOutlined />} loading={busy} onClick={() => void show()}>
            {t.reveal}
          </Button>
        </Tooltip>
      ) : null}
    </>
  );
}
