/** Joins a ticket's draft to the server's: reads it, follows it, and saves what is left on leaving. */

import { useQuery } from "@tanstack/react-query";
import { useContext, useEffect, useSyncExternalStore } from "react";
import { keys } from "../api/keys";
import { getDraft } from "../api/writing";
import type { Kept } from "./draftKeeper";
import { DraftsContext } from "./useDraft";

export function useKeptDraft(number: string): Kept {
  const drafts = useContext(DraftsContext);
  if (drafts === null) throw new Error("useKeptDraft needs a DraftsContext around it");
  const { keeper } = drafts;
  useQuery({
    queryKey: keys.draft(number),
    queryFn: async ({ signal }) => {
      const moment = keeper.moment(number);
      const found = await getDraft(number, signal);
      const words = keeper.fetched(number, found, moment);
      if (words !== null) drafts.change(number, { kind: "adopt", ...words });
      return found;
    },
    staleTime: 0,
  });
  useEffect(() => {
    const leave = (): void => keeper.flush(null, true);
    const onHidden = (): void => {
      if (document.visibilityState === "hidden") leave();
    };
    const onOnline = (): void => keeper.flush(null, false);
    window.addEventListener("pagehide", leave);
    window.addEventListener("online", onOnline);
    document.addEventListener("visibilitychange", onHidden);
    return () => {
      window.removeEventListener("pagehide", leave);
      window.removeEventListener("online", onOnline);
      document.removeEventListener("visibilitychange", onHidden);
      keeper.flush(number, false);
    };
  }, [keeper, number]);
  return useSyncExternalStore(drafts.watch, () => keeper.state(number));
}
