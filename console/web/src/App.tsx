/** Signed in or not: the one question before everything else. */

import { Button, Center, Loader, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useMemo, type ReactNode } from "react";
import { whoAmI } from "./api/client";
import { keys } from "./api/keys";
import type { Agent } from "./api/types";
import { Login } from "./session/Login";
import { Console } from "./shell/Console";
import { createDrafts, DraftsContext, type Drafts } from "./ticket/useDraft";
import { explain } from "./words/problem";
import { useWords } from "./words/Words";

const Owed = lazy(() => import("./session/Owed"));

export function App(): ReactNode {
  const { say } = useWords();
  const session = useQuery({ queryKey: keys.session, queryFn: ({ signal }) => whoAmI(signal), staleTime: 300_000 });
  const drafts = useDraftsOf(session.data);
  if (session.data === null) return <Login />;
  if (session.data !== undefined && (session.data.owes ?? []).length > 0) {
    return (
      <Suspense fallback={null}>
        <Owed me={session.data} />
      </Suspense>
    );
  }
  if (session.data !== undefined) {
    return (
      <DraftsContext value={drafts}>
        <Console me={session.data} />
      </DraftsContext>
    );
  }
  return (
    <Center h="100dvh" p="md">
      {session.error === null ? (
        <Loader role="img" aria-label={say("app.loading")} />
      ) : (
        <Stack align="center" role="alert">
          <Text ta="center">{explain(session.error, say)}</Text>
          <Button onClick={() => void session.refetch()}>{say("app.retry")}</Button>
        </Stack>
      )}
    </Center>
  );
}

/** One store for each agent: a session that ends keeps its drafts, another agent never sees them. */
function useDraftsOf(me: Agent | null | undefined): Drafts {
  const stores = useMemo(() => new Map<string, Drafts>(), []);
  const id = me?.id ?? "";
  const drafts = stores.get(id) ?? createDrafts(id);
  stores.set(id, drafts);
  useEffect(() => {
    drafts.keeper.serve(true);
    return () => drafts.keeper.serve(false);
  }, [drafts]);
  return drafts;
}
