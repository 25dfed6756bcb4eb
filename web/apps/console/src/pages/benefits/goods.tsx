import { useQuery } from "@tanstack/react-query";
import { Form, Select } from "antd";
import type { ReactNode } from "react";
import { api, ok } from "../../../../../shared/api.ts";
import { useWords } from "../../../../../shared/i18n.ts";
import { ArticlesPick } from "../../ui/articles.tsx";
import { benefitWords } from "./words.ts";

/** Where a field of the API stands in the form: what is wrong with one of the goods stands at all of them. */
export const goodsField = (field: string): string => field.replace(/\b(skus|categories)\[\d+\]$/, "$1");

interface Props {
  at?: (string | number)[];
  disabled?: boolean;
  help: string;
}

/** Which goods a card is good for, or collects by: articles and categories of the catalogue. */
export function GoodsFields({ at = [], disabled, help }: Props): ReactNode {
  const t = useWords(benefitWords);
  const categories = useQuery({
    queryKey: ["categories"],
    queryFn: () => ok(api.GET("/v1/categories")),
    staleTime: 60_000,
  });
  return (
    <>
      <Form.Item name={[...at, "skus"]} label={t.skus} extra={help}>
        <ArticlesPick disabled={disabled} />
      </Form.Item>
      <Form.Item name={[...at, "categories"]} label={t.categories}>
        <Select
          disabled={disabled}
          mode="multiple"
          allowClear
          showSearch={{ optionFilterProp: "label" }}
          options={(categories.data?.data ?? []).map((c) => ({ value: c.code, label: c.name || c.code }))}
        />
      </Form.Item>
    </>
  );
}
