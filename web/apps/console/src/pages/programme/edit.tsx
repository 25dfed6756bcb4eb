import { useNavigate } from "@tanstack/react-router";
import { App, Badge, Button, Tabs } from "antd";
import { type ReactNode, useCallback, useRef, useState } from "react";
import { ago, digits } from "../../../../../shared/format.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { useAddress } from "../../ui/address.ts";
import { Card, Page, Tag } from "../../ui/page.tsx";
import { FormProblem } from "../../ui/send.tsx";
import { Empty, ErrorState, Loading } from "../../ui/states.tsx";
import { BenefitsPart } from "./benefits.tsx";
import { Side } from "./beside.tsx";
import { useChecked, useJump, useSaveKey } from "./checked.ts";
import { type Mistake, type PartName, type Programme, parts, placeOf, withAt } from "./document.ts";
import { editWords } from "./edit-words.ts";
import { type Editor, EditorProvider } from "./editor.tsx";
import { EventsPart } from "./events.tsx";
import { Leaving, SomebodyElse } from "./guard.tsx";
import { NotForYou } from "./index.tsx";
import { PublishDrawer } from "./publish.tsx";
import { type Change, useMayRead } from "./queries.ts";
import { RulesPart } from "./rules.tsx";
import { BasicsPart, PointsPart, SpendingPart } from "./terms.tsx";
import { TiersPart } from "./tiers.tsx";
import { type Draft, useDraft } from "./use-draft.ts";
import "./edit.css";
import "./style.css";

/** The draft, edited part by part, with a sample order that is computed along. */
export default function EditPage(): ReactNode {
  const t = useWords(editWords);
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

function Editing({ draft, doc }: { draft: Draft; doc: Programme }): ReactNode {
  const t = useWords(editWords);
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
                tabBarGutter={24}
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

function State({ draft }: { draft: Draft }): ReactNode {
  const t = useWords(editWords);
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
    case "events":
      return <EventsPart />;
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
