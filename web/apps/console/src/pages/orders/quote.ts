import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, ok, Problem, type Schema } from "../../../../../shared/api.ts";
import { bodyLines, type NewLine } from "./lines.ts";

/** What an order by hand consists of while it is typed. */
export interface Draft {
  member?: string;
  store?: string;
  channel: "pos" | "web" | "miniapp" | "h5";
  /** The merchant's wall clock, as an instant; absent for now. */
  placedAt?: string;
  lines: NewLine[];
  points: number | "max";
  balance: number | "max";
  coupons: "best" | string[];
  /** Coupons are chosen one by one. */
  naming: boolean;
  /** How often each entitlement is used, by its id. */
  uses: Record<string, number>;
  proof?: Schema<"ProofBody">;
}

/** Nothing of a member's is used. */
export const nothing: Pick<Draft, "points" | "balance" | "coupons" | "naming" | "uses" | "proof"> = {
  points: 0,
  balance: 0,
  coupons: [],
  naming: false,
  uses: {},
  proof: undefined,
};

/** What the quote and the order have in common. */
export function quoteBody(draft: Draft): Schema<"QuoteBody"> {
  return {
    member_id: draft.member,
    store_id: draft.store,
    channel: draft.channel,
    placed_at: draft.placedAt,
    lines: bodyLines(draft.lines),
    ...brought(draft.member ? draft : nothing),
  };
}

/** What of the member's is used. */
function brought(draft: Pick<Draft, keyof typeof nothing>) {
  const uses = Object.entries(draft.uses).filter(([, quantity]) => quantity > 0);
  return {
    points: draft.points,
    balance_minor: draft.balance,
    coupons: draft.coupons,
    entitlements: uses.length > 0 ? uses.map(([id, quantity]) => ({ id, quantity })) : undefined,
    proof: draft.proof,
  };
}

/** The quote of a draft, a moment after the last change. `current` says that it is of exactly what is typed now. */
export function useQuote(draft: Draft) {
  const client = useQueryClient();
  const text = JSON.stringify(quoteBody(draft));
  const [late, setLate] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setLate(text), 300);
    return () => clearTimeout(timer);
  }, [text]);
  const idle = (JSON.parse(text) as Schema<"QuoteBody">).lines.length === 0;
  const query = useQuery({
    queryKey: ["quote", late],
    queryFn: ({ signal }) => ok(api.POST("/v1/quotes", { body: JSON.parse(late) as Schema<"QuoteBody">, signal })),
    enabled: !idle && late !== "" && (JSON.parse(late) as Schema<"QuoteBody">).lines.length > 0,
    placeholderData: (old) => old,
    staleTime: 10_000,
    gcTime: 60_000,
    retry: false,
  });
  return {
    quote: idle ? undefined : query.data,
    error: idle ? undefined : query.error,
    working: text !== late || query.isFetching,
    current: !idle && text === late && query.isSuccess && !query.isPlaceholderData && !query.isFetching,
    again: () => void query.refetch(),
    /** Takes over the outcome that a refusal carried along. */
    put: (outcome: Schema<"OutcomeOut">) => client.setQueryData(["quote", late], outcome),
  };
}

/** Whether it was the proof itself that was refused, not that there was none. */
export function isWrongProof(cause: unknown): cause is Problem {
  return cause instanceof Problem && cause.code.startsWith("proof_") && cause.code !== "proof_required";
}
