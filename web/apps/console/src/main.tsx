import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { App as AntApp, ConfigProvider } from "antd";
import enUS from "antd/locale/en_US";
import zhCN from "antd/locale/zh_CN";
import dayjs from "dayjs";
import "dayjs/locale/zh-cn";
import { type ReactNode, StrictMode, useEffect, useRef } from "react";
import { createRoot } from "react-dom/client";
import { onWritten, Problem } from "../../../shared/api.ts";
import { useLanguage } from "../../../shared/i18n.ts";
import { SignInAgain } from "./pages/signin/again.tsx";
import { router } from "./router.tsx";
import { antdTheme, useDark, usePalette } from "./theme.ts";
import "./style/base.css";
import "./style/frame.css";
import "./style/page.css";
import "./style/list.css";
import "./style/condition.css";
import "./style/part.css";

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      refetchOnWindowFocus: false,
      retry: (times, error) => times < 2 && !(error instanceof Problem && error.status >= 400 && error.status < 500),
    },
  },
});

// Whoever writes reads again what the page shows of it; everything else is read again when it is next looked at.
onWritten(() => void client.invalidateQueries({ refetchType: "none" }));

const nonce = document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce;
if (nonce) {
  // Some libraries make style sheets without asking for the nonce (antd's lock of what scrolls under a dialog, ECharts).
  const make = document.createElement.bind(document);
  document.createElement = (name: string, options?: ElementCreationOptions) => {
    const made = make(name, options);
    if (made instanceof HTMLStyleElement) made.nonce = nonce;
    return made;
  };
}

function Console(): ReactNode {
  const lang = useLanguage();
  const palette = usePalette();
  const dark = useDark();
  dayjs.locale(lang === "zh" ? "zh-cn" : "en");
  const spoken = useRef(lang);
  useEffect(() => {
    // Much of what the server answers is text in the reader's language.
    if (spoken.current !== lang) void client.invalidateQueries();
    spoken.current = lang;
  }, [lang]);
  return (
    <ConfigProvider
      locale={lang === "zh" ? zhCN : enUS}
      theme={antdTheme(palette, dark)}
      csp={nonce ? { nonce } : undefined}
      button={{ autoInsertSpace: false }}
    >
      <AntApp component={false}>
        <QueryClientProvider client={client}>
          <SignInAgain />
          <RouterProvider router={router} />
        </QueryClientProvider>
      </AntApp>
    </ConfigProvider>
  );
}

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <Console />
    </StrictMode>,
  );
}
