import { PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Button } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok } from "../../../../../shared/api.ts";
import { count } from "../../../../../shared/format.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { May, useMay } from "../../session.tsx";
import { useAddress } from "../../ui/address.ts";
import { ColumnPick, useColumns } from "../../ui/columns.tsx";
import { ExportButton } from "../../ui/export.tsx";
import { Card, Page } from "../../ui/page.tsx";
import { Empty, NoHits } from "../../ui/states.tsx";
import { DataTable, useList } from "../../ui/table.tsx";
import { Views } from "../../ui/views.tsx";
import { SaveSegment } from "../segments/save.tsx";
import { EnrolDrawer } from "./enrol.tsx";
import { Chips, noFilters, QuickFilters, SearchBox } from "./filters.tsx";
import { filterKeys, memberQuery, sortOf } from "./query.ts";
import { allColumns, useMemberColumns, usualColumns } from "./table.tsx";
import { listWords } from "./words.ts";
import "./style.css";

/** How many the filters leave; of a search it is not counted. */
function useTotal(query: ReturnType<typeof memberQuery>) {
  const counted = useQuery({
    queryKey: ["members", "total", query],
    queryFn: ({ signal }) =>
      ok(api.GET("/v1/members", { params: { query: { ...query, count: true, limit: 1 } }, signal })),
    enabled: !query.q,
    placeholderData: (old) => old,
  });
  return query.q ? undefined : counted.data?.total;
}

/** The list of members: one search box, filters in the address, chosen columns. */
export default function Members(): ReactNode {
  const t = useWords(listWords);
  const navigate = useNavigate();
  const [search, change] = useAddress();
  const mayImport = useMay("import:write");
  const [enrolling, setEnrolling] = useState(false);
  const query = memberQuery(search);
  const { q, ...filter } = query;
  const sort = sortOf(search);
  const list = useList(["members", "list", query, sort], (after) =>
    ok(
      api.GET("/v1/members", {
        params: { query: { ...query, sort: sort.by, dir: sort.up ? "asc" : undefined, after, limit: 50 } },
      }),
    ),
  );
  const total = useTotal(query);
  const columns = useMemberColumns(search);
  const { chosen, choose } = useColumns("members", allColumns, usualColumns);
  const filtered = filterKeys.some((key) => search[key]);
  const tags = [...new Set(list.rows.flatMap((m) => m.tags))];
  const enrol = (
    <May permission="members:write">
      <Button type="primary" icon={<PlusOutlined />} onClick={() => setEnrolling(true)}>
        {t.enrol}
      </Button>
    </May>
  );
  return (
    <Page
      title={t.title}
      sub={total && list.rows.length > 0 ? (total.more ? t.totalMore : t.total)(count(total.count)) : undefined}
      actions={
        <>
          <ExportButton wanted={{ kind: "members", members: filter, search: q }} />
          {enrol}
        </>
      }
    >
      <Card flush>
        <div className="toolbar">
          <SearchBox label={t.searchLabel} placeholder={t.search} />
          <QuickFilters tags={tags} />
          <span className="space" />
          <SaveSegment search={search} />
          <Views page="members" columns={chosen} />
          <ColumnPick
            all={columns.filter((c) => c.key !== "member").map((c) => ({ key: c.key, title: c.title }))}
            chosen={chosen}
            choose={choose}
          />
        </div>
        <Chips />
        <DataTable
          list={list}
          rowKey="id"
          label={t.label}
          columns={columns.filter((c) => c.key === "member" || chosen.includes(c.key))}
          onRow={(m) => ({
            className: "clickable",
            onClick: () => void navigate({ to: "/members/$id", params: { id: m.id } }),
          })}
          onChange={(_, __, sorter) => {
            const one = Array.isArray(sorter) ? sorter[0] : sorter;
            const by = { lastOrder: "last_order" }[String(one?.columnKey)] ?? String(one?.columnKey);
            change({ sort: one?.order ? by : undefined, dir: one?.order === "ascend" ? "asc" : undefined });
          }}
          empty={
            filtered ? (
              <NoHits clear={() => change(noFilters)} />
            ) : (
              <Empty
                title={t.none}
                text={t.noneText}
                action={mayImport ? <Link to="/data/import">{t.import}</Link> : undefined}
              />
            )
          }
        />
      </Card>
      {enrolling ? <EnrolDrawer close={() => setEnrolling(false)} /> : null}
    </Page>
  );
}
