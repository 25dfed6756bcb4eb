// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { Form, type FormInstance } from "antd";
import { act, type ReactNode } from "react";
import { createRoot } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ValuePart } from "./sale.tsx";

vi.mock("../session.tsx", () => ({ useMay: () => true, useMe: () => ({}), useWorksIn: () => () => true }));

beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.stubGlobal("fetch", async () =>
    Response.json({ id: "mem_1", balance: { principal_minor: 6_000, bonus_minor: 2_000 } }),
  );
});
afterEach(() => void vi.unstubAllGlobals());

test("stored value follows what is due when something cheaper is chosen", async () => {
  let form: FormInstance | undefined;
  const Page = ({ due }: { due: number }): ReactNode => {
    [form] = Form.useForm();
    return (
      <Form form={form} initialValues={{ balance_minor: 7_000 }}>
        <ValuePart member="mem_1" due={due} />
      </Form>
    );
  };
  const root = createRoot(document.body.appendChild(document.createElement("div")));
  const client = new QueryClient();
  const show = (due: number) =>
    act(async () => {
      root.render(
        <QueryClientProvider client={client}>
          <Page due={due} />
        </QueryClientProvider>,
      );
      await new Promise((done) => setTimeout(done, 20));
    });
  const paid = () => form?.getFieldValue("balance_minor");
  await show(10_000);
  expect(paid()).toBe(7_000);
  await show(0); // while what is due is not known
  expect(paid()).toBe(7_000);
  await show(5_000);
  expect(paid()).toBe(5_000);
  await show(20_000);
  expect(paid()).toBe(5_000);
  await act(async () => root.unmount());
});
