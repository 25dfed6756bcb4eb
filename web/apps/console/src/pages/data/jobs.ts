import { useQuery } from "@tanstack/react-query";
import { api, ok } from "../../../../../shared/api.ts";

/** Whether a job goes on by itself. */
export function open(state: string | undefined): boolean {
  return state === "waiting" || state === "running";
}

/** An import that was ordered, looked at every second until it ends. */
export function useImportJob(id: string, enabled = true) {
  return useQuery({
    queryKey: ["import-job", id],
    queryFn: () => ok(api.GET("/v1/jobs/{id}/import", { params: { path: { id } } })),
    refetchInterval: (query) => (!query.state.data || open(query.state.data.job.state) ? 1000 : false),
    refetchIntervalInBackground: false,
    enabled,
  });
}
