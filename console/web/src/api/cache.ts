/** The query cache: when to try again, and what a lost session means. */

import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { ApiError } from "./http";
import { keys } from "./keys";

/** Worth another try: nothing answered, or the server is in trouble; never a refusal. */
export function worthRetrying(failures: number, error: Error): boolean {
  const passing = error instanceof ApiError && (error.status === 0 || error.status >= 500);
  return passing && failures < 2;
}

export function createCache(): QueryClient {
  const onError = (error: Error): void => {
    if (error instanceof ApiError && error.status === 401) client.setQueryData(keys.session, null);
  };
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      // "always": a failure is said at once; nothing waits unseen for the network.
      queries: { networkMode: "always", retry: worthRetrying, staleTime: 5_000 },
      mutations: { networkMode: "always", retry: false },
    },
  });
  return client;
}
