import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet } from "@tanstack/react-router";
import { Broken } from "./frame/broken.tsx";
import { Frame } from "./frame/frame.tsx";
import { NotFound } from "./frame/notfound.tsx";
import { SignIn } from "./pages/signin/index.tsx";
import { Session } from "./session.tsx";

/** Filters and tabs of a page live in its address, as plain texts. */
export type Search = Record<string, string | undefined>;

const root = createRootRoute({
  validateSearch: (raw: Record<string, unknown>): Search =>
    Object.fromEntries(
      Object.entries(raw)
        .filter(([, v]) => v !== undefined && v !== "")
        .map(([k, v]) => [k, String(v)]),
    ),
  component: () => <Outlet />,
  notFoundComponent: NotFound,
});

const framed = createRoute({
  getParentRoute: () => root,
  id: "framed",
  component: () => (
    <Session signIn={<SignIn />}>
      <Frame>
        <Outlet />
      </Frame>
    </Session>
  ),
});

const page = <P extends string>(path: P, load: () => Promise<{ default: React.ComponentType }>) =>
  createRoute({ getParentRoute: () => framed, path, component: lazyRouteComponent(load) });

const invitation = createRoute({
  getParentRoute: () => root,
  path: "/invitation",
  component: lazyRouteComponent(() => import("./pages/signin/invitation.tsx")),
});

export const router = createRouter({
  basepath: "/admin",
  defaultPreload: "intent",
  defaultNotFoundComponent: NotFound,
  defaultErrorComponent: Broken,
  scrollRestoration: true,
  // Texts stay texts: without this, ?q=138 would come back as a number.
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => {
    const kept = Object.entries(search).filter(([, v]) => v !== undefined && v !== null && v !== "");
    const text = new URLSearchParams(kept.map(([k, v]) => [k, String(v)])).toString();
    return text ? `?${text}` : "";
  },
  routeTree: root.addChildren([
    invitation,
    framed.addChildren([
      page("/", () => import("./pages/overview/index.tsx")),
      page("/members", () => import("./pages/members/index.tsx")),
      page("/members/$id", () => import("./pages/members/member.tsx")),
      page("/segments", () => import("./pages/segments/index.tsx")),
      page("/segments/$id", () => import("./pages/segments/segment.tsx")),
      page("/orders", () => import("./pages/orders/index.tsx")),
      page("/orders/new", () => import("./pages/orders/new.tsx")),
      page("/orders/return", () => import("./pages/orders/return.tsx")),
      page("/orders/$id", () => import("./pages/orders/order.tsx")),
      page("/catalogue", () => import("./pages/catalogue/index.tsx")),
      page("/catalogue/prices/$id", () => import("./pages/catalogue/list.tsx")),
      page("/plans", () => import("./pages/plans/index.tsx")),
      page("/stored-value", () => import("./pages/value/index.tsx")),
      page("/mall", () => import("./pages/mall/index.tsx")),
      page("/benefits", () => import("./pages/benefits/index.tsx")),
      page("/coupons", () => import("./pages/coupons/index.tsx")),
      page("/coupons/$id", () => import("./pages/coupons/template.tsx")),
      page("/rewards", () => import("./pages/rewards/index.tsx")),
      page("/programme", () => import("./pages/programme/index.tsx")),
      page("/programme/edit", () => import("./pages/programme/edit.tsx")),
      page("/programme/ready", () => import("./pages/design/ready.tsx")),
      page("/programme/versions", () => import("./pages/programme/versions.tsx")),
      page("/programme/versions/$number", () => import("./pages/programme/version.tsx")),
      page("/simulations", () => import("./pages/simulation/index.tsx")),
      page("/simulations/$id", () => import("./pages/simulation/report.tsx")),
      page("/design", () => import("./pages/design/index.tsx")),
      page("/ledger", () => import("./pages/ledger/index.tsx")),
      page("/approvals", () => import("./pages/ledger/approvals.tsx")),
      page("/data", () => import("./pages/data/index.tsx")),
      page("/data/import", () => import("./pages/data/wizard.tsx")),
      page("/data/imports/$id", () => import("./pages/data/run.tsx")),
      page("/settings", () => import("./pages/settings/index.tsx")),
      page("/settings/$section", () => import("./pages/settings/index.tsx")),
    ]),
  ]),
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
