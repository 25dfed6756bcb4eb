import { useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useState } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { ago } from "../../../../../shared/format.ts";
import { useLanguage, useWords } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { Kept, Opens } from "../../ui/kept.tsx";
import { Page, Tag } from "../../ui/page.tsx";
import { useList } from "../../ui/table.tsx";
import { useSentences } from "../settings/sentences.ts";
import { SegmentDrawer } from "./edit.tsx";
import { People } from "./people.tsx";
import { segmentWords } from "./words.ts";
import "./style.css";

/** Audiences that are kept under a name: by a condition, or a list. */
export default function Segments(): ReactNode {
  const t = useWords(segmentWords);
  const lang = useLanguage();
  const may = useMay("segments:write");
  const navigate = useNavigate();
  const [adding, setAdding] = useState(false);
  const list = useList<Schema<"SegmentOut">>(["segments", "list"], (after) =>
    ok(api.GET("/v1/segments", { params: { query: { after, limit: 50 } } })),
  );
  const sentences = useSentences(list.rows.map((s) => s.condition ?? ""));
  const open = (id: string) => void navigate({ to: "/segments/$id", params: { id } });
  return (
    <Page title={t.title} sub={t.sub}>
      <Kept<Schema<"SegmentOut">>
        title={t.title}
        list={list}
        add={may ? { text: t.add, open: () => setAdding(true) } : undefined}
        none={{ title: t.none, text: t.noneText }}
        columns={[
          { title: t.name, render: (_, s) => <Opens open={() => open(s.id)}>{s.name}</Opens> },
          {
            title: t.kind,
            className: "corner",
            render: (_, s) => <Tag tone={s.kind === "dynamic" ? "accent" : undefined}>{t[s.kind]}</Tag>,
          },
          {
            title: t.condition,
            render: (_, s) => (
              <span className="segment-says">
                {s.kind === "dynamic" ? (sentences.get(s.condition ?? "")?.[lang] ?? s.condition) : s.note || "—"}
              </span>
            ),
          },
          { title: t.members, className: "num", render: (_, s) => <People id={s.id} /> },
          {
            title: t.updated,
            className: "only-wide",
            render: (_, s) => <span className="meta">{ago(s.updated_at ?? "")}</span>,
          },
        ]}
      >
        {adding ? <SegmentDrawer close={() => setAdding(false)} made={open} /> : null}
      </Kept>
    </Page>
  );
}
