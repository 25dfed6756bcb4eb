import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Alert, App, Button, Form, Input } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, onceKey } from "../../../../../shared/api.ts";
import { useLanguage, useWords } from "../../../../../shared/i18n.ts";
import type { Search } from "../../router.tsx";
import { useMay } from "../../session.tsx";
import { FormDrawer } from "../../ui/drawer.tsx";
import { useStores } from "../../ui/pick.tsx";
import { useSentences } from "../settings/sentences.ts";
import { conditionOf } from "./condition.ts";
import { segmentWords } from "./words.ts";

/** Keeps the filters of the list of members as a segment; nothing where there are none, or for those who may not. */
export function SaveSegment({ search }: { search: Search }): ReactNode {
  const t = useWords(segmentWords);
  const { stores } = useStores();
  const may = useMay("segments:write");
  const [open, setOpen] = useState(false);
  const condition = conditionOf(search, (id) => stores.find((s) => s.id === id)?.code);
  if (!may || !condition) return null;
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t.save}</Button>
      {open ? <SaveDrawer condition={condition} searched={search.q?.trim()} close={() => setOpen(false)} /> : null}
    </>
  );
}

function SaveDrawer(props: { condition: string; searched: string | undefined; close: () => void }): ReactNode {
  const { condition, searched, close } = props;
  const t = useWords(segmentWords);
  const lang = useLanguage();
  const client = useQueryClient();
  const { notification } = App.useApp();
  const navigate = useNavigate();
  const [key] = useState(onceKey);
  const sentence = useSentences([condition]).get(condition);
  const send = async ({ name, note }: { name: string; note?: string }) => {
    const body = { name, kind: "dynamic" as const, condition, note: note?.trim() || undefined };
    const made = await ok(api.POST("/v1/segments", { headers: { "Idempotency-Key": key }, body }));
    await client.invalidateQueries({ queryKey: ["segments"] });
    void client.invalidateQueries({ queryKey: ["conditions"] });
    notification.success({
      title: t.savedAs(made.name),
      actions: (
        <Button size="small" onClick={() => void navigate({ to: "/segments/$id", params: { id: made.id } })}>
          {t.look}
        </Button>
      ),
    });
  };
  return (
    <FormDrawer title={t.save} send={send} close={close}>
      <p className="meta">{t.saveHelp}</p>
      <p>{sentence?.[lang] ?? condition}</p>
      {searched ? <Alert type="warning" showIcon title={t.notSearch(searched)} style={{ marginBottom: 16 }} /> : null}
      <Form.Item name="name" label={t.saveName} rules={[{ required: true, whitespace: true, message: t.needed }]}>
        <Input maxLength={100} autoFocus />
      </Form.Item>
      <Form.Item name="note" label={t.note}>
        <Input.TextArea maxLength={500} autoSize={{ minRows: 2, maxRows: 4 }} />
      </Form.Item>
    </FormDrawer>
  );
}
