import { useEffect, useRef, useSyncExternalStore } from "react";
import { api, type Schema, signInAgain } from "../../../../shared/api.ts";
import { language, useLanguage } from "../../../../shared/i18n.ts";

// What happens, as it happens: one connection of the window that is looked at, for all who listen. A window that is hidden for a
// while lets go of it (a browser has few connections to one server) and goes on where it was when it is seen again.

/** How the connection is: nobody listens, it is being made, it is there, or it was lost and is being made again. */
export type LiveState = "off" | "connecting" | "open" | "lost";

interface Events {
  fact: Schema<"FactOut">;
  job: Schema<"LiveJob">;
  /** The connection is there (again): what was missed in between can be read. */
  open: undefined;
}

type Name = keyof Events;
type Listener = (event: never) => void;

const path = "/v1/live";
const hiddenFor = 60_000;
const longest = 30_000;

const listeners = new Map<Name, Set<Listener>>();
const watchers = new Set<() => void>();
let state: LiveState = "off";
let source: EventSource | undefined;
let last = "";
let wait = 1000;
let timer: ReturnType<typeof setTimeout> | undefined;

function show(next: LiveState): void {
  if (next === state) return;
  state = next;
  for (const tell of watchers) tell();
}

function tell<N extends Name>(name: N, event: Events[N]): void {
  for (const hear of listeners.get(name) ?? []) (hear as (event: Events[N]) => void)(event);
}

function wanted(): boolean {
  return [...listeners.values()].some((set) => set.size > 0);
}

function hear(name: "fact" | "job"): (event: MessageEvent<string>) => void {
  return (event) => {
    last = event.lastEventId || last;
    tell(name, JSON.parse(event.data));
  };
}

function connect(): void {
  clearTimeout(timer);
  source?.close();
  if (!wanted()) return;
  if (state !== "lost") show("connecting");
  const query = new URLSearchParams({ lang: language(), ...(last ? { after: last } : {}) });
  const made = new EventSource(`${path}?${query}`);
  source = made;
  made.addEventListener("open", () => {
    wait = 1000;
    show("open");
    tell("open", undefined);
  });
  made.addEventListener("fact", hear("fact"));
  made.addEventListener("job", hear("job"));
  made.addEventListener("error", () => {
    show("lost");
    if (made.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
    timer = setTimeout(() => void again(), wait);
    wait = Math.min(wait * 2, longest);
  });
}

/** After a refusal: where the session has ended, a new sign-in is asked for first. */
async function again(): Promise<void> {
  try {
    const { response } = await api.GET("/v1/session");
    if (response.status === 401) await signInAgain();
  } catch {
    // The server cannot be reached: the next try comes later.
  }
  connect();
}

function release(): void {
  clearTimeout(timer);
  source?.close();
  source = undefined;
  show("off");
}

document.addEventListener("visibilitychange", () => {
  clearTimeout(timer);
  if (document.hidden) timer = setTimeout(release, hiddenFor);
  else if (wanted() && (!source || source.readyState === EventSource.CLOSED)) connect();
});
addEventListener("online", () => {
  if (wanted() && state === "lost") connect();
});

function listen(name: Name, listener: Listener): () => void {
  const set = listeners.get(name) ?? new Set();
  listeners.set(name, set.add(listener));
  if (!source) connect();
  return () => {
    set.delete(listener);
    // A page that follows listens again at once.
    setTimeout(() => {
      if (!wanted()) release();
    }, 1000);
  };
}

/** Hears what happens: `useLive("fact", (fact) => …)`. */
export function useLive<N extends Name>(name: N, listener: (event: Events[N]) => void): void {
  const latest = useRef(listener);
  latest.current = listener;
  useEffect(() => listen(name, ((event: Events[N]) => latest.current(event)) as Listener), [name]);
}

/** Keeps the sentences in the reader's language: a change of language makes the connection anew. */
export function useLiveLanguage(): void {
  const lang = useLanguage();
  const before = useRef(lang);
  useEffect(() => {
    if (before.current !== lang && source) connect();
    before.current = lang;
  }, [lang]);
}

/** How the connection is. */
export function useLiveState(): LiveState {
  return useSyncExternalStore(
    (tell) => {
      watchers.add(tell);
      return () => watchers.delete(tell);
    },
    () => state,
  );
}
