import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Form, Progress, Upload } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok } from "../../../../../shared/api.ts";
import { count } from "../../../../../shared/format.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { FormDrawer } from "../../ui/drawer.tsx";
import { MembersPick } from "../../ui/members.tsx";
import { decoded, firstColumn, mostLines } from "./file.ts";
import { segmentWords } from "./words.ts";

/** How many one call takes. */
const atOnce = 1000;

/** Of how many lines that mean nobody it is said. */
const shown = 20;

interface Values {
  members?: string[];
}

/** Puts members on a list: some that are chosen, and those whom the lines of a file mean. */
export function AddDrawer({ id, close }: { id: string; close: () => void }): ReactNode {
  const t = useWords(segmentWords);
  const client = useQueryClient();
  const { message, notification } = App.useApp();
  const [lines, setLines] = useState<string[]>([]);
  const [done, setDone] = useState<number>();
  const take = async (file: File) => {
    const found = firstColumn(decoded(await file.arrayBuffer()));
    if (found.length > mostLines) void message.error(t.tooLong);
    else if (found.length === 0) void message.error(t.noLines);
    else setLines(found);
  };
  const add = async (members: string[]) => {
    for (let i = 0; i < members.length; i += atOnce) {
      await ok(
        api.POST("/v1/segments/{id}/members", {
          params: { path: { id } },
          body: { add: members.slice(i, i + atOnce) },
        }),
      );
    }
  };
  const send = async ({ members = [] }: Values) => {
    if (members.length === 0 && lines.length === 0) throw new Error(t.nothing);
    const before = await ok(api.GET("/v1/segments/{id}", { params: { path: { id } } }));
    const unknown: string[] = [];
    try {
      await add(members);
      for (let i = 0; i < lines.length; i += atOnce) {
        setDone(i);
        const meant = await ok(api.POST("/v1/members/resolve", { body: { texts: lines.slice(i, i + atOnce) } }));
        unknown.push(...meant.members.filter((m) => !m.member_id).map((m) => m.text));
        await add([...new Set(meant.members.flatMap((m) => m.member_id ?? []))]);
      }
    } finally {
      // Who was added before a failure is on the list.
      setDone(undefined);
      await client.invalidateQueries({ queryKey: ["segments"] });
    }
    const after = await ok(api.GET("/v1/segments/{id}", { params: { path: { id } } }));
    void message.success(t.addedN(count((after.members ?? 0) - (before.members ?? 0))));
    if (unknown.length > 0) {
      notification.warning({
        title: t.strange(count(unknown.length)),
        duration: false,
        description: (
          <>
            {unknown.slice(0, shown).map((line) => (
              <div key={line}>{line}</div>
            ))}
            {unknown.length > shown ? <div className="meta">{t.more(count(unknown.length))}</div> : null}
          </>
        ),
      });
    }
  };
  return (
    <FormDrawer<Values> title={t.addMembers} submit={t.addMembers} send={send} close={close}>
      <Form.Item name="members" label={t.pick} extra={t.pickHelp}>
        <MembersPick label={t.pick} />
      </Form.Item>
      <Form.Item label={t.file} extra={t.fileHelp}>
        <Upload
          accept=".csv,.txt,text/csv,text/plain"
          showUploadList={false}
          beforeUpload={(file) => {
            void take(file);
            return Upload.LIST_IGNORE;
          }}
        >
          <Button>{t.choose}</Button>
        </Upload>
        {lines.length > 0 ? <div className="meta">{t.lines(count(lines.length))}</div> : null}
        {done !== undefined ? (
          <div aria-live="polite">
            {t.progress(count(done), count(lines.length))}
            <Progress percent={Math.round((100 * done) / lines.length)} showInfo={false} />
          </div>
        ) : null}
      </Form.Item>
    </FormDrawer>
  );
}
