import { Tabs } from "antd";
import type { ReactNode } from "react";
import { digits } from "../../../../../shared/format.ts";
import { useLanguage, useWords } from "../../../../../shared/i18n.ts";
import { useAddress } from "../../ui/address.ts";
import { nameIn } from "../../ui/named.ts";
import { Card } from "../../ui/page.tsx";
import type { Checked } from "./checked.ts";
import { at, type Programme, placeOf } from "./document.ts";
import { editWords } from "./edit-words.ts";
import { PreviewPanel } from "./preview.tsx";
import { Changes } from "./promise.tsx";
import { useLatest } from "./queries.ts";

/** What stands beside the editor: mistakes, then a sample order or the changes. */
export function Side(props: { doc: Programme; checked: Checked; jump: (field: string) => void }): ReactNode {
  const { doc, checked, jump } = props;
  const t = useWords(editWords);
  const [address, go] = useAddress();
  const { mistakes, changes, names } = checked;
  const planned = useLatest()?.planned;
  const lang = useLanguage();
  /** A path in the words of the page: the tab, and the item. */
  const whereOf = (doc: Programme, field: string) => {
    const place = placeOf(doc, field);
    const item = place.item
      ? (at(doc, place.item) as { name?: { zh?: string; en?: string } } | undefined)?.name
      : undefined;
    const name = item && nameIn(item, lang);
    return name ? `${t[place.part]} › ${name}` : t[place.part];
  };
  return (
    <aside className="editor-side stack" aria-label={t.side}>
      {mistakes.length > 0 ? (
        <Card title={<span className="bad">{t.mistakes(mistakes.length)}</span>}>
          <ul className="plain pg-mistakes">
            {mistakes.map((m) => (
              <li key={`${m.field} ${m.code} ${m.message}`}>
                <button type="button" className="link" onClick={() => jump(m.field)}>
                  {m.message}
                </button>
                <small>{whereOf(doc, m.field)}</small>
              </li>
            ))}
          </ul>
        </Card>
      ) : null}
      <Card>
        <Tabs
          size="small"
          activeKey={address.side === "changes" ? "changes" : "try"}
          onChange={(side) => go({ side: side === "try" ? undefined : side })}
          items={[
            {
              key: "try",
              label: t.try,
              children: (
                <PreviewPanel
                  doc={doc}
                  wrong={mistakes.some((m) => m.code !== "condition_open")}
                  names={names}
                  unit={10 ** digits()}
                />
              ),
            },
            {
              key: "changes",
              label: t.changes(changes.length),
              children: (
                <div className="stack tight">
                  <p className="meta">{planned ? t.changesPlanned(planned.number) : t.changesHint}</p>
                  <Changes changes={changes} jump={jump} />
                </div>
              ),
            },
          ]}
        />
      </Card>
    </aside>
  );
}
