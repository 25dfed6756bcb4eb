import createClient from "openapi-fetch";
import { language } from "./i18n.ts";
import type { components, paths } from "./schema.d.ts";

/** The shapes of the API by name: `Schema<"Member">`. */
export type Schema<K extends keyof components["schemas"]> = components["schemas"][K];

/** One wrong field of a refused request. */
export interface FieldProblem {
  field: string;
  code: string;
  message: string;
}

/** A refusal of the API: what is wrong in the reader's language, and the request's id for support. */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly fields: FieldProblem[];
  readonly requestID: string;
  readonly body: Record<string, unknown>;

  constructor(status: number, body: Record<string, unknown>) {
    super(String(body.detail ?? body.title ?? status));
    this.status = status;
    this.code = String(body.code ?? "unknown");
    this.fields = (body.errors as FieldProblem[] | undefined) ?? [];
    this.requestID = String(body.request_id ?? "");
    this.body = body;
  }
}

/** Called where the session has ended; resolves once somebody has signed in again. */
let askAgain: (() => Promise<void>) | undefined;

/** Says who asks for a new sign-in; the calls that were refused are then made again, so that no form is lost. */
export function onSignedOut(ask: (() => Promise<void>) | undefined): void {
  askAgain = ask;
}

/** Asks for a new sign-in over the page, where something else than a call found that the session has ended. */
export async function signInAgain(): Promise<void> {
  await askAgain?.();
}

/** What is said where no answer came. */
export function unreachable(): Problem {
  const zh = "无法连接服务器，请检查网络后重试。";
  const en = "The server cannot be reached. Check the network and try again.";
  return new Problem(0, { code: "offline", detail: language() === "zh" ? zh : en });
}

/** fetch with the language, and with a second try after a new sign-in. */
async function patient(request: Request): Promise<Response> {
  const spare = request.clone();
  let answer: Response;
  try {
    answer = await fetch(request);
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") throw cause;
    throw unreachable();
  }
  const signing = new URL(request.url).pathname === "/v1/session" && request.method !== "DELETE";
  if (answer.status !== 401 || signing || !askAgain) return answer;
  await askAgain();
  return fetch(spare);
}

/** What is asked by POST, because the question is too long for an address: nothing is written by it. */
export const questions: ReadonlySet<string> = new Set<keyof paths>([
  "/v1/audit/verify",
  "/v1/conditions/catalogue",
  "/v1/conditions/read",
  "/v1/conditions/write",
  "/v1/member-codes/read",
  "/v1/members/resolve",
  "/v1/plans/{id}/quote",
  "/v1/program/compare",
  "/v1/program/describe",
  "/v1/program/preview",
  "/v1/program/preview-event",
  "/v1/program/validate",
  "/v1/quotes", // the console reserves nothing with it
  "/v1/rewards/cost",
  "/v1/segments/count",
  "/v1/uploads/{id}/inspect",
]);

/** Whether a call changes nothing of what a page has read: a reading, a question, or a dry run of a write. */
export function onlyAsks(method: string, path: string, query: Record<string, unknown> | undefined): boolean {
  return method === "GET" || (method === "POST" && questions.has(path)) || query?.dry_run === true;
}

let written: (() => void) | undefined;

/** Says who hears that something was written: what was read before may be old then. */
export function onWritten(hear: (() => void) | undefined): void {
  written = hear;
}

/** The typed client of every operation. */
export const api = createClient<paths>({ baseUrl: globalThis.location?.origin ?? "http://localhost", fetch: patient });
api.use({
  onRequest({ request }) {
    request.headers.set("Accept-Language", language());
    return request;
  },
  onResponse({ request, response, schemaPath, params }) {
    if (response.ok && !onlyAsks(request.method, schemaPath, params.query)) written?.();
  },
});

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** What an operation answered, or its Problem thrown: `const list = await ok(api.GET("/v1/stores"))`. */
export async function ok<T>(call: Promise<Answer<T>>): Promise<T> {
  return (await tagged(call)).data;
}

/** The same with the version (ETag) that a later If-Match has to name. */
export async function tagged<T>(call: Promise<Answer<T>>): Promise<{ data: T; tag: string }> {
  const { data, error, response } = await call;
  if (!response.ok) throw new Problem(response.status, (error as Record<string, unknown> | undefined) ?? {});
  return { data: data as T, tag: response.headers.get("ETag") ?? "" };
}

/** A new key for a write that may be sent twice and must be done once. */
export function onceKey(): string {
  return crypto.randomUUID();
}
