import { SlidersOutlined } from "@ant-design/icons";
import { Button, Checkbox, Popover } from "antd";
import { type ReactNode, useState } from "react";
import { useWords, words } from "../../../../shared/i18n.ts";
import { useAddress } from "./address.ts";

const list = words({ columns: "列", reset: "恢复默认" }, { columns: "Columns", reset: "As it was" });

function kept(page: string): string[] | undefined {
  try {
    return localStorage.getItem(`regulars.columns.${page}`)?.split(",").filter(Boolean);
  } catch {
    return undefined; // Storage may be switched off.
  }
}

function keep(page: string, keys: string[] | undefined): void {
  try {
    if (keys) localStorage.setItem(`regulars.columns.${page}`, keys.join(","));
    else localStorage.removeItem(`regulars.columns.${page}`);
  } catch {
    // The choice then lasts as long as the page.
  }
}

/** Which columns a list shows: those of the address (?cols=, a saved view has them), else those kept on this machine. */
export function useColumns(page: string, known: readonly string[], usual: readonly string[]) {
  const [search, change] = useAddress();
  const [own, setOwn] = useState(() => kept(page));
  const asked = search.cols?.split(",") ?? own ?? usual;
  const chosen = known.filter((key) => asked.includes(key));
  const choose = (keys: string[] | undefined) => {
    keep(page, keys);
    setOwn(keys);
    change({ cols: undefined });
  };
  return { chosen, choose };
}

/** The button that chooses columns. */
export function ColumnPick(props: {
  all: { key: string; title: string }[];
  chosen: string[];
  choose: (keys: string[] | undefined) => void;
}): ReactNode {
  const t = useWords(list);
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      content={
        <div className="stack" style={{ gap: 8 }}>
          <Checkbox.Group
            className="column-pick"
            value={props.chosen}
            onChange={(keys) => props.choose(keys)}
            options={props.all.map((c) => ({ value: c.key, label: c.title }))}
          />
          <Button size="small" onClick={() => props.choose(undefined)}>
            {t.reset}
          </Button>
        </div>
      }
    >
      <Button icon={<SlidersOutlined />}>{t.columns}</Button>
    </Popover>
  );
}
