/** The desk: views, list and ticket side by side; on a phone one at a time. */

import { Center, Loader } from "@mantine/core";
import { lazy, Suspense, useState, type ReactNode } from "react";
import type { Agent } from "../api/types";
import { TicketList } from "../list/TicketList";
import { useViewName } from "../list/useViewName";
import { ViewNav } from "../list/ViewNav";
import { LiveProvider } from "../live/LiveProvider";
import Palette from "../palette/Palette";
import { readSearch } from "../search/place";
import { TicketPane } from "../ticket/TicketPane";
import { NowProvider } from "../words/useNow";
import { useWords } from "../words/Words";
import { CommandsProvider } from "./commands";
import { Header, type OverDesk } from "./Header";
import { OfflineBar } from "./OfflineBar";
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
import { useKeys } from "./useKeys";
import { useNotices } from "./useNotices";

const Ledger = lazy(async () => ({ default: (await import("../ledger/Ledger")).Ledger }));
const Help = lazy(() => import("./Help"));
const PreferencesSheet = lazy(() => import("./PreferencesSheet"));

const Search = lazy(async () => ({ default: (await import("../search/Search")).Search }));
const CannedPage = lazy(async () => ({ default: (await import("../canned/CannedPage")).CannedPage }));
const Admin = lazy(() => import("../admin/Admin"));
const Account = lazy(() => import("../session/Account"));
const Supervise = lazy(() => import("../supervise/Supervise"));
const ContactPage = lazy(() => import("../contact/ContactPage"));

export function Console({ me }: { readonly me: Agent }): ReactNode {
  return (
    <LiveProvider>
      <NowProvider>
        <CommandsProvider>
          <Frame me={me} />
        </CommandsProvider>
      </NowProvider>
    </LiveProvider>
  );
}

function Waiting(): ReactNode {
  const { say } = useWords();
  return (
    <Center flex={1}>
      <Loader role="img" aria-label={say("app.loading")} />
    </Center>
  );
}

function Frame({ me }: { readonly me: Agent }): ReactNode {
  const { say } = useWords();
  const inLedger = useInLedger();
  const sought = readSearch(useHash());
  const inCanned = useInCanned();
  const adminPage = useAdminPage();
  const inAccount = useInAccount();
  const inSupervise = useInSupervise();
  const contact = useContact();
  const [sheet, open] = useState<OverDesk | null>(null);
  const close = (): void => open(null);
  const idle = useKeys({ palette: () => open("palette"), help: () => open("help") });
  useNotices(me);
  return (
    <div className={classes.console}>
      <Header me={me} open={open} />
      <OfflineBar />
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
      {/* A key that does nothing is said, not shown: whoever sees the screen sees why. The same words twice are said once, hence the space. */}
      <p className="visually-hidden" role="status" data-testid="idle-key">
        {idle === 0 ? "" : say("keys.idle") + "\u200b".repeat(idle % 2)}
      </p>
      {/* Not loaded late: whoever knows it types on at once, and no letter may be lost. */}
      {sheet === "palette" && <Palette me={me} close={close} open={open} />}
      <Suspense>
        {sheet === "help" && <Help close={close} />}
        {sheet === "preferences" && <PreferencesSheet close={close} />}
      </Suspense>
    </div>
  );
}

function Desk({ me }: { readonly me: Agent }): ReactNode {
  const { say } = useWords();
  const name = useViewName();
  const { view, number } = useRoute();
  return (
    <main className={classes.desk} data-showing={number === null ? "list" : "ticket"}>
      <h1 className="visually-hidden">{name(view)}</h1>
      <div className={classes.listSide}>
        <ViewNav view={view} me={me} />
        <TicketList key={view} view={view} chosen={number} />
      </div>
      <section id="ticket" className={classes.ticketSide} aria-label={say("ticket.label")} tabIndex={-1}>
        {number === null ? (
          <p className={classes.nothing}>{say("ticket.none")}</p>
        ) : (
          <TicketPane key={number} number={number} me={me} back={hrefOf({ view, number: null })} />
        )}
      </section>
    </main>
  );
}
