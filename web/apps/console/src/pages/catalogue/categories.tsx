import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Form, Input, InputNumber, Select } from "antd";
import { type ReactNode, useState } from "react";
import { api, ok, Problem, type Schema } from "../../../../../shared/api.ts";
import { percent } from "../../../../../shared/format.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { useMay } from "../../session.tsx";
import { FormDrawer } from "../../ui/drawer.tsx";
import { Card } from "../../ui/page.tsx";
import { Empty, ErrorState, Loading } from "../../ui/states.tsx";
import { Rows } from "../../ui/table.tsx";
import { taken } from "./products.tsx";
import { type Category, useCategories } from "./tree.ts";
import { catalogueWords } from "./words.ts";

/** The tree of categories with their margins. */
export default function Categories(): ReactNode {
  const t = useWords(catalogueWords);
  const may = useMay("catalog:write");
  const tree = useCategories();
  const [edited, setEdited] = useState<{ category?: Category }>();
  if (tree.isError && !tree.data) return <ErrorState error={tree.error} retry={() => void tree.refetch()} />;
  if (tree.isPending) return <Loading rows={8} />;
  return (
    <Card
      title={t.categories}
      flush
      aside={
        may ? (
          <Button type="primary" onClick={() => setEdited({})}>
            {t.addCategory}
          </Button>
        ) : undefined
      }
    >
      <Rows
        rowKey="id"
        dataSource={tree.rows}
        locale={{ emptyText: <Empty title={t.noCategories} text={t.noCategoriesText} /> }}
        columns={[
          {
            title: t.name,
            render: (_, c) => (
              <span style={{ paddingLeft: c.depth * 24 }}>
                {may ? (
                  <Button type="link" className="cell-link" onClick={() => setEdited({ category: c })}>
                    {c.name || c.code}
                  </Button>
                ) : (
                  c.name || c.code
                )}
              </span>
            ),
          },
          { title: t.code, dataIndex: "code", render: (code: string) => <code>{code}</code> },
          {
            title: t.margin,
            className: "num",
            render: (_, c) => (c.margin_bp === undefined ? "—" : percent(c.margin_bp / 10_000)),
          },
          { title: t.position, className: "num", render: (_, c) => c.position ?? 0 },
        ]}
      />
      {edited ? <CategoryDrawer {...edited} all={tree.rows} close={() => setEdited(undefined)} /> : null}
    </Card>
  );
}

interface Values extends Omit<Schema<"CategoryBody">, "margin_bp"> {
  margin?: number | null;
}

function CategoryDrawer(props: {
  category?: Category;
  all: (Category & { depth: number })[];
  close: () => void;
}): ReactNode {
  const t = useWords(catalogueWords);
  const client = useQueryClient();
  const { message } = App.useApp();
  const { category, all, close } = props;
  const send = async ({ margin, parent, ...rest }: Values) => {
    if (!category && all.some((c) => c.code === rest.code)) throw taken("code", t.codeTaken);
    const margin_bp = margin === null || margin === undefined ? undefined : Math.round(margin * 100);
    const saved = await ok(
      api.PUT("/v1/categories", { body: { categories: [{ ...rest, parent: parent ?? "", margin_bp }] } }),
    );
    const refused = saved.results?.[0]?.problem;
    if (refused) throw new Problem(refused.status, refused as unknown as Record<string, unknown>);
    await client.invalidateQueries({ queryKey: ["catalogue"] });
    void message.success(t.saved);
  };
  const start = category && {
    code: category.code,
    name: category.name,
    parent: category.parent || undefined,
    position: category.position,
    margin: category.margin_bp === undefined ? undefined : category.margin_bp / 100,
  };
  return (
    <FormDrawer<Values>
      title={category ? t.editCategory(category.name || category.code) : t.addCategory}
      start={start}
      send={send}
      close={close}
      rename={(field) => field.replace(/^categories\[0\]\./, "").replace("margin_bp", "margin")}
    >
      <Form.Item
        name="code"
        label={t.code}
        extra={t.codeHelp}
        rules={[{ required: true, whitespace: true, message: t.needed }]}
      >
        <Input maxLength={64} disabled={!!category} autoFocus={!category} />
      </Form.Item>
      <Form.Item name="name" label={t.name}>
        <Input maxLength={200} />
      </Form.Item>
      <Form.Item name="parent" label={t.parent} extra={t.parentHelp}>
        <Select
          allowClear
          showSearch={{ optionFilterProp: "label" }}
          placeholder={t.top}
          options={all
            .filter((c) => c.code !== category?.code)
            .map((c) => ({ value: c.code, label: `${"　".repeat(c.depth)}${c.name || c.code}` }))}
        />
      </Form.Item>
      <Form.Item name="margin" label={t.margin} extra={t.marginHelp}>
        <InputNumber min={-100} max={100} precision={2} suffix="%" controls={false} style={{ width: "100%" }} />
      </Form.Item>
      <Form.Item name="position" label={t.position}>
        <InputNumber min={0} max={1_000_000} precision={0} style={{ width: "100%" }} />
      </Form.Item>
    </FormDrawer>
  );
}
