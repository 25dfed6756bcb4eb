import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { App, Button } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { count } from "../../../../../shared/format.ts";
import { useLanguage, useWords } from "../../../../../shared/i18n.ts";
import { May, useMay } from "../../session.tsx";
import { Card, Page, Tag } from "../../ui/page.tsx";
import { Empty, ErrorState, Loading } from "../../ui/states.tsx";
import { DataTable, useList } from "../../ui/table.tsx";
import { useMemberColumns, usualColumns } from "../members/table.tsx";
import { useSentences } from "../settings/sentences.ts";
import { AddDrawer } from "./add.tsx";
import { SegmentDrawer } from "./edit.tsx";
import { segmentQuery } from "./people.tsx";
import { segmentWords } from "./words.ts";
import "./style.css";

type Segment = Schema<"SegmentOut">;

/** One segment: what it says, who is in it, what uses it. */
export default function SegmentPage(): ReactNode {
  const t = useWords(segmentWords);
  const lang = useLanguage();
  const { id = "" } = useParams({ strict: false });
  const [open, setOpen] = useState<"edit" | "add">();
  const one = useQuery(segmentQuery(id));
  const s = one.data?.data;
  const sentence = useSentences(s?.condition ? [s.condition] : []).get(s?.condition ?? "");
  if (!s) return one.isError ? <ErrorState error={one.error} retry={() => void one.refetch()} /> : <Loading />;
  const close = () => setOpen(undefined);
  return (
    <Page
      title={s.name}
      sub={
        <>
          <Tag tone={s.kind === "dynamic" ? "accent" : undefined}>{t[s.kind]}</Tag>{" "}
          {s.archived ? <Tag>{t.archivedTag}</Tag> : null} {t.people(count(s.members ?? 0))}
        </>
      }
      actions={
        s.archived ? null : (
          <May permission="segments:write">
            <Archive segment={s} tag={one.data?.tag ?? ""} />
            <Button onClick={() => setOpen("edit")}>{t.change}</Button>
            {s.kind === "static" ? (
              <Button type="primary" onClick={() => setOpen("add")}>
                {t.addMembers}
              </Button>
            ) : null}
          </May>
        )
      }
    >
      <div className="stack">
        <div className="segment-head">
          <Card title={s.kind === "dynamic" ? t.says : t.note}>
            <p>{s.kind === "dynamic" ? (sentence?.[lang] ?? s.condition) : s.note || "—"}</p>
            {s.kind === "dynamic" && s.note ? <p className="meta">{s.note}</p> : null}
          </Card>
          <Card title={t.usedBy}>
            <Users segment={s} />
          </Card>
        </div>
        <Inside segment={s} add={() => setOpen("add")} />
      </div>
      {open === "edit" ? (
        <SegmentDrawer segment={s} tag={one.data?.tag} fresh={() => one.refetch()} close={close} />
      ) : null}
      {open === "add" ? <AddDrawer id={s.id} close={close} /> : null}
    </Page>
  );
}

/** What names the segment, each with a way to it. */
function Users({ segment }: { segment: Segment }): ReactNode {
  const t = useWords(segmentWords);
  if (segment.used_by.length === 0)
    return (
      <>
        <p>{t.unused}</p>
        <p className="meta">{t.unusedText}</p>
      </>
    );
  return (
    <ul className="segment-users">
      {segment.used_by.map((u) => (
        <li key={`${u.kind} ${u.id ?? ""}`}>
          {u.kind === "program" ? (
            <Link to="/programme/versions/$number" params={{ number: u.id ?? "" }}>
              {t.program(u.id ?? "")}
            </Link>
          ) : null}
          {u.kind === "draft" ? <Link to="/programme/edit">{t.draft}</Link> : null}
          {u.kind === "coupon_template" ? (
            <Link to="/coupons/$id" params={{ id: u.id ?? "" }}>
              {t.coupon_template(u.name ?? "")}
            </Link>
          ) : null}
          {u.kind === "mall_item" ? (
            <Link to="/mall" search={{ q: u.name }}>
              {t.mall_item(u.name ?? "")}
            </Link>
          ) : null}
          {u.kind === "tag_rule" ? (
            <Link to="/settings/$section" params={{ section: "tags" }}>
              {t.tag_rule(u.name ?? "")}
            </Link>
          ) : null}
        </li>
      ))}
    </ul>
  );
}

/** Takes a segment that nothing uses out of use. */
function Archive({ segment, tag }: { segment: Segment; tag: string }): ReactNode {
  const t = useWords(segmentWords);
  const client = useQueryClient();
  const navigate = useNavigate();
  const { message, modal } = App.useApp();
  const ask = () =>
    modal.confirm({
      title: t.archiveAsk(segment.name),
      content: t.archiveText,
      okText: t.archive,
      cancelText: t.cancel,
      okButtonProps: { danger: true },
      onOk: async () => {
        try {
          const params = { path: { id: segment.id }, header: { "If-Match": tag } };
          await ok(api.DELETE("/v1/segments/{id}", { params }));
          void navigate({ to: "/segments" });
          await client.invalidateQueries({ queryKey: ["segments"] });
          void message.success(t.archived);
        } catch (cause) {
          void message.error(cause instanceof Error ? cause.message : String(cause));
        }
      },
    });
  return (
    <Button danger type="text" onClick={ask}>
      {t.archive}
    </Button>
  );
}

/** Who is in the segment now. */
function Inside({ segment: s, add }: { segment: Segment; add: () => void }): ReactNode {
  const t = useWords(segmentWords);
  const client = useQueryClient();
  const navigate = useNavigate();
  const { message, modal } = App.useApp();
  const writes = useMay("segments:write") && s.kind === "static" && !s.archived;
  const condition = `"${s.id}" in segments`;
  const list = useList<Schema<"MemberOut">>(["segments", "members", s.id, s.version], (after) =>
    ok(api.GET("/v1/members", { params: { query: { condition, after, limit: 50 } } })),
  );
  const columns = useMemberColumns({}).map((c) => ({ ...c, sorter: undefined }));
  const remove = (m: Schema<"MemberOut">) =>
    modal.confirm({
      title: t.removeAsk(m.name || m.card_no || m.id),
      okText: t.remove,
      cancelText: t.cancel,
      onOk: async () => {
        try {
          await ok(api.POST("/v1/segments/{id}/members", { params: { path: { id: s.id } }, body: { remove: [m.id] } }));
          await client.invalidateQueries({ queryKey: ["segments"] });
          void message.success(t.removed);
        } catch (cause) {
          void message.error(cause instanceof Error ? cause.message : String(cause));
        }
      },
    });
  return (
    <Card
      title={t.memberList}
      flush
      aside={
        <Link to="/members" search={{ condition }}>
          {t.inList}
        </Link>
      }
    >
      <DataTable<Schema<"MemberOut">>
        label={t.memberList}
        list={list}
        rowKey="id"
        onRow={(m) => ({
          className: "clickable",
          onClick: () => void navigate({ to: "/members/$id", params: { id: m.id } }),
        })}
        empty={
          <Empty
            title={t.nobody}
            text={s.kind === "static" ? t.nobodyStatic : t.nobodyDynamic}
            action={writes ? <Button onClick={add}>{t.addMembers}</Button> : undefined}
          />
        }
        columns={[
          ...columns.filter((c) => c.key === "member" || usualColumns.includes(c.key)),
          ...(writes
            ? [
                {
                  title: "",
                  key: "remove",
                  render: (_: unknown, m: Schema<"MemberOut">) => (
                    <Button
                      type="text"
                      size="small"
                      onClick={(e) => {
                        e.stopPropagation();
                        remove(m);
                      }}
                    >
                      {t.remove}
                    </Button>
                  ),
                },
              ]
            : []),
        ]}
      />
    </Card>
  );
}
