import { DatePicker } from "antd";
import dayjs from "dayjs";
import type { ReactNode } from "react";
import { useWords, words } from "../../../../shared/i18n.ts";

const list = words({ from: "从", until: "到" }, { from: "From", until: "Until" });

/** A stretch of business days, each end of which may be open; held as YYYY-MM-DD. */
export function Days(props: {
  label: string;
  from: string | undefined;
  until: string | undefined;
  onChange: (from: string | undefined, until: string | undefined) => void;
}): ReactNode {
  const t = useWords(list);
  return (
    <DatePicker.RangePicker
      aria-label={props.label}
      placeholder={[t.from, t.until]}
      allowEmpty={[true, true]}
      format="YYYY-MM-DD"
      style={{ width: "100%" }}
      value={[props.from ? dayjs(props.from) : null, props.until ? dayjs(props.until) : null]}
      onChange={(days) => props.onChange(days?.[0]?.format("YYYY-MM-DD"), days?.[1]?.format("YYYY-MM-DD"))}
    />
  );
}
