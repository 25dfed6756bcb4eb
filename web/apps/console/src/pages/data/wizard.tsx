import { useQuery } from "@tanstack/react-query";
import { Steps } from "antd";
import type { ReactNode } from "react";
import { api, ok } from "../../../../../shared/api.ts";
import { useLanguage, useWords } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { useAddress } from "../../ui/address.ts";
import { Page } from "../../ui/page.tsx";
import { Empty, Show } from "../../ui/states.tsx";
import { CheckStep } from "./check.tsx";
import { ColumnsStep } from "./columns.tsx";
import { FileStep } from "./file.tsx";
import { KindStep } from "./kind.tsx";
import type { Kind } from "./report.ts";
import { importWords } from "./words.ts";
import "./style.css";

/** What may be imported, field by field. */
export function useKinds() {
  const lang = useLanguage();
  return useQuery({
    queryKey: ["import-kinds", lang],
    queryFn: () => ok(api.GET("/v1/import-kinds")),
    staleTime: 300_000,
  });
}

const steps = ["kind", "file", "columns", "check"] as const;

/** The import in steps; which step, which file and which check stand in the address, so that a reload keeps them. */
export default function Wizard(): ReactNode {
  const t = useWords(importWords);
  const may = useMay("import:write");
  const [search, change] = useAddress();
  const kinds = useKinds();
  const kind = (["members", "products", "orders"] as string[]).includes(search.kind ?? "")
    ? (search.kind as Kind)
    : undefined;
  // What a step needs decides how far one is, so that no address leads to a broken page.
  const far = !kind ? 0 : !search.upload ? 1 : search.job ? 3 : 2;
  const at = Math.min(Math.max(steps.indexOf((search.step ?? "kind") as "kind"), 0), far);
  if (!may) return <Page title={t.title}>{<Empty title={t.title} />}</Page>;
  return (
    <Page title={t.title}>
      <div className="stack">
        <Steps
          size="small"
          current={at}
          responsive={false}
          className="import-steps"
          items={[t.stepKind, t.stepFile, t.stepColumns, t.stepCheck].map((title) => ({ title }))}
        />
        <Show query={kinds}>
          {(known) =>
            at === 0 || !kind ? (
              <KindStep
                presets={known.presets ?? []}
                kind={kind}
                preset={search.preset}
                choose={(next, preset) =>
                  change({
                    kind: next,
                    preset,
                    step: search.upload ? "columns" : "file",
                    job: undefined,
                  })
                }
              />
            ) : at === 1 || !search.upload ? (
              <FileStep
                most={known.max_size}
                back={() => change({ step: "kind" })}
                done={(upload, name) => change({ upload, name, step: "columns", job: undefined })}
              />
            ) : at === 2 || !search.job ? (
              <ColumnsStep
                key={`${search.upload} ${kind} ${search.preset ?? ""}`}
                kinds={known}
                kind={kind}
                preset={search.preset}
                upload={search.upload}
                name={search.name ?? ""}
                other={() => change({ step: "file", upload: undefined, name: undefined, job: undefined })}
                back={() => change({ step: "kind" })}
                done={(job) => change({ job, step: "check" })}
              />
            ) : (
              <CheckStep job={search.job} back={() => change({ step: "columns" })} />
            )
          }
        </Show>
      </div>
    </Page>
  );
}
