// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { Form } from "antd";
import { act, type ReactNode } from "react";
import { createRoot } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ConditionItem } from "./condition-item.tsx";

const whole = "line.amount > 1";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.stubGlobal("fetch", async (request: Request) => {
    const said = (body: unknown, status = 200) =>
      new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });
    if (!request.url.endsWith("/read")) return said({ attributes: [], functions: [] });
    const { text } = (await request.json()) as { text: string };
    return text === whole ? said({ text, sentence: { zh: "多于 1", en: "more than 1" } }) : said({ detail: "?" }, 422);
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("only a whole condition is the value of a form", async () => {
  const values: unknown[] = [];
  const sent = vi.fn();
  let submit = () => {};
  let touched = () => false;
  const Page = (): ReactNode => {
    const [form] = Form.useForm();
    submit = form.submit;
    touched = () => form.isFieldsTouched();
    values.push(Form.useWatch("condition", form));
    return (
      <Form form={form} initialValues={{ condition: whole }} onFinish={sent}>
        <ConditionItem name="condition" label="Condition" scope="line" />
      </Form>
    );
  };
  const place = document.body.appendChild(document.createElement("div"));
  const root = createRoot(place);
  const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));
  await act(async () =>
    root.render(
      <QueryClientProvider client={new QueryClient()}>
        <Page />
      </QueryClientProvider>,
    ),
  );
  await pass(1_000);
  const type = (text: string) =>
    act(async () => {
      const area = place.querySelector("textarea");
      Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value")?.set?.call(area, text);
      area?.dispatchEvent(new Event("input", { bubbles: true }));
    });
  await type("line.amount >");
  await pass(1_000);
  expect(place.querySelector("textarea")?.value).toBe("line.amount >");
  expect([...new Set(values)].filter(Boolean)).toEqual([whole]);
  expect(touched()).toBe(true);
  await act(async () => submit());
  await pass(1_000);
  expect(sent).not.toHaveBeenCalled();

  await type(whole);
  await pass(1_000);
  await act(async () => submit());
  await pass(1_000);
  expect(sent).toHaveBeenCalledWith({ condition: whole });
  await act(async () => root.unmount());
});
