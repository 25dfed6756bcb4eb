import { useQuery } from "@tanstack/react-query";
import { useBlocker, useNavigate } from "@tanstack/react-router";
import { Alert, App, Badge, Button, Modal, Tabs } from "antd";
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { Problem } from "../../../../../shared/api.ts";
import { ago, digits } from "../../../../../shared/format.ts";
import { useLanguage, useWords, words } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { useAddress } from "../../ui/address.ts";
import { Card, Page, Tag } from "../../ui/page.tsx";
import { namesOf } from "../../ui/programme.ts";
import { FormProblem } from "../../ui/send.tsx";
import { Empty, ErrorState, Loading } from "../../ui/states.tsx";
import { BenefitsPart } from "./benefits.tsx";
import { at, type Mistake, type PartName, type Programme, parts, placeOf, withAt } from "./document.ts";
import { type Editor, EditorProvider, focusField } from "./editor.tsx";
import { NotForYou } from "./index.tsx";
import { useDebounced } from "./later.ts";
import { PreviewPanel } from "./preview.tsx";
import { Changes } from "./promise.tsx";
import { PublishDrawer } from "./publish.tsx";
import { type Change, compared, described, inForce, useLatest, useMayRead } from "./queries.ts";
import { RulesPart } from "./rules.tsx";
import { BasicsPart, PointsPart, SpendingPart } from "./terms.tsx";
import { TiersPart } from "./tiers.tsx";
import { useDraft } from "./use-draft.ts";
import { programmeWords } from "./words.ts";
import "./edit.css";
import "./style.css";

const list = words(
  {
    title: "编辑会员体系",
    tiers: "等级",
    benefits: "权益",
    earning: "积分获取",
    growth: "成长值",
    spending: "抵扣",
    points: "到账与有效期",
    basics: "入会与名称",
    parts: "会员体系的各部分",
    saved: "已保存",
    savedAgo: (ago: string) => `${ago}保存`,
    changed: "有未保存的修改",
    saving: "保存中…",
    save: "保存",
    publish: "发布…",
    discard: "放弃未保存的修改",
    discardTitle: "放弃未保存的修改？",
    discardText: "草稿回到上次保存的样子。",
    try: "试算",
    changes: (n: number) => (n > 0 ? `修改 ${n}` : "修改"),
    changesHint: "与生效版本相比：",
    changesPlanned: (n: number) => `与待生效的版本 ${n} 相比：`,
    mistakes: (n: number) => `${n} 处错误，改好才能发布`,
    openCondition: "条件还没有填写完整。",
    fixFirst: (n: number) => `还有 ${n} 处错误，改好后才能发布。`,
    other: "草稿已被他人修改",
    otherText: "在你编辑期间有人保存了草稿。与你的内容相比，差别如下。",
    theirs: "改用对方的内容",
    theirsTitle: "放弃你的修改？",
    theirsText: "你在这里未保存的修改会丢失，改为显示对方保存的草稿。",
    mine: "保留我的，覆盖对方",
    otherSame: "两份内容相同。",
    leaveTitle: "离开前保存修改？",
    leaveText: "草稿中有未保存的修改。",
    leaveSave: "保存并离开",
    leave: "不保存",
    stay: "继续编辑",
    noWrite: "你可以查看会员体系，但不能编辑",
    noWriteText: "编辑需要运营权限。生效的内容和历史版本都可以查看。",
    look: "查看会员体系",
    side: "试算与修改",
  },
  {
    title: "Edit the programme",
    tiers: "Tiers",
    benefits: "Benefits",
    earning: "Earning points",
    growth: "Growth",
    spending: "Paying with points",
    points: "Arrival and expiry",
    basics: "Basics",
    parts: "Parts of the programme",
    saved: "Saved",
    savedAgo: (ago: string) => `Saved ${ago}`,
    changed: "Changes not saved",
    saving: "Saving…",
    save: "Save",
    publish: "Publish…",
    discard: "Discard changes",
    discardTitle: "Discard the changes that are not saved?",
    discardText: "The draft is again as it was saved last.",
    try: "Try it",
    changes: (n: number) => (n > 0 ? `Changes ${n}` : "Changes"),
    changesHint: "Compared with the version in force:",
    changesPlanned: (n: number) => `Compared with version ${n}, which is planned:`,
    mistakes: (n: number) =>
      n === 1 ? "1 mistake keeps it from being published" : `${n} mistakes keep it from being published`,
    openCondition: "The condition is not complete yet.",
    fixFirst: (n: number) =>
      n === 1 ? "1 mistake has to be corrected first." : `${n} mistakes have to be corrected first.`,
    other: "Somebody else changed the draft",
    otherText: "The draft was saved by somebody else while you were editing. Theirs differs from yours:",
    theirs: "Take theirs",
    theirsTitle: "Drop your changes?",
    theirsText: "What you have not saved here is lost; you see the draft that was saved.",
    mine: "Keep mine, replace theirs",
    otherSame: "Both say the same.",
    leaveTitle: "Save before you leave?",
    leaveText: "The draft has changes that are not saved.",
    leaveSave: "Save and leave",
    leave: "Do not save",
    stay: "Stay",
    noWrite: "You may read the programme, not edit it",
    noWriteText: "Editing needs a marketer's permission. What is in force and every version are open to you.",
    look: "Read the programme",
    side: "Trying and changes",
  },
);

/** The draft, edited part by part, with a sample order that is computed along. */
export default function EditPage(): ReactNode {
  const t = useWords(list);
  const navigate = useNavigate();
  const mayRead = useMayRead();
  const mayWrite = useMay("program:write");
  const draft = useDraft(mayRead && mayWrite);
  if (!mayRead) return <NotForYou />;
  if (!mayWrite) {
    return (
      <Page title={t.title}>
        <Empty
          title={t.noWrite}
          text={t.noWriteText}
          action={<Button onClick={() => void navigate({ to: "/programme" })}>{t.look}</Button>}
        />
      </Page>
    );
  }
  if (draft.doc) return <Editing draft={draft} doc={draft.doc} />;
  return (
    <Page title={t.title}>
      {draft.query.isError ? (
        <ErrorState error={draft.query.error} retry={() => void draft.query.refetch()} />
      ) : (
        <Loading rows={12} />
      )}
    </Page>
  );
}

type Draft = ReturnType<typeof useDraft>;

function Editing({ draft, doc }: { draft: Draft; doc: Programme }): ReactNode {
  const t = useWords(list);
  const { message, modal } = App.useApp();
  const mayPublish = useMay("program:publish");
  const [address, go] = useAddress();
  const [publishing, setPublishing] = useState<string>();
  const [open, setOpenConditions] = useState<Record<string, boolean>>({});
  const checked = useChecked(doc, open);
  const { mistakes, changes } = checked;
  const part = parts.find((p) => p === address.part) ?? "tiers";
  const jump = useJump(doc, part);
  const unfinished = useRef(open);
  unfinished.current = open;
  const { setDoc } = draft;

  /** Saves once conditions that are being written have become texts. */
  const save = useCallback(async () => {
    for (let i = 0; i < 15 && Object.values(unfinished.current).some(Boolean); i++)
      await new Promise((r) => setTimeout(r, 100));
    return draft.save();
  }, [draft.save]);
  const publish = async () => {
    if (mistakes.length > 0) {
      message.warning(t.fixFirst(mistakes.length));
      jump(mistakes[0]?.field ?? "");
      return;
    }
    const tag = await save();
    if (tag) setPublishing(tag);
  };
  const discard = () =>
    modal.confirm({
      title: t.discardTitle,
      content: t.discardText,
      okText: t.leave,
      okButtonProps: { danger: true },
      cancelText: t.stay,
      onOk: draft.reload,
    });
  useSaveKey(save);

  const editor: Editor = {
    doc,
    set: (path, value) => setDoc((d) => d && withAt(d, path, value)),
    change: (edit) => setDoc((d) => d && edit(d)),
    said: checked.said,
    mistakes,
    changes,
    published: checked.published,
    unit: 10 ** digits(),
    names: checked.names,
    open: address.item,
    setOpen: (item) => go({ item }),
    whole: (path, whole) => setOpenConditions((o) => (!!o[path] === !whole ? o : { ...o, [path]: !whole })),
  };
  return (
    <EditorProvider value={editor}>
      <Page
        title={t.title}
        sub={<State draft={draft} />}
        actions={
          <>
            {draft.dirty ? (
              <Button type="text" onClick={discard}>
                {t.discard}
              </Button>
            ) : null}
            <Button onClick={() => void save()} disabled={!draft.dirty} loading={draft.state === "saving"}>
              {t.save}
            </Button>
            {mayPublish ? (
              <Button type="primary" onClick={() => void publish()}>
                {t.publish}
              </Button>
            ) : null}
          </>
        }
      >
        <div className="stack">
          <FormProblem problem={draft.problem} />
          <SomebodyElse draft={draft} doc={doc} />
          <div className="editor">
            <Card className="editor-main">
              <Tabs
                aria-label={t.parts}
                activeKey={part}
                onChange={(next) => go({ part: next, item: undefined })}
                items={parts.map((name) => ({
                  key: name,
                  label: <PartLabel doc={doc} part={name} label={t[name]} mistakes={mistakes} changes={changes} />,
                  children: <Part name={name} />,
                }))}
                destroyOnHidden
              />
            </Card>
            <Side doc={checked.late} checked={checked} jump={jump} />
          </div>
        </div>
      </Page>
      <PublishDrawer tag={publishing} close={() => setPublishing(undefined)} />
      <Leaving dirty={draft.dirty} save={save} />
    </EditorProvider>
  );
}

interface Checked {
  late: Programme;
  said: Editor["said"];
  mistakes: Mistake[];
  changes: Change[];
  published: Set<string>;
  names: { points: string; growth: string };
}

/** What the API says of the document: its words, its mistakes, what it changes. A moment behind the keys. */
function useChecked(doc: Programme, open: Record<string, boolean>): Checked {
  const t = useWords(list);
  const lang = useLanguage();
  const late = useDebounced(doc, 300);
  const said = useQuery({ ...described(late), retry: false });
  const latest = useLatest();
  const changes = useQuery({ ...compared(latest?.which ?? "in_force", late), enabled: !!latest, retry: false });
  const present = useQuery(inForce);
  const unread = said.error instanceof Problem ? said.error.fields : [];
  const published = useMemo(() => {
    const was = present.data?.document;
    return new Set([
      ...(was?.tiers ?? []).map((x) => `tier:${x.code}`),
      ...(was?.earning ?? []).map((x) => `rule:${x.code}`),
      ...(was?.benefits ?? []).map((x) => `benefit:${x.code}`),
    ]);
  }, [present.data]);
  const unfinished = Object.keys(open)
    .filter((path) => open[path])
    .map((field) => ({ field, code: "condition_open", message: t.openCondition }));
  const found =
    unread.length > 0
      ? unread.map((m) => ({ ...m, field: m.field.replace(/^program\.?/, "") }))
      : (said.data?.mistakes ?? []);
  const mistakes = [...found, ...unfinished.filter((u) => !found.some((m) => m.field === u.field))];
  return {
    late,
    said: said.data,
    mistakes,
    changes: changes.data?.changes ?? [],
    published,
    names: namesOf(late, lang),
  };
}

/** Goes to the field of a path: its tab, its item, its control. */
function useJump(doc: Programme, part: PartName): (field: string) => void {
  const [address, go] = useAddress();
  const [wanted, setWanted] = useState<string>();
  useEffect(() => {
    if (!wanted) return;
    const timer = setTimeout(() => {
      focusField(wanted);
      setWanted(undefined);
    }, 60);
    return () => clearTimeout(timer);
  }, [wanted]);
  return (field) => {
    const place = placeOf(doc, field);
    if (place.part !== part || (place.item && place.item !== address.item)) go({ part: place.part, item: place.item });
    setWanted(field);
  };
}

function useSaveKey(save: () => Promise<unknown>): void {
  useEffect(() => {
    const key = (event: KeyboardEvent) => {
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "s") {
        event.preventDefault();
        void save();
      }
    };
    addEventListener("keydown", key);
    return () => removeEventListener("keydown", key);
  }, [save]);
}

function State({ draft }: { draft: Draft }): ReactNode {
  const t = useWords(list);
  const at = draft.query.data?.changed_at;
  return (
    <span role="status">
      {draft.state === "changed" ? (
        <Tag tone="warn">{t.changed}</Tag>
      ) : draft.state === "saving" ? (
        <Tag>{t.saving}</Tag>
      ) : (
        <Tag tone="good">{at ? t.savedAgo(ago(at)) : t.saved}</Tag>
      )}
    </span>
  );
}

function Part({ name }: { name: PartName }): ReactNode {
  switch (name) {
    case "tiers":
      return <TiersPart />;
    case "benefits":
      return <BenefitsPart />;
    case "earning":
      return <RulesPart asset="points" />;
    case "growth":
      return <RulesPart asset="growth" />;
    case "spending":
      return <SpendingPart />;
    case "points":
      return <PointsPart />;
    case "basics":
      return <BasicsPart />;
  }
}

function PartLabel(props: {
  doc: Programme;
  part: PartName;
  label: string;
  mistakes: Mistake[];
  changes: Change[];
}): ReactNode {
  const { doc, part, label, mistakes, changes } = props;
  const wrong = mistakes.filter((m) => placeOf(doc, m.field).part === part).length;
  const changed = changes.some((c) => c.field && placeOf(doc, c.field).part === part);
  return (
    <span className="part-label">
      {label}
      {wrong > 0 ? <Badge count={wrong} size="small" /> : changed ? <Badge dot color="var(--r-warn)" /> : null}
    </span>
  );
}

/** What stands beside the editor: mistakes, then a sample order or the changes. */
function Side({ doc, checked, jump }: { doc: Programme; checked: Checked; jump: (field: string) => void }): ReactNode {
  const t = useWords(list);
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
    const name = lang === "zh" ? item?.zh || item?.en : item?.en || item?.zh;
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

/** Somebody else saved the draft meanwhile: what differs, and the choice. */
function SomebodyElse({ draft, doc }: { draft: Draft; doc: Programme }): ReactNode {
  const t = useWords(list);
  const p = useWords(programmeWords);
  const { modal } = App.useApp();
  const late = useDebounced(doc, 300);
  const there = draft.other?.document;
  const differ = useQuery({ ...compared(late, there ?? late), enabled: !!there, retry: false });
  if (!there) return null;
  const take = () =>
    modal.confirm({
      title: t.theirsTitle,
      content: t.theirsText,
      okText: t.theirs,
      okButtonProps: { danger: true },
      cancelText: p.cancel,
      onOk: draft.reload,
    });
  return (
    <Alert
      type="warning"
      showIcon
      title={t.other}
      description={
        <div className="stack tight">
          <p>{t.otherText}</p>
          {differ.data?.changes.length === 0 ? <p>{t.otherSame}</p> : <Changes changes={differ.data?.changes ?? []} />}
          <div className="row">
            <Button onClick={take}>{t.theirs}</Button>
            <Button onClick={() => void draft.keepMine()} loading={draft.state === "saving"}>
              {t.mine}
            </Button>
          </div>
        </div>
      }
    />
  );
}

/** Asks before the page is left with changes that are not saved. */
function Leaving({ dirty, save }: { dirty: boolean; save: () => Promise<string | undefined> }): ReactNode {
  const t = useWords(list);
  const [busy, setBusy] = useState(false);
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => dirty && current.pathname !== next.pathname,
    enableBeforeUnload: () => dirty,
    withResolver: true,
  });
  const saveAndLeave = async () => {
    setBusy(true);
    const tag = await save();
    setBusy(false);
    if (tag) blocker.proceed?.();
    else blocker.reset?.();
  };
  return (
    <Modal
      open={blocker.status === "blocked"}
      title={t.leaveTitle}
      onCancel={() => blocker.reset?.()}
      footer={
        <div className="row" style={{ justifyContent: "flex-end" }}>
          <Button onClick={() => blocker.reset?.()}>{t.stay}</Button>
          <Button danger onClick={() => blocker.proceed?.()}>
            {t.leave}
          </Button>
          <Button type="primary" loading={busy} onClick={() => void saveAndLeave()}>
            {t.leaveSave}
          </Button>
        </div>
      }
    >
      <p>{t.leaveText}</p>
    </Modal>
  );
}
