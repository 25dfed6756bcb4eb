import { GiftOutlined } from "@ant-design/icons";
import { Button, Tabs } from "antd";
import { type ReactNode, useState } from "react";
import { useWords } from "../../../../../shared/i18n.ts";
import { May, useMay } from "../../session.tsx";
import { useAddress } from "../../ui/address.ts";
import { Page } from "../../ui/page.tsx";
import { Batches } from "./batches.tsx";
import { Budgets } from "./budgets.tsx";
import { GiveDrawer } from "./give.tsx";
import { Grants } from "./grants.tsx";
import { Packs } from "./packs.tsx";
import { rewardWords } from "./words.ts";
import "./style.css";

const tabs = ["given", "batches", "packs", "budgets"] as const;
type Tab = (typeof tabs)[number];

/** What is given other than by orders: the record, mass issues, packs and budgets. */
export default function Rewards(): ReactNode {
  const t = useWords(rewardWords);
  const [search, change] = useAddress();
  const [giving, setGiving] = useState(false);
  const members = useMay("members:read");
  const programme = useMay("program:read");
  const shown = tabs.filter((tab) => (tab === "given" || tab === "batches" ? members : programme));
  const active = shown.find((tab) => tab === search.tab) ?? shown[0];
  const body: Record<Tab, ReactNode> = {
    given: <Grants />,
    batches: <Batches />,
    packs: <Packs />,
    budgets: <Budgets />,
  };
  return (
    <Page
      title={t.title}
      sub={t.sub}
      actions={
        <May permission="rewards:write">
          <Button type="primary" icon={<GiftOutlined />} onClick={() => setGiving(true)}>
            {t.give}
          </Button>
        </May>
      }
    >
      <Tabs
        activeKey={active}
        onChange={(tab) => change({ tab: tab === "given" ? undefined : tab, state: undefined })}
        items={shown.map((tab) => ({ key: tab, label: t[tab] }))}
      />
      {active ? body[active] : null}
      {giving ? <GiveDrawer close={() => setGiving(false)} /> : null}
    </Page>
  );
}
