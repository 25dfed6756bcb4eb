import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { Problem } from "../../../../../shared/api.ts";
import { useLanguage, useWords } from "../../../../../shared/i18n.ts";
import { useAddress } from "../../ui/address.ts";
import { namesOf } from "../../ui/programme.ts";
import { type Mistake, type PartName, type Programme, placeOf } from "./document.ts";
import { editWords } from "./edit-words.ts";
import { type Editor, focusField } from "./editor.tsx";
import { useDebounced } from "./later.ts";
import { type Change, compared, described, inForce, useLatest } from "./queries.ts";

/** What the API says of a document. */
export interface Checked {
  late: Programme;
  said: Editor["said"];
  mistakes: Mistake[];
  changes: Change[];
  published: Set<string>;
  names: { points: string; growth: string };
}

/** What the API says of the document: its words, its mistakes, what it changes. A moment behind the keys. */
export function useChecked(doc: Programme, open: Record<string, boolean>): Checked {
  const t = useWords(editWords);
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
      ...(was?.events ?? []).map((x) => `event:${x.code}`),
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
export function useJump(doc: Programme, part: PartName): (field: string) => void {
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

/** Saves by the keys that people save with. */
export function useSaveKey(save: () => Promise<unknown>): void {
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
