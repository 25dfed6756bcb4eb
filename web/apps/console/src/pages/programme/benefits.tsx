import type { ReactNode } from "react";
import { useLanguage, useWords } from "../../../../../shared/i18n.ts";
import { nameIn } from "../../ui/named.ts";
import { Tag } from "../../ui/page.tsx";
import { benefitWords } from "./benefit-words.ts";
import { type Benefit, moved, withBenefitKind, withNewBenefit, withoutBenefit } from "./document.ts";
import { Field, KindBox, TextPair, useEditor } from "./editor.tsx";
import { Gives } from "./gives.tsx";
import { CodeField, Dates, Item, ItemList, useRemoval, WhenField } from "./items.tsx";
import { Whom } from "./whom.tsx";
import { kindWords } from "./words.ts";

const kinds = ["discount", "member_price", "free_delivery", "multiplier", "quota", "service"] as const;

/** What the programme gives beside points: one line each, the rest opens below. */
export function BenefitsPart(): ReactNode {
  const t = useWords(benefitWords);
  const { doc, change, setOpen } = useEditor();
  const benefits = doc.benefits ?? [];
  const add = () => {
    change(withNewBenefit);
    setOpen(`benefits[${benefits.length}]`);
  };
  return (
    <ItemList
      path="benefits"
      intro={t.intro}
      empty={t.empty}
      add={{ label: t.add, run: add, most: 100 }}
      items={benefits}
    >
      {benefits.map((benefit, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a code is edited, and may be there twice while it is
        <BenefitItem key={i} benefit={benefit} index={i} last={i === benefits.length - 1} />
      ))}
    </ItemList>
  );
}

function BenefitItem({ benefit, index, last }: { benefit: Benefit; index: number; last: boolean }): ReactNode {
  const t = useWords(benefitWords);
  const k = useWords(kindWords);
  const lang = useLanguage();
  const { change, set, setOpen, said, published } = useEditor();
  const path = `benefits[${index}]`;
  const name = nameIn(benefit.name, lang);
  const told = said?.benefits.find((w) => w.code === benefit.code);
  const remove = useRemoval({ title: t.removeTitle(name), text: t.removeText, remove: t.remove }, (d) =>
    withoutBenefit(d, index),
  );
  const hint = { quota: t.whenUnit, service: t.whenMember }[benefit.kind as "quota" | "service"] ?? t.whenLine;
  return (
    <Item
      path={path}
      code={benefit.code}
      name={name}
      sub={told?.sentence[lang] ?? ""}
      mark={<Tag tone="accent">{k[benefit.kind]}</Tag>}
      first={index === 0}
      last={last}
      move={(by) => {
        change((d) => ({ ...d, benefits: moved(d.benefits ?? [], index, by) }));
        setOpen(`benefits[${index + by}]`);
      }}
      remove={remove}
    >
      <div className="pg-fields">
        <TextPair path={`${path}.name`} label={t.name} max={60} />
        <Field path={`${path}.kind`} label={t.kind}>
          {() => (
            <KindBox
              path={`${path}.kind`}
              label={t.kind}
              kinds={kinds}
              value={benefit.kind}
              onChange={(kind) => set(path, withBenefitKind(benefit, kind))}
            />
          )}
        </Field>
        <Gives path={path} benefit={benefit} />
        <Whom path={path} benefit={benefit} />
        <WhenField
          path={`${path}.when`}
          label={t.when}
          scope={benefit.kind === "service" ? "member" : "line"}
          hint={hint}
        />
        <Dates path={path} item={benefit} />
        <TextPair path={`${path}.summary`} label={t.summary} max={500} rows={2} />
        <CodeField path={`${path}.code`} published={published.has(`benefit:${benefit.code}`)} />
      </div>
    </Item>
  );
}
