import { useQuery } from "@tanstack/react-query";
import { useBlocker } from "@tanstack/react-router";
import { Alert, App, Button, Modal } from "antd";
import { type ReactNode, useState } from "react";
import { useWords } from "../../../../../shared/i18n.ts";
import type { Programme } from "./document.ts";
import { editWords } from "./edit-words.ts";
import { useDebounced } from "./later.ts";
import { Changes } from "./promise.tsx";
import { compared } from "./queries.ts";
import type { Draft } from "./use-draft.ts";
import { programmeWords } from "./words.ts";

/** Somebody else saved the draft meanwhile: what differs, and the choice. */
export function SomebodyElse({ draft, doc }: { draft: Draft; doc: Programme }): ReactNode {
  const t = useWords(editWords);
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
export function Leaving({ dirty, save }: { dirty: boolean; save: () => Promise<string | undefined> }): ReactNode {
  const t = useWords(editWords);
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
