import { FileTextOutlined, ShoppingOutlined, TeamOutlined } from "@ant-design/icons";
import { Button } from "antd";
import type { ReactNode } from "react";
import { useWords } from "../../../../../shared/i18n.ts";
import { Card } from "../../ui/page.tsx";
import type { Kind } from "./report.ts";
import { importWords } from "./words.ts";

const icons = { members: TeamOutlined, products: ShoppingOutlined, orders: FileTextOutlined };

/** Step 1: what the file holds. */
export function KindStep(props: {
  presets: string[];
  kind: Kind | undefined;
  preset: string | undefined;
  choose: (kind: Kind, preset?: string) => void;
}): ReactNode {
  const t = useWords(importWords);
  return (
    <Card title={t.stepKind}>
      <div className="kind-grid">
        {(["members", "products", "orders"] as const).map((kind) => {
          const Icon = icons[kind];
          return (
            <button
              key={kind}
              type="button"
              className="kind"
              aria-pressed={props.kind === kind && !props.preset}
              onClick={() => props.choose(kind)}
            >
              <Icon aria-hidden="true" />
              <b>{t[kind]}</b>
              <span>{t[`${kind}Text`]}</span>
            </button>
          );
        })}
      </div>
      {props.presets.length > 0 ? (
        <div className="row" style={{ marginTop: 16 }}>
          <span className="meta">{t.preset}</span>
          {props.presets.map((preset) => (
            <Button
              key={preset}
              className="wrap-button"
              aria-pressed={props.preset === preset}
              type={props.preset === preset ? "primary" : "default"}
              ghost={props.preset === preset}
              onClick={() => props.choose("orders", preset)}
            >
              {t[`preset_${preset}` as "preset_online-retail"] ?? preset}
            </Button>
          ))}
        </div>
      ) : null}
    </Card>
  );
}
