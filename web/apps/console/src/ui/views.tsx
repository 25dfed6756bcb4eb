import { SaveOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { App, Button, Checkbox, Form, Input, Popover } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, type Schema } from "../../../../shared/api.ts";
import { useWords, words } from "../../../../shared/i18n.ts";
import { useMe } from "../session.tsx";
import { addressOf, addressText, useAddress } from "./address.ts";
import { Tag } from "./page.tsx";
import { FormProblem, useSend } from "./send.tsx";

const list = words(
  {
    views: "视图",
    none: "还没有保存的视图。把常用的筛选、排序和列存下来，下次一键打开。",
    save: "保存当前视图",
    name: "视图名称",
    nameExample: "如：金瓜会员 90 天未到店",
    shared: "全体员工可见",
    sharedTag: "共享",
    by: (name: string) => `${name}保存`,
    needed: "请起个名字",
    remove: "删除",
    removeOf: (name: string) => `删除视图 ${name}`,
    removeTitle: (name: string) => `删除视图“${name}”？`,
    removeShared: "这是共享视图，所有员工都将看不到它。",
    cancel: "取消",
    update: "用当前内容更新",
    updateOf: (name: string) => `用当前内容更新 ${name}`,
    saved: "视图已保存",
    all: "全部（清除视图）",
    failed: "没能完成",
  },
  {
    views: "Views",
    none: "No saved views yet. Keep filters, sort and columns that you use often, and open them with one click.",
    save: "Save this view",
    name: "Name of the view",
    nameExample: "Such as: gold, not seen for 90 days",
    shared: "Seen by all staff",
    sharedTag: "shared",
    by: (name: string) => `by ${name}`,
    needed: "Please give it a name",
    remove: "Delete",
    removeOf: (name: string) => `Delete the view ${name}`,
    removeTitle: (name: string) => `Delete the view “${name}”?`,
    removeShared: "It is shared: nobody will see it any more.",
    cancel: "Cancel",
    update: "Save over it",
    updateOf: (name: string) => `Save over ${name}`,
    saved: "The view was saved",
    all: "Everything (no view)",
    failed: "This did not work",
  },
);

type View = Schema<"ViewOut">;

/** Saved views of a list, one's own and shared ones. A view is what stands in the address: filters, sort, columns.
 * `page` is the word under which they are kept; `columns` are those that are shown now. */
export function Views({ page, columns }: { page: string; columns?: string[] }): ReactNode {
  const t = useWords(list);
  const [open, setOpen] = useState(false);
  const [search] = useAddress();
  const views = useQuery({
    queryKey: ["views", page],
    queryFn: () => ok(api.GET("/v1/views", { params: { query: { page } } })),
    staleTime: 30_000,
  });
  const saved = views.data?.data ?? [];
  const now = addressText({ ...search, cols: columns?.join(",") });
  const bare = addressText(search, ["cols"]);
  const active = saved.find((v) => v.query === now) ?? saved.find((v) => bareOf(v) === bare && bare !== "");
  return (
    <Popover
      trigger="click"
      placement="bottomLeft"
      open={open}
      onOpenChange={setOpen}
      content={
        <div className="views">
          <Saved views={saved} active={active} now={now} page={page} close={() => setOpen(false)} />
          <SaveForm page={page} query={now} />
        </div>
      }
    >
      <Button icon={<SaveOutlined />}>{active ? active.name : t.views}</Button>
    </Popover>
  );
}

const bareOf = (v: View) => addressText(addressOf(v.query ?? ""), ["cols"]);

function Saved(props: {
  views: View[];
  active: View | undefined;
  now: string;
  page: string;
  close: () => void;
}): ReactNode {
  const t = useWords(list);
  const navigate = useNavigate();
  const go = (query: string) => {
    void navigate({ to: ".", search: () => addressOf(query), resetScroll: false });
    props.close();
  };
  if (props.views.length === 0) return <p className="meta">{t.none}</p>;
  return (
    <ul className="plain">
      <li>
        <button type="button" className="view" onClick={() => go("")}>
          {t.all}
        </button>
      </li>
      {props.views.map((v) => (
        <li key={v.id} className={v.id === props.active?.id ? "on" : ""}>
          <button type="button" className="view" onClick={() => go(v.query ?? "")}>
            {v.name} {v.shared ? <Tag>{t.sharedTag}</Tag> : null}
            {v.own ? null : <span className="meta"> {t.by(v.made_name)}</span>}
          </button>
          <Change view={v} now={props.now} page={props.page} />
        </li>
      ))}
    </ul>
  );
}

/** Saving over a view and deleting it, for those who may. */
function Change({ view, now, page }: { view: View; now: string; page: string }): ReactNode {
  const t = useWords(list);
  const me = useMe();
  const { modal, message } = App.useApp();
  const client = useQueryClient();
  if (!view.own && !(view.shared && me.role === "owner")) return null;
  const attempt = async (work: Promise<unknown>) => {
    try {
      await work;
      void message.success(t.saved);
    } catch (cause) {
      modal.error({ title: t.failed, content: cause instanceof Error ? cause.message : String(cause) });
    }
    await client.invalidateQueries({ queryKey: ["views", page] });
  };
  const drop = async () => {
    await ok(api.DELETE("/v1/views/{id}", { params: { path: { id: view.id } } }));
    await client.invalidateQueries({ queryKey: ["views", page] });
  };
  return (
    <span className="row">
      {view.query === now ? null : (
        <Button
          size="small"
          type="link"
          aria-label={t.updateOf(view.name)}
          onClick={() =>
            void attempt(
              ok(
                api.PUT("/v1/views/{id}", {
                  params: { path: { id: view.id }, header: { "If-Match": `"${view.version}"` } },
                  body: { page, name: view.name, query: now, shared: view.shared },
                }),
              ),
            )
          }
        >
          {t.update}
        </Button>
      )}
      <Button
        size="small"
        type="link"
        danger
        aria-label={t.removeOf(view.name)}
        onClick={() =>
          modal.confirm({
            title: t.removeTitle(view.name),
            content: view.shared ? t.removeShared : undefined,
            okText: t.remove,
            okButtonProps: { danger: true },
            cancelText: t.cancel,
            onOk: drop,
          })
        }
      >
        {t.remove}
      </Button>
    </span>
  );
}

interface Values {
  name: string;
  shared?: boolean;
}

function SaveForm({ page, query }: { page: string; query: string }): ReactNode {
  const t = useWords(list);
  const [form] = Form.useForm<Values>();
  const { message } = App.useApp();
  const client = useQueryClient();
  const { busy, problem, send } = useSend(form);
  const save = (values: Values) =>
    send(async () => {
      await ok(api.POST("/v1/views", { body: { page, name: values.name.trim(), query, shared: values.shared } }));
      form.resetFields();
      void message.success(t.saved);
      await client.invalidateQueries({ queryKey: ["views", page] });
    });
  return (
    <Form<Values> form={form} name="view" layout="vertical" onFinish={save} className="view-save">
      <FormProblem problem={problem} />
      <Form.Item
        name="name"
        label={t.name}
        rules={[{ required: true, whitespace: true, message: t.needed }]}
        style={{ marginBottom: 8 }}
      >
        <Input maxLength={60} placeholder={t.nameExample} />
      </Form.Item>
      <div className="row between">
        <Form.Item name="shared" valuePropName="checked" noStyle>
          <Checkbox>{t.shared}</Checkbox>
        </Form.Item>
        <Button htmlType="submit" loading={busy}>
          {t.save}
        </Button>
      </div>
    </Form>
  );
}
