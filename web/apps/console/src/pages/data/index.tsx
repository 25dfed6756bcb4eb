import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button, Tabs } from "antd";
import type { ReactNode } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { count, time } from "../../../../../shared/format.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { useAddress } from "../../ui/address.ts";
import { Card, Page, Tag } from "../../ui/page.tsx";
import { Empty } from "../../ui/states.tsx";
import { DataTable, useList } from "../../ui/table.tsx";
import { dataWords } from "./datawords.ts";
import { Exports } from "./exports.tsx";
import { Jobs } from "./joblist.tsx";
import { Parked } from "./parked.tsx";
import { reportOf } from "./report.ts";
import { importWords } from "./words.ts";
import "./style.css";

/** Data in and out: imports, exports, work behind the door, events that were parked. */
export default function Data(): ReactNode {
  const t = useWords(dataWords);
  const [search, change] = useAddress();
  const mayImport = useMay("import:write");
  const mayExport = useMay("export:write");
  const mayRetry = useMay("settings:write");
  const parked = useQuery({
    queryKey: ["parked"],
    queryFn: () => ok(api.GET("/v1/parked-events")),
    enabled: mayRetry,
    refetchInterval: 30_000,
  });
  const stuck = parked.data?.data?.length ?? 0;
  const tabs = [
    ...(mayImport ? [{ key: "imports", label: t.imports, children: <Imports /> }] : []),
    ...(mayExport ? [{ key: "exports", label: t.exports, children: <Exports /> }] : []),
    ...(mayImport ? [{ key: "jobs", label: t.jobs, children: <Jobs /> }] : []),
    ...(mayRetry
      ? [{ key: "parked", label: stuck > 0 ? `${t.parked} (${count(stuck)})` : t.parked, children: <Parked /> }]
      : []),
  ];
  if (tabs.length === 0) {
    return (
      <Page title={t.title}>
        <Empty title={t.closed} text={t.closedText} />
      </Page>
    );
  }
  const active = tabs.find((tab) => tab.key === search.tab)?.key ?? tabs[0]?.key;
  return (
    <Page
      title={t.title}
      actions={
        mayImport && active !== "exports" ? (
          <Link to="/data/import" className="ant-btn-link-bare">
            <Button type="primary" tabIndex={-1}>
              {t.importNow}
            </Button>
          </Link>
        ) : undefined
      }
    >
      <Tabs
        activeKey={active}
        onChange={(tab) => change({ tab: tab === tabs[0]?.key ? undefined : tab })}
        destroyOnHidden
        items={tabs}
      />
    </Page>
  );
}

type RunRow = Schema<"RunOut">;

/** What was imported, from the page and from the command line. */
function Imports(): ReactNode {
  const t = useWords(dataWords);
  const w = useWords(importWords);
  const data = useList<RunRow>(["imports"], () => ok(api.GET("/v1/imports")));
  return (
    <Card flush>
      <DataTable<RunRow>
        label={t.imports}
        list={data}
        rowKey="id"
        empty={
          <Empty title={t.noImports} text={t.noImportsText} action={<Link to="/data/import">{t.importNow}</Link>} />
        }
        columns={[
          {
            title: t.file,
            render: (_, r) => (
              <Link to="/data/imports/$id" params={{ id: r.id }}>
                {r.file || r.id}
              </Link>
            ),
          },
          { title: t.kind, render: (_, r) => w[r.kind as "orders"] ?? r.kind },
          {
            title: w.takenDone,
            className: "num",
            render: (_, r) => {
              const report = reportOf(r.report);
              return report ? count(report.taken) : `${count(r.done)} / ${count(r.total)}`;
            },
          },
          {
            title: w.refusedRows,
            className: "num",
            render: (_, r) => {
              const refused = reportOf(r.report)?.refused;
              return refused === undefined ? "—" : <span className={refused > 0 ? "bad" : ""}>{count(refused)}</span>;
            },
          },
          {
            title: t.state,
            className: "corner",
            render: (_, r) => (
              <Tag tone={r.state === "done" ? "good" : "warn"}>{r.state === "done" ? w.done : t.unfinished}</Tag>
            ),
          },
          { title: t.started, render: (_, r) => (r.started_at ? time(r.started_at) : "—") },
        ]}
      />
    </Card>
  );
}
