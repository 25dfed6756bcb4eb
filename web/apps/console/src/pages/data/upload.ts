import { api, ok, Problem, unreachable } from "../../../../../shared/api.ts";
import { language } from "../../../../../shared/i18n.ts";

const types: Record<string, string> = {
  csv: "text/csv",
  tsv: "text/csv",
  txt: "text/csv",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  gz: "application/octet-stream",
};

/** The ending of a file's name. */
export function ending(name: string): string {
  return /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? "";
}

/** Whether a file can be read by its ending. */
export function readable(name: string): boolean {
  return ending(name) in types;
}

/** Sends a file and tells how far it is (0 to 1). fetch cannot tell, so this is the one request that goes another way. */
export async function upload(file: File, tell: (share: number) => void, signal: AbortSignal): Promise<string> {
  const first = await once(file, tell, signal);
  if (first.status !== 401) return idOf(first);
  await ok(api.GET("/v1/jobs", { params: { query: { limit: 1 } } })); // asks for a new sign-in, and waits for it
  return idOf(await once(file, tell, signal));
}

interface Answer {
  status: number;
  text: string;
}

function idOf({ status, text }: Answer): string {
  let body: Record<string, unknown> = {};
  try {
    body = JSON.parse(text) as Record<string, unknown>;
  } catch {
    // A proxy's own page, say: the status has to do.
  }
  if (status !== 201 && status !== 200) throw new Problem(status, body);
  return String(body.id);
}

function once(file: File, tell: (share: number) => void, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/v1/uploads?name=${encodeURIComponent(file.name.slice(-200))}`);
    request.setRequestHeader("Content-Type", types[ending(file.name)] ?? "application/octet-stream");
    request.setRequestHeader("Accept-Language", language());
    request.upload.onprogress = (event) => tell(event.total > 0 ? event.loaded / event.total : 0);
    request.onload = () => resolve({ status: request.status, text: request.responseText });
    request.onerror = () => reject(unreachable());
    request.onabort = () => reject(new DOMException("aborted", "AbortError"));
    signal.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}
