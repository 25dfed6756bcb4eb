import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Checkbox } from "antd";
import type { ReactNode } from "react";
import { useWords } from "../../../../../shared/i18n.ts";
import { type Asset, at, freePeriod, type Rule, type RuleCap, withNewCap, withoutCap } from "./document.ts";
import { Field, KindBox, NumberBox, useEditor } from "./editor.tsx";
import { ruleWords } from "./rule-words.ts";

const periods = ["order", "day", "week", "month", "year", "ever"] as const;

/** The most that one rule gives. */
export function RuleCaps({ path, rule }: { path: string; rule: Rule }): ReactNode {
  const t = useWords(ruleWords);
  const { set, names } = useEditor();
  const caps = rule.caps ?? [];
  const write = (next: RuleCap[]) => set(`${path}.caps`, next.length > 0 ? next : undefined);
  return (
    <Field path={`${path}.caps`} label={t.caps} hint={t.capsHint} wide>
      {() => (
        <div className="stack tight">
          {caps.map((cap, i) => (
            <CapRow
              // biome-ignore lint/suspicious/noArrayIndexKey: caps have no name of their own
              key={i}
              path={`${path}.caps[${i}]`}
              name={rule.asset === "growth" ? names.growth : names.points}
              shared={cap.all_members ?? false}
              event={rule.kind === "per_event"}
              remove={() => write(caps.filter((_, k) => k !== i))}
            />
          ))}
          <div>
            <Button
              type="dashed"
              size="small"
              icon={<PlusOutlined />}
              disabled={caps.length >= 5}
              onClick={() =>
                write([
                  ...caps,
                  {
                    per: freePeriod([
                      ...caps.filter((c) => !c.all_members).map((c) => c.per),
                      ...(rule.kind === "per_event" ? (["order"] as const) : []),
                    ]),
                    amount: 100,
                  },
                ])
              }
            >
              {t.addCap}
            </Button>
          </div>
        </div>
      )}
    </Field>
  );
}

/** The most that all rules of an asset give. */
export function TotalCaps({ asset }: { asset: Asset }): ReactNode {
  const t = useWords(ruleWords);
  const { doc, change, names } = useEditor();
  const name = asset === "growth" ? names.growth : names.points;
  return (
    <Field path="caps" label={t.total(name)} hint={t.totalHint} wide>
      {() => (
        <div className="stack tight">
          {(doc.caps ?? []).map((cap, i) =>
            cap.asset === asset ? (
              <CapRow
                // biome-ignore lint/suspicious/noArrayIndexKey: caps have no name of their own
                key={i}
                path={`caps[${i}]`}
                name={name}
                shared={cap.all_members ?? false}
                remove={() => change((d) => withoutCap(d, i))}
              />
            ) : null,
          )}
          <div>
            <Button
              type="dashed"
              size="small"
              icon={<PlusOutlined />}
              disabled={(doc.caps ?? []).length >= 10}
              onClick={() => change((d) => withNewCap(d, asset))}
            >
              {t.addCap}
            </Button>
          </div>
        </div>
      )}
    </Field>
  );
}

function CapRow(props: {
  path: string;
  name: string;
  shared: boolean;
  /** It is of a rule for events: no order has a part in it. */
  event?: boolean;
  remove: () => void;
}): ReactNode {
  const t = useWords(ruleWords);
  const { set, doc } = useEditor();
  const { path, name, shared, event, remove } = props;
  const per = at(doc, path) as RuleCap;
  return (
    <span className="row" id={`w-${path}`}>
      <KindBox
        path={`${path}.per`}
        label={t.capPer}
        kinds={shared || event ? periods.slice(1) : periods}
        value={per.per}
        onChange={(kind) => set(`${path}.per`, kind)}
      />
      <NumberBox path={`${path}.amount`} label={t.cap} min={1} suffix={name} />
      <Checkbox
        checked={shared}
        disabled={per.per === "order"}
        onChange={(e) => set(`${path}.all_members`, e.target.checked || undefined)}
      >
        {t.budget}
      </Checkbox>
      <Button type="text" icon={<DeleteOutlined />} aria-label={t.removeCap} onClick={remove} />
    </span>
  );
}
