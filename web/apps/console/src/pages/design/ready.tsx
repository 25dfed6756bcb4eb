import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { App, Button, Drawer } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, type Schema } from "../../../../../shared/api.ts";
import { useLanguage, useWords } from "../../../../../shared/i18n.ts";
import { May } from "../../session.tsx";
import { Card, Page } from "../../ui/page.tsx";
import { namesOf } from "../../ui/programme.ts";
import { Show } from "../../ui/states.tsx";
import { Promised } from "../programme/promise.tsx";
import { changedProgramme, draft } from "../programme/queries.ts";
import "../programme/style.css";
import { designWords } from "./words.ts";
import "./style.css";

type Ready = Schema<"ReadyOut">;

/** Programmes to start from, by trade. */
export default function ReadyPage(): ReactNode {
  const t = useWords(designWords);
  const lang = useLanguage();
  const navigate = useNavigate();
  const [shown, setShown] = useState<Ready>();
  const query = useQuery({
    queryKey: ["program", "ready"],
    queryFn: () => ok(api.GET("/v1/program/ready")),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Page title={t.ready} actions={<Button onClick={() => void navigate({ to: "/programme" })}>{t.back}</Button>}>
      <div className="stack">
        <p className="meta design-lead">{t.readyLead}</p>
        <Show query={query}>
          {(list) => (
            <div className="grid">
              {(list.data ?? []).map((r) => (
                <Card key={r.code} className="span-4 ready" title={r.name[lang]}>
                  <p>{r.summary[lang]}</p>
                  <div className="ready-advice">
                    <p className="meta">{t.advice}</p>
                    <ul>
                      {(r.advice ?? []).map((a) => (
                        <li key={a.en}>{a[lang]}</li>
                      ))}
                    </ul>
                  </div>
                  <div className="row">
                    <Button onClick={() => setShown(r)} aria-label={`${t.preview}: ${r.name[lang]}`}>
                      {t.preview}
                    </Button>
                    <UseButton of={r} />
                  </div>
                </Card>
              ))}
            </div>
          )}
        </Show>
      </div>
      <Drawer open={!!shown} onClose={() => setShown(undefined)} size={880} title={shown?.name[lang]} destroyOnHidden>
        {shown ? <Preview code={shown.code} /> : null}
      </Drawer>
    </Page>
  );
}

/** What a ready programme promises. */
function Preview({ code }: { code: string }): ReactNode {
  const lang = useLanguage();
  const query = useQuery({
    queryKey: ["program", "ready", code],
    queryFn: () => ok(api.GET("/v1/program/ready/{code}", { params: { path: { code } } })),
  });
  return (
    <Show query={query} rows={12}>
      {(r) => {
        const names = namesOf(r.document, lang);
        return (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
          <section aria-label={r.name[lang]} tabIndex={0}>
            <Promised said={{ ...r.description, mistakes: [] }} points={names.points} growth={names.growth} />
          </section>
        );
      }}
    </Show>
  );
}

/** Puts a ready programme into the draft, once that is confirmed. */
function UseButton({ of }: { of: Ready }): ReactNode {
  const t = useWords(designWords);
  const lang = useLanguage();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { modal, message } = App.useApp();
  const name = of.name[lang] ?? of.code;
  const start = useMutation({
    mutationFn: async () => {
      const { tag } = await client.fetchQuery({ ...draft, staleTime: 0 });
      return ok(
        api.POST("/v1/program/draft/start", { params: { header: { "If-Match": tag } }, body: { code: of.code } }),
      );
    },
    onSuccess: async () => {
      message.success(t.taken(name));
      await changedProgramme(client);
      await navigate({ to: "/programme/edit" });
    },
    onError: (cause) => void message.error(cause.message),
  });
  const ask = () =>
    modal.confirm({
      title: t.takeTitle(name),
      content: t.takeText,
      okText: t.take,
      cancelText: t.cancel,
      onOk: () => start.mutateAsync().catch(() => undefined),
    });
  return (
    <May permission="program:write">
      <Button loading={start.isPending} onClick={ask} aria-label={`${t.take}: ${name}`}>
        {t.take}
      </Button>
    </May>
  );
}
