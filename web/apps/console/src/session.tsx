import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect } from "react";
import { api, ok, Problem, type Schema, signInAgain } from "../../../shared/api.ts";
import { setPlace } from "../../../shared/format.ts";
import { ErrorState, Loading } from "./ui/states.tsx";

/** Who is signed in. */
export type Me = Schema<"Me">;

const Context = createContext<Me | undefined>(undefined);

/** Who is signed in; only inside the frame. */
export function useMe(): Me {
  const me = useContext(Context);
  if (!me) throw new Error("useMe outside the session");
  return me;
}

/** Whether the reader has a permission, such as "orders:write". */
export function useMay(permission: string): boolean {
  return useMe().permissions.includes(permission);
}

/** Says of a store, or of none, whether the reader may act there: some work in some stores alone. */
export function useWorksIn(): (store: string | undefined) => boolean {
  const me = useMe();
  return (store) => me.all_stores || (!!store && (me.store_ids ?? []).includes(store));
}

/** Shows its children to those who have the permission, and nothing to others. */
export function May({ permission, children }: { permission: string; children: ReactNode }): ReactNode {
  return useMay(permission) ? children : null;
}

/** The query of the session; null where nobody is signed in. */
export const sessionQuery = {
  queryKey: ["session"],
  queryFn: async (): Promise<Me | null> => {
    try {
      return await ok(api.GET("/v1/session"));
    } catch (cause) {
      if (cause instanceof Problem && cause.status === 401) return null;
      throw cause;
    }
  },
  staleTime: 60_000,
};

let known: Me | undefined;

/** Who was signed in last on this page, also where the session has ended since. */
export function whoWas(): Me | undefined {
  return known;
}

/** Reads the session once, then shows the pages of whom it is, or the sign-in. */
export function Session({ signIn, children }: { signIn: ReactNode; children: ReactNode }): ReactNode {
  const session = useQuery(sessionQuery);
  const client = useQueryClient();
  if (session.data) known = session.data;
  const ended = session.data === null && known !== undefined;
  const me = session.data ?? known;
  useEffect(() => {
    // The page stays as it is, with what was typed; a new sign-in is asked for over it.
    if (ended) void signInAgain().then(() => client.invalidateQueries({ queryKey: ["session"] }));
  }, [ended, client]);
  useEffect(() => {
    const again = () => client.invalidateQueries({ queryKey: ["session"] });
    addEventListener("focus", again);
    return () => removeEventListener("focus", again);
  }, [client]);
  if (session.isPending && !me) return <Loading />;
  if (session.isError && !me) return <ErrorState error={session.error} retry={() => session.refetch()} />;
  if (!me) return signIn;
  setPlace(me.merchant);
  return <Context.Provider value={me}>{children}</Context.Provider>;
}
