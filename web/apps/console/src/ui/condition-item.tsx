import { Form } from "antd";
import { type ReactNode, useRef } from "react";
import { useWords, words } from "../../../../shared/i18n.ts";
import { ConditionField, type ConditionScope } from "./condition.tsx";

const list = words(
  { unfinished: "条件还没有填写完整，请补全或移除。" },
  { unfinished: "The condition is not complete yet: fill it in, or take the rest away." },
);

interface Props {
  name: string | string[];
  label: string;
  extra?: string;
  scope: ConditionScope;
  /** What is said where there is none; absent where there need not be one. */
  needed?: string;
}

/** A condition as an item of a form, "" for none. A form is not sent while it is half written: what counts would not be what is seen. */
export function ConditionItem({ name, label, extra, scope, needed }: Props): ReactNode {
  const t = useWords(list);
  const whole = useRef(true);
  return (
    <Form.Item
      name={name}
      label={label}
      extra={extra}
      required={!!needed}
      validateTrigger="onSubmit"
      rules={[
        {
          validator: async (_, text?: string) => {
            if (!whole.current) throw new Error(t.unfinished);
            if (needed && !text?.trim()) throw new Error(needed);
          },
        },
      ]}
    >
      <Typed scope={scope} label={label} whole={whole} />
    </Form.Item>
  );
}

/** The field between the item's value, which is always whole, and what is being written: that only touches the form. */
function Typed(props: {
  value?: string;
  onChange?: (text: string) => void;
  scope: ConditionScope;
  label: string;
  whole: { current: boolean };
}): ReactNode {
  return (
    <ConditionField
      scope={props.scope}
      label={props.label}
      value={props.value ?? ""}
      onChange={(text, whole) => {
        props.whole.current = whole;
        props.onChange?.(whole ? text : (props.value ?? ""));
      }}
    />
  );
}
