/** The desk: views, list and ticket side by side; on a phone one at a time. */

import { lazy, Suspense, type ReactNode } from "react";
import { Center, Loader } from "@mantine/core";
import type { Agent } from "../api/types";
import { Ledger } from "../ledger/Ledger";
import { TicketList } from "../list/TicketList";
import { ViewNav } from "../list/ViewNav";
import { LiveProvider } from "../live/LiveProvider";
import { TicketPane } from "../ticket/TicketPane";
import { NowProvider } from "../words/useNow";
import { useWords } from "../words/Words";
import { Header } from "./Header";
import { hrefOf, useInCanned, useInLedger, useRoute } from "./route";
import classes from "./Shell.module.css";

const CannedPage = lazy(async () => ({ default: (await import("../canned/CannedPage")).CannedPage }));

export function Console({ me }: { readonly me: Agent }): ReactNode {
  const inLedger = useInLedger();
  const inCanned = useInCanned();
  return (
    <LiveProvider>
      <NowProvider>
        <div className={classes.console}>
          <Header me={me} />
          {inLedger && <Ledger />}
          {inCanned && (
            <Suspense fallback={<Waiting />}>
              <CannedPage me={me} />
            </Suspense>
          )}
          {!inLedger && !inCanned && <Desk me={me} />}
        </div>
      </NowProvider>
    </LiveProvider>
  );
}

function Waiting(): ReactNode {
  const { say } = useWords();
  return (
    <Center flex={1}>
      <Loader aria-label={say("app.loading")} />
    </Center>
  );
}

function Desk({ me }: { readonly me: Agent }): ReactNode {
  const { say } = useWords();
  const { view, number } = useRoute();
  return (
    <div className={classes.desk} data-showing={number === null ? "list" : "ticket"}>
      <div className={classes.listSide}>
        <ViewNav view={view} />
        <TicketList key={view} view={view} chosen={number} />
      </div>
      <main id="ticket" className={classes.ticketSide} tabIndex={-1}>
        {number === null ? (
          <p className={classes.nothing}>{say("ticket.none")}</p>
        ) : (
          <TicketPane key={number} number={number} me={me} back={hrefOf({ view, number: null })} />
        )}
      </main>
    </div>
  );
}
