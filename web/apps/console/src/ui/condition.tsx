import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Button, Input, Segmented } from "antd";
import type { TextAreaRef } from "antd/es/input/TextArea";
import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { api, type FieldProblem, ok, Problem, type Schema } from "../../../../shared/api.ts";
import { count } from "../../../../shared/format.ts";
import { useLanguage, useWords, words } from "../../../../shared/i18n.ts";
import { useMay } from "../session.tsx";
import { GroupBox } from "./condition-rows.tsx";
import { emptyGroup, type Group, groupOf, nodeOf, partAt, rowsOf, unchosen } from "./condition-tree.ts";
import { ErrorState, Loading } from "./states.tsx";

const list = words(
  {
    build: "条件",
    text: "CEL 文本",
    mode: "编辑方式",
    always: "没有条件，对所有人成立。",
    shapeless: "这个条件用到了图形编辑没有的写法，只能以文本编辑。",
    counting: "正在计算人数…",
    holds: (n: string) => `符合 ${n} 人`,
    choose: "请选择条件项",
    open: "填写完整后生效；在那之前仍按原来的条件。",
    jump: "跳到出错处",
    textLabel: "CEL 条件文本",
    clear: "清除条件",
  },
  {
    build: "Builder",
    text: "CEL text",
    mode: "Way of editing",
    always: "No condition: it always holds.",
    shapeless: "The builder has no shape for this condition; it can be edited as text only.",
    counting: "Counting members…",
    holds: (n: string) => `Holds for ${n} members`,
    choose: "Choose what this is about",
    open: "It counts once it is complete; until then the condition stays as it was.",
    jump: "Go to the mistake",
    textLabel: "Condition as CEL text",
    clear: "Remove the condition",
  },
);

/** Of what a condition is: it decides what it may name. */
export type ConditionScope = "member" | "order" | "line" | "event";

/** Whose tiers and events a condition may name: a programme by name, or a document that is being written. */
type Whose = "draft" | "in_force" | Schema<"ProgramDocument">;

interface ConditionFieldProps {
  scope: ConditionScope;
  /** The condition in CEL; "" holds always. */
  value: string;
  /**
   * Called with the text after every edit. `whole` is false while a row is not filled in, or the text cannot be read: the
   * text is then the last whole one of the builder, or what has been typed.
   */
  onChange: (text: string, whole: boolean) => void;
  /** Names the field for those who do not see it. */
  label: string;
  /** Whose tiers and events may be named; the programme in force where absent. */
  program?: Whose;
  /** Of scope event: the kind whose data may be asked. */
  event?: string;
  /** Shows, of scope member, how many members it holds for. True where absent. */
  counted?: boolean;
  disabled?: boolean;
}

type Sentence = Schema<"ConditionOut">["sentence"];

/** Everything that conditions of a scope may name. */
export function useConditions(scope: ConditionScope, program: Whose = "in_force", event?: string) {
  const what = typeof program === "string" ? program : [program.tiers, program.events]; // all that is offered of a document
  return useQuery({
    queryKey: ["conditions", scope, what, event],
    queryFn: () => ok(api.POST("/v1/conditions/catalogue", { body: { scope, event, program } })),
    staleTime: 300_000,
    placeholderData: keepPreviousData,
  });
}

/**
 * A condition that is built from rows and groups, or typed as CEL: both say the same, and the sentence below says it in
 * words. Lists filter by it, rules and tiers depend on it.
 */
export function ConditionField(props: ConditionFieldProps): ReactNode {
  const { scope, label, program = "in_force", event, counted = true, disabled } = props;
  const t = useWords(list);
  const lang = useLanguage();
  const id = useId();
  const catalogue = useConditions(scope, program, event);
  const edited = useCondition(props);
  const { mode, root, text, sentence, wrong, whole } = edited;
  if (catalogue.isError && !catalogue.data)
    return <ErrorState error={catalogue.error} retry={() => void catalogue.refetch()} />;
  if (!catalogue.data || (mode === "build" && !root)) return <Loading rows={2} />;
  return (
    <fieldset className="cond" aria-label={label} aria-describedby={`${id}-says`} disabled={disabled}>
      <div className="cond-head">
        <Segmented
          size="small"
          aria-label={t.mode}
          value={mode}
          onChange={edited.setMode}
          options={[
            { value: "build" as const, label: t.build, disabled: !root },
            { value: "text" as const, label: t.text },
          ]}
        />
        {root || !whole ? null : <span className="meta">{t.shapeless}</span>}
      </div>
      {mode === "build" && root ? (
        <GroupBox
          catalogue={catalogue.data}
          root={root}
          group={root}
          disabled={disabled}
          onChange={edited.build}
          mistake={(part) => wrong.find((w) => w.part === part)?.message}
        />
      ) : (
        <TextForm label={t.textLabel} value={text} onChange={edited.type} wrong={wrong} disabled={disabled} />
      )}
      <div className="cond-foot" id={`${id}-says`} aria-live="polite">
        <span className="cond-says">{sentence ? sentence[lang] : text === "" && whole ? t.always : ""}</span>
        {mode === "build" && !whole && wrong.length > 0 ? <span className="meta warn">{t.open}</span> : null}
        {counted && scope === "member" ? <Count text={text} whole={whole} /> : null}
      </div>
    </fieldset>
  );
}

interface Wrong extends FieldProblem {
  part?: number;
}

/** The state of a field: the text, what the builder shows of it, its sentence and its mistakes. */
function useCondition({ scope, value, onChange, program }: ConditionFieldProps) {
  const t = useWords(list);
  const [mode, setMode] = useState<"build" | "text">("build");
  const [root, setRoot] = useState<Group | undefined>(() => (value === "" ? emptyGroup() : undefined));
  const [text, setText] = useState<string | undefined>(() => (value === "" ? "" : undefined));
  const [sentence, setSentence] = useState<Sentence>();
  const [wrong, setWrong] = useState<Wrong[]>([]);
  const [whole, setWhole] = useState(true);
  const turn = useRef(0);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  /** Reads a text; answers its tree. Only the newest reading is shown. */
  const read = async (next: string, my: number): Promise<{ root?: Group; right: boolean } | undefined> => {
    if (next.trim() === "") {
      setSentence(undefined);
      setWrong([]);
      return { root: emptyGroup(), right: true };
    }
    try {
      const out = await ok(api.POST("/v1/conditions/read", { body: { text: next, scope, program } }));
      if (my !== turn.current) return undefined;
      setSentence(out.sentence);
      setWrong([]);
      return { root: out.tree ? groupOf(out.tree) : undefined, right: true };
    } catch (cause) {
      if (my !== turn.current) return undefined;
      setSentence(undefined);
      setWrong(wrongOf(cause));
      return { right: false };
    }
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: only a value from outside is read again
  useEffect(() => {
    if (value === text) return;
    clearTimeout(timer.current);
    const my = ++turn.current;
    setText(value);
    void read(value, my).then((out) => {
      if (!out) return;
      setRoot(out.root);
      setWhole(out.right);
      setMode((was) => (out.root ? was : "text"));
    });
  }, [value]);

  /** Another tree from the builder, that is written as a text soon. */
  const build = (next: Group) => {
    setRoot(next);
    const my = ++turn.current;
    clearTimeout(timer.current);
    setWhole(false);
    onChange(text ?? value, false);
    const missing = unchosen(next);
    if (missing) {
      setWrong([{ field: "tree", code: "unchosen", message: t.choose, part: missing.id }]);
      return;
    }
    timer.current = setTimeout(() => void write(next, my), 250);
  };

  const write = async (next: Group, my: number) => {
    try {
      const none = rowsOf(next) === 0;
      const out = none
        ? { text: "", sentence: undefined }
        : await ok(api.POST("/v1/conditions/write", { body: { tree: nodeOf(next), scope, program } }));
      if (my !== turn.current) return;
      setText(out.text);
      setSentence(out.sentence);
      setWrong([]);
      setWhole(true);
      onChange(out.text, true);
    } catch (cause) {
      if (my !== turn.current) return;
      setWrong(wrongOf(cause).map((w) => ({ ...w, part: partAt(next, w.field)?.id })));
    }
  };

  /** Another text from the keyboard, that is read soon. */
  const type = (next: string) => {
    setText(next);
    setWhole(false);
    onChange(next, false);
    const my = ++turn.current;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      void read(next, my).then((out) => {
        if (!out) return;
        setRoot(out.root);
        setWhole(out.right);
        onChange(next, out.right);
      });
    }, 350);
  };

  const choose = (next: "build" | "text") => {
    if (next === "text" && !whole) {
      // What is not filled in yet has no text: the text that counts is shown.
      const my = ++turn.current;
      clearTimeout(timer.current);
      void read(text ?? "", my).then((out) => {
        if (!out) return;
        setRoot(out.root);
        setWhole(out.right);
        onChange(text ?? "", out.right);
      });
    }
    setMode(next);
  };
  return { mode, setMode: choose, root, text: text ?? value, sentence, wrong, whole, build, type };
}

function wrongOf(cause: unknown): Wrong[] {
  if (cause instanceof Problem && cause.fields.length > 0) return cause.fields;
  return [{ field: "", code: "unknown", message: cause instanceof Error ? cause.message : String(cause) }];
}

/** The place that a mistake names: line 1, column 12. */
const place = /(?:Line |第 )(\d+)(?:, column | 行第 )(\d+)/;

function TextForm(props: {
  label: string;
  value: string;
  onChange: (text: string) => void;
  wrong: Wrong[];
  disabled?: boolean;
}): ReactNode {
  const t = useWords(list);
  const id = useId();
  const field = useRef<TextAreaRef>(null);
  const jump = (line: number, column: number) => {
    const area = field.current?.resizableTextArea?.textArea;
    if (!area) return;
    const before = props.value.split("\n").slice(0, line - 1);
    const from = before.reduce((sum, l) => sum + l.length + 1, 0) + column - 1;
    area.focus();
    area.setSelectionRange(from, Math.min(from + 1, props.value.length));
  };
  return (
    <div>
      <Input.TextArea
        ref={field}
        className="code"
        aria-label={props.label}
        aria-invalid={props.wrong.length > 0}
        aria-describedby={props.wrong.length > 0 ? id : undefined}
        status={props.wrong.length > 0 ? "error" : undefined}
        autoSize={{ minRows: 2, maxRows: 12 }}
        spellCheck={false}
        maxLength={8000}
        value={props.value}
        disabled={props.disabled}
        onChange={(e) => props.onChange(e.target.value)}
      />
      {props.wrong.length > 0 ? (
        <ul className="plain cond-wrong" id={id} role="alert">
          {props.wrong.map((w) => {
            const at = place.exec(w.message);
            return (
              <li key={w.message}>
                {w.message}{" "}
                {at ? (
                  <Button type="link" size="small" onClick={() => jump(Number(at[1]), Number(at[2]))}>
                    {t.jump}
                  </Button>
                ) : null}
              </li>
            );
          })}
        </ul>
      ) : null}
    </div>
  );
}

/** How many members a condition holds for. */
function Count({ text, whole }: { text: string; whole: boolean }): ReactNode {
  const t = useWords(list);
  const may = useMay("members:read");
  const query = useQuery({
    queryKey: ["segments", "count", text],
    queryFn: ({ signal }) => ok(api.POST("/v1/segments/count", { body: { condition: text }, signal })),
    enabled: may && whole,
    staleTime: 60_000,
    retry: false,
    placeholderData: (old) => old,
  });
  if (!may) return null;
  if (query.isError) return <span className="meta">{query.error.message}</span>;
  if (!query.data) return <span className="meta">{t.counting}</span>;
  return (
    <span className="cond-count" aria-busy={query.isFetching || !whole}>
      {t.holds(count(query.data.members))}
    </span>
  );
}
