import { Select } from "antd";
import type { ReactNode } from "react";
import type { Schema } from "../../../../../shared/api.ts";
import { useWords, words } from "../../../../../shared/i18n.ts";
import { useLabel } from "../../ui/labels.ts";

const list = words(
  { yes: "同意", no: "拒绝", unasked: "未问", purpose: "用途" },
  { yes: "Agrees", no: "Refuses", unasked: "Not asked", purpose: "Purpose" },
);

/** What was said, by "purpose/channel"; what is absent was not asked. */
export type Said = Record<string, boolean | undefined>;

const purposes = ["marketing", "care", "research"];
const channels = ["sms", "wechat", "email", "phone"];

/** The consents of a member as a table of purposes and channels. */
export function saidOf(consents: Schema<"ConsentOut">[]): Said {
  return Object.fromEntries(consents.map((c) => [`${c.purpose}/${c.channel}`, c.granted]));
}

/** What was said anew, as the API takes it. A yes or no cannot be unsaid: "not asked" sends nothing. */
export function consentsOf(said: Said, before: Said, source: string): Schema<"ConsentBody">[] {
  return Object.entries(said)
    .filter(([key, granted]) => granted !== undefined && granted !== before[key])
    .map(([key, granted]) => {
      const cut = key.indexOf("/");
      return {
        purpose: key.slice(0, cut),
        channel: key.slice(cut + 1),
        granted: granted === true,
        source: source.trim() || undefined,
      };
    });
}

/** The purposes and channels to show: the usual ones, and whatever the member has beside them. */
export function axesOf(said: Said): { purposes: string[]; channels: string[] } {
  const keys = Object.keys(said).map((key) => [key.slice(0, key.indexOf("/")), key.slice(key.indexOf("/") + 1)]);
  return {
    purposes: [...new Set([...purposes, ...keys.map((k) => k[0] ?? "")])],
    channels: [...new Set([...channels, ...keys.map((k) => k[1] ?? "")])],
  };
}

interface Props {
  value?: Said;
  onChange?: (said: Said) => void;
  /** What stands already: it can be changed, not unsaid. */
  before?: Said;
}

/** Yes, no or not asked for each purpose on each channel. */
export function ConsentGrid({ value = {}, onChange, before = {} }: Props): ReactNode {
  const t = useWords(list);
  const label = useLabel();
  const axes = axesOf({ ...before, ...value });
  return (
    <div className="table-scroll">
      <table className="consents">
        <thead>
          <tr>
            <th scope="col">{t.purpose}</th>
            {axes.channels.map((c) => (
              <th key={c} scope="col">
                {label("contact", c)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {axes.purposes.map((p) => (
            <tr key={p}>
              <th scope="row">{label("purpose", p)}</th>
              {axes.channels.map((c) => {
                const key = `${p}/${c}`;
                const now = value[key];
                const options = [
                  { value: "yes", label: t.yes },
                  { value: "no", label: t.no },
                ];
                if (before[key] === undefined) options.unshift({ value: "", label: t.unasked });
                return (
                  <td key={c}>
                    <Select
                      size="small"
                      aria-label={`${label("purpose", p)} ${label("contact", c)}`}
                      style={{ width: 88 }}
                      value={now === undefined ? "" : now ? "yes" : "no"}
                      options={options}
                      onChange={(next: string) =>
                        onChange?.({ ...value, [key]: next === "" ? undefined : next === "yes" })
                      }
                    />
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
