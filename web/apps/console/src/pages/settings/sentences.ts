import { useQueries } from "@tanstack/react-query";
import { api, ok } from "../../../../../shared/api.ts";

/** Conditions over members in words, by their text; one that cannot be read is missing. */
export function useSentences(texts: string[]) {
  const asked = [...new Set(texts.filter(Boolean))];
  const answers = useQueries({
    queries: asked.map((text) => ({
      queryKey: ["condition", "member", text],
      queryFn: () => ok(api.POST("/v1/conditions/read", { body: { text, scope: "member" as const } })),
      staleTime: 300_000,
    })),
  });
  return new Map(asked.map((text, i) => [text, answers[i]?.data?.sentence]));
}
