import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { api, Problem, tagged } from "../../../../../shared/api.ts";
import { type Programme, same } from "./document.ts";
import { changedProgramme, draft } from "./queries.ts";

/** The document that was read or saved last, and the tag that a save has to name. */
interface Base {
  doc: Programme;
  tag: string;
}

/** How the draft stands: nothing to save, changes to save, being saved. */
export type DraftState = "saved" | "changed" | "saving";

/**
 * The draft while it is edited: what has been typed, whether it is saved, and whether somebody else has saved another one
 * meanwhile. It is saved when asked to, under the tag that was read; nothing of another person is ever overwritten unseen.
 */
export function useDraft(enabled: boolean) {
  const client = useQueryClient();
  const query = useQuery({ ...draft, enabled, staleTime: 0, refetchInterval: 20_000 });
  const [base, setBase] = useState<Base>();
  const [doc, setDoc] = useState<Programme>();
  const [saving, setSaving] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const newest = useRef<Programme>(undefined);
  newest.current = doc;
  const latest = query.data;
  const dirty = !!base && !!doc && !same(base.doc, doc);

  useEffect(() => {
    if (!latest || latest.tag === base?.tag || saving) return;
    if (base && dirty) return; // somebody else's: the reader decides
    setBase({ doc: latest.document, tag: latest.tag });
    setDoc(latest.document);
  }, [latest, base, dirty, saving]);

  const other = base && latest && latest.tag !== base.tag && dirty && !saving ? latest : undefined;

  /** Saves; answers the new tag, or undefined where that was refused. */
  const save = async (match = base?.tag): Promise<string | undefined> => {
    const sent = newest.current;
    if (!sent || !match) return undefined;
    if (base && match === base.tag && same(base.doc, sent)) return match;
    setSaving(true);
    setProblem(undefined);
    try {
      const { data, tag } = await tagged(
        api.PUT("/v1/program/draft", { params: { header: { "If-Match": match } }, body: sent }),
      );
      client.setQueryData(draft.queryKey, { ...data, tag });
      setBase({ doc: data.document, tag });
      if (newest.current === sent) setDoc(data.document);
      void changedProgramme(client);
      return tag;
    } catch (cause) {
      if (cause instanceof Problem && cause.status === 412) await query.refetch();
      else setProblem(cause);
      return undefined;
    } finally {
      setSaving(false);
    }
  };

  /** Takes what somebody else has saved, or, to drop one's own changes, what was saved last. */
  const reload = () => {
    if (!latest) return;
    setBase({ doc: latest.document, tag: latest.tag });
    setDoc(latest.document);
    setProblem(undefined);
  };

  /** Saves one's own over what somebody else has saved. */
  const keepMine = () => (latest ? save(latest.tag) : Promise.resolve(undefined));

  const state: DraftState = saving ? "saving" : dirty ? "changed" : "saved";
  return { query, doc, setDoc, base, state, dirty, other, problem, save, reload, keepMine };
}

/** The draft while it is edited. */
export type Draft = ReturnType<typeof useDraft>;
