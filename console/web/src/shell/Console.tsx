/** The desk: views, list and ticket side by side; on a phone one at a time. */

import { Loader } from "@mantine/core";
import { lazy, Suspense, type ReactNode } from "react";
import type { Agent } from "../api/types";
import { Ledger } from "../ledger/Ledger";
import { TicketList } from "../list/TicketList";
import { ViewNav } from "../list/ViewNav";
import { LiveProvider } from "../live/LiveProvider";
import { TicketPane } from "../ticket/TicketPane";
import { NowProvider } from "../words/useNow";
import { useWords } from "../words/Words";
import { Header } from "./Header";
import { hrefOf, useContact, useInLedger, useRoute } from "./route";
import classes from "./Shell.module.css";

const ContactPage = lazy(() => import("../contact/ContactPage"));

export function Console({ me }: { readonly me: Agent }): ReactNode {
  const inLedger = useInLedger();
  const contact = useContact();
  return (
    <LiveProvider>
      <NowProvider>
        <div className={classes.console}>
          <Header me={me} />
          {inLedger ? <Ledger /> : contact !== null ? <Contact id={contact} /> : <Desk me={me} />}
        </div>
      </NowProvider>
    </LiveProvider>
  );
}

function Contact({ id }: { readonly id: string }): ReactNode {
  const { say } = useWords();
  return (
    <Suspense fallback={<Loader m="auto" aria-label={say("app.loading")} />}>
      <ContactPage key={id} id={id} />
    </Suspense>
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
