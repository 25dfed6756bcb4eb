import { useQueryClient } from "@tanstack/react-query";
import { App, Form, Input, Segmented, Select, Switch } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, onceKey, type Schema, tagged } from "../../../../../shared/api.ts";
import { useWords, words } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { useAddress } from "../../ui/address.ts";
import { FormDrawer } from "../../ui/drawer.tsx";
import { Kept, Opens } from "../../ui/kept.tsx";
import { useLabel } from "../../ui/labels.ts";
import { Tag } from "../../ui/page.tsx";
import { NoHits } from "../../ui/states.tsx";
import { useList } from "../../ui/table.tsx";

type Store = Schema<"StoreOut">;
type Body = Schema<"StoreBody">;
const kinds = ["pos", "web", "miniapp", "h5", "marketplace"] as const;

const list = words(
  {
    add: "新增门店",
    edit: (name: string) => `修改门店 ${name}`,
    name: "名称",
    code: "编码",
    codeHelp: "收银系统与导入文件用它指明门店，如 SH-01；商户内不可重复。",
    kind: "类型",
    region: "区域",
    regionHelp: "用于按区域设置权益与看数据，如 华东。",
    address: "地址",
    phone: "电话",
    state: "状态",
    open: "营业中",
    closed: "已关闭",
    close: "关闭此门店",
    closeHelp: "关闭后不再接收新订单，历史订单与会员都保留，可随时重新打开。",
    stores: "门店",
    none: "还没有门店",
    noneText: "订单与会员归到门店之后，才能按门店看数据。线上商城也是一个门店。",
    needed: "请填写",
    saved: "已保存",
    all: "全部",
    filter: "按状态筛选",
  },
  {
    add: "Add a store",
    edit: (name: string) => `Change store ${name}`,
    name: "Name",
    code: "Code",
    codeHelp: "Tills and imported files name the store by it, such as SH-01. Unique in the house.",
    kind: "Kind",
    region: "Region",
    regionHelp: "For benefits and figures by region, such as East.",
    address: "Address",
    phone: "Phone",
    state: "State",
    open: "Open",
    closed: "Closed",
    close: "Close this store",
    closeHelp: "It takes no new orders then. Past orders and members stay, and it can be opened again.",
    stores: "Stores",
    none: "No stores yet",
    noneText: "Orders and members belong to stores, so that figures can be told apart. A web shop is a store, too.",
    needed: "Please fill in",
    saved: "Saved",
    all: "All",
    filter: "Filter by state",
  },
);

/** Stores: list, add, change, close. */
export default function Stores(): ReactNode {
  const t = useWords(list);
  const label = useLabel();
  const may = useMay("stores:write");
  const [search, change] = useAddress();
  const [edited, setEdited] = useState<{ store?: Store; tag?: string }>();
  const data = useList<Store>(["stores", "list"], (after) =>
    ok(api.GET("/v1/stores", { params: { query: { after, limit: 200 } } })),
  );
  const shown = data.rows.filter((s) => !search.state || (search.state === "closed") === !!s.closed);
  const open = async (store: Store) => {
    const read = await tagged(api.GET("/v1/stores/{id}", { params: { path: { id: store.id } } }));
    setEdited({ store: read.data, tag: read.tag });
  };
  return (
    <Kept<Store>
      title={t.stores}
      list={{ ...data, rows: shown } as typeof data}
      add={may ? { text: t.add, open: () => setEdited({}) } : undefined}
      aside={
        <Segmented
          aria-label={t.filter}
          value={search.state ?? ""}
          onChange={(state) => change({ state: state || undefined })}
          options={[
            { value: "", label: t.all },
            { value: "open", label: t.open },
            { value: "closed", label: t.closed },
          ]}
        />
      }
      none={{ title: t.none, text: t.noneText }}
      hidden={data.rows.length > 0 ? <NoHits clear={() => change({ state: undefined })} /> : undefined}
      columns={[
        {
          title: t.name,
          render: (_, s) => <Opens open={may ? () => void open(s) : undefined}>{s.name}</Opens>,
        },
        { title: t.code, dataIndex: "code", render: (code: string) => <code>{code}</code> },
        { title: t.kind, render: (_, s) => label("channel", s.kind) },
        { title: t.region, render: (_, s) => s.region || "—" },
        {
          title: t.address,
          render: (_, s) => (
            <span className="clip" style={{ maxWidth: 220 }} title={s.address}>
              {s.address || "—"}
            </span>
          ),
        },
        { title: t.phone, render: (_, s) => s.phone || "—" },
        {
          title: t.state,
          className: "corner",
          render: (_, s) => <Tag tone={s.closed ? undefined : "good"}>{s.closed ? t.closed : t.open}</Tag>,
        },
      ]}
    >
      {edited ? <StoreDrawer {...edited} reread={(s) => open(s)} close={() => setEdited(undefined)} /> : null}
    </Kept>
  );
}

function StoreDrawer(props: {
  store?: Store;
  tag?: string;
  reread: (store: Store) => Promise<void>;
  close: () => void;
}): ReactNode {
  const t = useWords(list);
  const label = useLabel();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [key] = useState(onceKey);
  const { store, tag } = props;
  const send = async (values: Body) => {
    if (store) {
      await ok(
        api.PUT("/v1/stores/{id}", {
          params: { path: { id: store.id }, header: { "If-Match": tag ?? "" } },
          body: values,
        }),
      );
    } else {
      await ok(api.POST("/v1/stores", { headers: { "Idempotency-Key": key }, body: values }));
    }
    await client.invalidateQueries({ queryKey: ["stores"] });
    void message.success(t.saved);
  };
  return (
    <FormDrawer<Body>
      title={store ? t.edit(store.name) : t.add}
      start={store ?? { kind: "pos" }}
      send={send}
      fresh={store ? () => props.reread(store) : undefined}
      close={props.close}
    >
      <Form.Item name="name" label={t.name} rules={[{ required: true, whitespace: true, message: t.needed }]}>
        <Input maxLength={100} autoFocus={!store} />
      </Form.Item>
      <Form.Item
        name="code"
        label={t.code}
        extra={t.codeHelp}
        rules={[{ required: true, whitespace: true, message: t.needed }]}
      >
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item name="kind" label={t.kind} rules={[{ required: true, message: t.needed }]}>
        <Select options={kinds.map((kind) => ({ value: kind, label: label("channel", kind) }))} />
      </Form.Item>
      <Form.Item name="region" label={t.region} extra={t.regionHelp}>
        <Input maxLength={100} />
      </Form.Item>
      <Form.Item name="address" label={t.address}>
        <Input.TextArea maxLength={200} autoSize={{ minRows: 2, maxRows: 4 }} />
      </Form.Item>
      <Form.Item name="phone" label={t.phone}>
        <Input maxLength={40} />
      </Form.Item>
      {store ? (
        <Form.Item name="closed" label={t.close} extra={t.closeHelp} valuePropName="checked">
          <Switch />
        </Form.Item>
      ) : null}
    </FormDrawer>
  );
}
