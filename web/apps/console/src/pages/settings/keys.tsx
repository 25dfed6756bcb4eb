import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App, Button, Checkbox, DatePicker, Drawer, Form, Input, Segmented } from "antd";
import dayjs, { type Dayjs } from "dayjs";
import { type ReactNode, useState } from "react";
import { api, ok, onceKey, type Schema } from "../../../../../shared/api.ts";
import { ago, date, time } from "../../../../../shared/format.ts";
import { useLanguage, useWords, words } from "../../../../../shared/i18n.ts";
import { useMe } from "../../session.tsx";
import { useAddress } from "../../ui/address.ts";
import { FormDrawer } from "../../ui/drawer.tsx";
import { Kept } from "../../ui/kept.tsx";
import { Once } from "../../ui/once.tsx";
import { Tag } from "../../ui/page.tsx";
import { useList } from "../../ui/table.tsx";
import { dayAfter, instantOf } from "../../ui/zone.ts";

type Key = Schema<"KeyOut">;

const list = words(
  {
    keys: "接口密钥",
    make: "创建密钥",
    none: "还没有接口密钥",
    noneText: "收银系统、网店、小程序用密钥调用接口。一个系统一把，丢失时只需吊销那一把。",
    name: "名称",
    nameHelp: "用在哪里，如 徐汇店收银机 1。",
    scopes: "权限",
    usual: "全部业务权限",
    usualHelp: "不含修改设置、员工、密钥与审批；今后新增的业务权限也包含在内。",
    some: "指定权限",
    admin: "全部权限（含管理）",
    someNeeded: "请至少选择一项",
    expires: "到期日",
    expiresHelp: "当天结束后失效；留空则长期有效。",
    never: "长期",
    hint: "尾号",
    used: "最近使用",
    notUsed: "从未使用",
    made: "创建于",
    state: "状态",
    live: "有效",
    over: "已到期",
    revoked: "已吊销",
    all: "全部",
    filter: "按状态筛选",
    revoke: "吊销",
    revokeAsk: (name: string) => `吊销密钥“${name}”？`,
    revokeText: (used: string) => `使用它的系统会立即无法调用接口，且不能恢复。最近使用：${used}。`,
    revokeDone: "密钥已吊销",
    cancel: "取消",
    key: "接口密钥",
    shown: (name: string) => `密钥“${name}”已创建`,
    shownText: "请现在复制到要使用它的系统，不要写进代码或聊天记录。请求时放在 Authorization: Bearer 之后。",
    once: "密钥只显示这一次，关闭后无法再查看。",
    done: "已保存好，关闭",
    needed: "请填写",
    work: "操作",
    more: (n: number) => `等 ${n} 项`,
  },
  {
    keys: "API keys",
    make: "Make a key",
    none: "No API keys yet",
    noneText:
      "Tills, web shops and mini-programmes call the API by a key. One for each system, so that one can be revoked alone.",
    name: "Name",
    nameHelp: "Where it is used, such as Xuhui till 1.",
    scopes: "Permissions",
    usual: "All of the business",
    usualHelp: "All but changing settings, staff, keys and approvals; what later versions add is included.",
    some: "Some permissions",
    admin: "Everything, administration too",
    someNeeded: "Choose one at least",
    expires: "Last day",
    expiresHelp: "It stops working when that day is over; without one it works until it is revoked.",
    never: "None",
    hint: "Ends in",
    used: "Last used",
    notUsed: "Never",
    made: "Made",
    state: "State",
    live: "Works",
    over: "Expired",
    revoked: "Revoked",
    all: "All",
    filter: "Filter by state",
    revoke: "Revoke",
    revokeAsk: (name: string) => `Revoke the key “${name}”?`,
    revokeText: (used: string) => `Whatever uses it is locked out at once, for good. Last used: ${used}.`,
    revokeDone: "The key is revoked",
    cancel: "Cancel",
    key: "API key",
    shown: (name: string) => `The key “${name}” was made`,
    shownText:
      "Copy it into the system that uses it now, never into code or a chat. It is sent after Authorization: Bearer.",
    once: "The key is shown this once. Closed, it cannot be seen again.",
    done: "It is kept safe, close",
    needed: "Please fill in",
    work: "Actions",
    more: (n: number) => `and ${n} more`,
  },
);

interface Values {
  name: string;
  kind: "*" | "some" | "admin";
  scopes: string[];
  last?: Dayjs;
}

function stateOf(k: Key): "live" | "over" | "revoked" {
  if (k.revoked_at) return "revoked";
  return k.expires_at && Date.parse(k.expires_at) < Date.now() ? "over" : "live";
}

/** API keys: list, make, revoke. */
export default function Keys(): ReactNode {
  const t = useWords(list);
  const lang = useLanguage();
  const client = useQueryClient();
  const { message, modal } = App.useApp();
  const [search, change] = useAddress();
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState<{ name: string; key: string }>();
  const roles = useQuery({ queryKey: ["roles", lang], queryFn: () => ok(api.GET("/v1/roles")), staleTime: 300_000 });
  const data = useList<Key>(["keys"], (after) => ok(api.GET("/v1/keys", { params: { query: { after, limit: 200 } } })));
  const shown = data.rows.filter((k) => search.state === "all" || stateOf(k) === "live");
  const scopeName = (scope: string) =>
    scope === "*" ? t.usual : scope === "admin" ? t.admin : (roles.data?.permissions[scope] ?? scope);
  const revoke = (k: Key) =>
    modal.confirm({
      title: t.revokeAsk(k.name),
      content: t.revokeText(k.used_at ? ago(k.used_at) : t.notUsed),
      okText: t.revoke,
      cancelText: t.cancel,
      okButtonProps: { danger: true },
      onOk: async () => {
        try {
          await ok(api.DELETE("/v1/keys/{id}", { params: { path: { id: k.id } } }));
          await client.invalidateQueries({ queryKey: ["keys"] });
          void message.success(t.revokeDone);
        } catch (cause) {
          void message.error(cause instanceof Error ? cause.message : String(cause));
        }
      },
    });
  return (
    <Kept<Key>
      title={t.keys}
      list={{ ...data, rows: shown } as typeof data}
      add={{ text: t.make, open: () => setMaking(true) }}
      aside={
        <Segmented
          aria-label={t.filter}
          value={search.state === "all" ? "all" : ""}
          onChange={(state) => change({ state: state || undefined })}
          options={[
            { value: "", label: t.live },
            { value: "all", label: t.all },
          ]}
        />
      }
      none={{ title: t.none, text: t.noneText }}
      columns={[
        { title: t.name, render: (_, k) => k.name },
        { title: t.hint, render: (_, k) => <code>…{k.hint}</code> },
        {
          title: t.scopes,
          render: (_, k) => (
            <span className="wrap" title={(k.scopes ?? []).map(scopeName).join("、")}>
              {(k.scopes ?? []).slice(0, 3).map(scopeName).join("、")}
              {(k.scopes ?? []).length > 3 ? ` ${t.more((k.scopes ?? []).length - 3)}` : ""}
            </span>
          ),
        },
        {
          title: t.used,
          render: (_, k) => (k.used_at ? <span title={time(k.used_at)}>{ago(k.used_at)}</span> : t.notUsed),
        },
        { title: t.made, render: (_, k) => (k.created_at ? date(k.created_at) : "—") },
        { title: t.expires, render: (_, k) => (k.expires_at ? time(k.expires_at) : t.never) },
        {
          title: t.state,
          className: "corner",
          render: (_, k) => <Tag tone={stateOf(k) === "live" ? "good" : undefined}>{t[stateOf(k)]}</Tag>,
        },
        {
          title: t.work,
          render: (_, k) =>
            k.revoked_at ? null : (
              <Button size="small" danger type="text" onClick={() => revoke(k)} aria-label={`${t.revoke} ${k.name}`}>
                {t.revoke}
              </Button>
            ),
        },
      ]}
    >
      {making ? (
        <KeyDrawer permissions={roles.data?.details ?? []} made={setMade} close={() => setMaking(false)} />
      ) : null}
      {made ? (
        <Drawer open size={480} title={t.shown(made.name)} onClose={() => setMade(undefined)}>
          <div className="stack">
            <p>{t.shownText}</p>
            <Once label={t.key} text={made.key} warning={t.once} />
            <Button onClick={() => setMade(undefined)}>{t.done}</Button>
          </div>
        </Drawer>
      ) : null}
    </Kept>
  );
}

function KeyDrawer(props: {
  permissions: Schema<"PermissionOut">[];
  made: (key: { name: string; key: string }) => void;
  close: () => void;
}): ReactNode {
  const t = useWords(list);
  const me = useMe();
  const client = useQueryClient();
  const [form] = Form.useForm<Values>();
  const [key] = useState(onceKey);
  const kind = Form.useWatch("kind", form) ?? "*";
  const send = async (v: Values) => {
    const last = v.last?.format("YYYY-MM-DD");
    const made = await ok(
      api.POST("/v1/keys", {
        headers: { "Idempotency-Key": key },
        body: {
          name: v.name,
          scopes: v.kind === "some" ? v.scopes : [v.kind],
          expires_at: last ? instantOf(dayAfter(last)) : undefined,
        },
      }),
    );
    await client.invalidateQueries({ queryKey: ["keys"] });
    if (made.key) props.made({ name: made.name, key: made.key });
  };
  const groups = [...new Set(props.permissions.map((p) => p.group))];
  return (
    <FormDrawer<Values>
      form={form}
      title={t.make}
      submit={t.make}
      start={{ kind: "*", scopes: [] }}
      send={send}
      close={props.close}
    >
      <Form.Item
        name="name"
        label={t.name}
        extra={t.nameHelp}
        rules={[{ required: true, whitespace: true, message: t.needed }]}
      >
        <Input maxLength={100} autoFocus />
      </Form.Item>
      <Form.Item name="kind" label={t.scopes} extra={kind === "*" ? t.usualHelp : undefined}>
        <Segmented
          aria-label={t.scopes}
          options={[
            { value: "*", label: t.usual },
            { value: "some", label: t.some },
          ]}
        />
      </Form.Item>
      {kind === "some" ? (
        <Form.Item
          name="scopes"
          rules={[
            { validator: async (_, list?: string[]) => (list?.length ? undefined : Promise.reject(t.someNeeded)) },
          ]}
        >
          <Checkbox.Group className="scopes" aria-label={t.scopes}>
            {groups.map((group) => (
              <div key={group}>
                <h3>{group}</h3>
                {props.permissions
                  .filter((p) => p.group === group && me.permissions.concat("spend:trusted").includes(p.permission))
                  .map((p) => (
                    <Checkbox key={p.permission} value={p.permission}>
                      {p.name}
                      <span className="meta">{p.explanation}</span>
                    </Checkbox>
                  ))}
              </div>
            ))}
          </Checkbox.Group>
        </Form.Item>
      ) : null}
      <Form.Item name="last" label={t.expires} extra={t.expiresHelp}>
        <DatePicker style={{ width: "100%" }} minDate={dayjs()} placeholder={t.never} />
      </Form.Item>
    </FormDrawer>
  );
}
