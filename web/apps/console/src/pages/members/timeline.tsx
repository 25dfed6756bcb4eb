import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { App, Button } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { date, time } from "../../../../../shared/format.ts";
import { useLanguage, useWords, words } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { useLabel } from "../../ui/labels.ts";
import { useProgramme } from "../../ui/programme.ts";
import { Empty, ErrorState, Loading } from "../../ui/states.tsx";
import { useList } from "../../ui/table.tsx";
import { storyWords, tell } from "./story.ts";
import { Withdraw, Withdrawal, type Withdrawn } from "./withdrawal.tsx";

const list = words(
  {
    none: "还没有发生什么",
    noneText: "入会、下单、退款、升级、标签变化等都会按时间记在这里。",
    more: "更早的",
    open: "查看",
    undo: "撤销这次合并",
    undoTitle: "撤销这次合并？",
    undoText: "被并入的记录会重新独立，它带来的订单、积分和标签各回各家。合并之后新发生的留在当前会员。",
    undoOk: "撤销合并",
    cancel: "取消",
    undone: "合并已撤销",
    label: "时间线",
    onOther: "（并入的记录）",
    failed: "没能撤销",
  },
  {
    none: "Nothing happened yet",
    noneText: "Joining, orders, refunds, upgrades, tags: everything is kept here in its order.",
    more: "Earlier",
    open: "Open",
    undo: "Undo this merge",
    undoTitle: "Undo this merge?",
    undoText:
      "The record that was merged stands alone again, with the orders, points and tags that it brought. What happened since stays with this member.",
    undoOk: "Undo the merge",
    cancel: "Cancel",
    undone: "The merge was undone",
    label: "Timeline",
    onOther: "(merged record)",
    failed: "This could not be undone",
  },
);

type Line = Schema<"TimelineOut">;

/** Everything that happened to a member, the latest first, in sentences. */
export function Timeline({ id }: { id: string }): ReactNode {
  const t = useWords(list);
  const lang = useLanguage();
  const label = useLabel();
  const programme = useProgramme();
  const s = useWords(storyWords);
  const [withdrawn, setWithdrawn] = useState<Withdrawn>();
  const rows = useList(
    ["members", "timeline", id],
    (after) => ok(api.GET("/v1/members/{id}/timeline", { params: { path: { id }, query: { after, limit: 50 } } })),
    true,
    3_000, // what happens comes in a moment after it
  );
  if (rows.isError && rows.rows.length === 0)
    return <ErrorState error={rows.error} retry={() => void rows.refetch()} />;
  if (rows.isPending) return <Loading rows={8} />;
  if (rows.rows.length === 0) return <Empty title={t.none} text={t.noneText} />;
  const telling = {
    t: s,
    label,
    points: programme.points,
    growth: programme.growth,
    tier: programme.tier,
    separator: lang === "zh" ? "、" : ", ",
  };
  return (
    <>
      <ol className="timeline" aria-label={t.label}>
        {rows.rows.map((line, i) => {
          const { head, more } = tell(line, telling);
          const day = line.at ? date(line.at) : "";
          const before = rows.rows[i - 1]?.at;
          const first = !before || date(before) !== day;
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: things that happened have no id, and what comes in moves them all: a line keeps no state
            <li key={i} className={first ? "first" : ""}>
              <time dateTime={line.at ?? undefined} title={line.at ? time(line.at) : ""}>
                {first ? day : ""}
              </time>
              <span className="clock">{line.at ? time(line.at).slice(-5) : ""}</span>
              <div>
                <span>{head}</span> {line.on !== id ? <span className="meta">{t.onOther}</span> : null}
                {more.length > 0 ? <span className="meta"> · {more.join(" · ")}</span> : null} <Open line={line} />
                {line.kind === "member.fact" ? (
                  <Withdrawal line={line} ask={(event) => setWithdrawn({ id: event, head })} />
                ) : null}
                {line.why?.map((why) => (
                  <p className="meta" key={why}>
                    {why}
                  </p>
                ))}
              </div>
            </li>
          );
        })}
      </ol>
      {rows.hasNextPage ? (
        <div className="table-foot">
          <Button onClick={() => void rows.fetchNextPage()} loading={rows.isFetchingNextPage}>
            {t.more}
          </Button>
        </div>
      ) : null}
      {withdrawn ? <Withdraw {...withdrawn} close={() => setWithdrawn(undefined)} /> : null}
    </>
  );
}

/** The way to what a line is about: the order, or the undoing of a merge. */
function Open({ line }: { line: Line }): ReactNode {
  const t = useWords(list);
  const order = [line.subject, line.data?.order_id, line.root?.startsWith("order:") ? line.root.slice(6) : ""].find(
    (ref) => typeof ref === "string" && ref.startsWith("ord_"),
  );
  if (typeof order === "string") {
    return (
      <Link to="/orders/$id" params={{ id: order }}>
        {t.open}
      </Link>
    );
  }
  return line.kind === "member.merged" && line.subject ? <Undo merge={line.subject} /> : null;
}

function Undo({ merge }: { merge: string }): ReactNode {
  const t = useWords(list);
  const { modal, message } = App.useApp();
  const client = useQueryClient();
  const may = useMay("members:merge");
  if (!may) return null;
  const undo = async () => {
    try {
      await ok(api.POST("/v1/merges/{id}/undo", { params: { path: { id: merge } } }));
      void message.success(t.undone);
      await client.invalidateQueries({ queryKey: ["members"] });
    } catch (cause) {
      modal.error({ title: t.failed, content: cause instanceof Error ? cause.message : String(cause) });
    }
  };
  return (
    <Button
      type="link"
      size="small"
      onClick={() =>
        modal.confirm({
          title: t.undoTitle,
          content: t.undoText,
          okText: t.undoOk,
          cancelText: t.cancel,
          onOk: undo,
        })
      }
    >
      {t.undo}
    </Button>
  );
}
