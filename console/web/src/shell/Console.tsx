/** The desk: views, list and ticket side by side; on a phone one at a time. */

import { Center, Loader } from "@mantine/core";
import { lazy, Suspense, type ReactNode } from "react";
import type { Agent } from "../api/types";
import { Ledger } from "../ledger/Ledger";
import { TicketList } from "../list/TicketList";
import { ViewNav } from "../list/ViewNav";
import { LiveProvider } from "../live/LiveProvider";
import { readSearch } from "../search/place";
import { TicketPane } from "../ticket/TicketPane";
import { NowProvider } from "../words/useNow";
import { useWords } from "../words/Words";
import { Header } from "./Header";
import {
  hrefOf,
  useAdminPage,
  useContact,
  useHash,
  useInAccount,
  useInCanned,
  useInLedger,
  useInSupervise,
  useRoute,
} from "./route";
import classes from "./Shell.module.css";

const Search = lazy(async () => ({ default: (await import("../search/Search")).Search }));
const CannedPage = lazy(async () => ({ default: (await import("../canned/CannedPage")).CannedPage }));
const Admin = lazy(() => import("../admin/Admin"));
const Account = lazy(() => import("../session/Account"));
const Supervise = lazy(() => import("../supervise/Supervise"));
const ContactPage = lazy(() => import("../contact/ContactPage"));

export function Console({ me }: { readonly me: Agent }): ReactNode {
  const inLedger = useInLedger();
  const sought = readSearch(useHash());
  const inCanned = useInCanned();
  const adminPage = useAdminPage();
  const inAccount = useInAccount();
  const inSupervise = useInSupervise();
  const contact = useContact();
  return (
    <LiveProvider>
      <NowProvider>
        <div className={classes.console}>
          <Header me={me} />
          <Suspense fallback={<Waiting />}>
            {sought !== null ? (
              <Search sought={sought} />
            ) : adminPage !== null ? (
              <Admin me={me} page={adminPage} />
            ) : inAccount ? (
              <Account me={me} />
            ) : inSupervise && me.role !== "agent" ? (
              <Supervise me={me} />
            ) : contact !== null ? (
              <ContactPage key={contact} id={contact} />
            ) : inLedger ? (
              <Ledger />
            ) : inCanned ? (
              <CannedPage me={me} />
            ) : (
              <Desk me={me} />
            )}
          </Suspense>
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
