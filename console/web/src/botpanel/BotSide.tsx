/** Where the bot panel is: beside the ticket where there is room, else over it. */

import { Button, Loader } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { createContext, lazy, Suspense, useContext, useState, type ReactNode } from "react";
import type { Agent, Ticket } from "../api/types";
import { Icon } from "../shell/Icon";
import { useWords } from "../words/Words";
import classes from "./BotSide.module.css";
import { keptOpen, keepOpen } from "./kept";
import { undecided, useBot } from "./useBot";

const BotPanel = lazy(() => import("./BotPanel"));
const BotDrawer = lazy(() => import("./BotDrawer"));
const ROOM = "(min-width: 1400px)";
const PANEL = "bot-panel";
const TOGGLE = "bot-toggle";

interface Place {
  readonly open: boolean;
  readonly toggle: () => void;
  readonly beside: boolean;
}
const PlaceContext = createContext<Place | null>(null);

interface Props {
  readonly ticket: Ticket;
  readonly me: Agent;
  readonly children: ReactNode;
}

export function BotSide({ ticket, me, children }: Props): ReactNode {
  const { say } = useWords();
  const beside = useMediaQuery(ROOM, false, { getInitialValueInEffect: false });
  const [besideOpen, setBesideOpen] = useState(keptOpen);
  const [over, setOver] = useState(false);
  // Once opened it stays, closed: so it can slide away.
  const [everOver, setEverOver] = useState(false);
  const open = beside ? besideOpen : over;
  const toggle = (): void => {
    if (beside) {
      keepOpen(!besideOpen);
      setBesideOpen(!besideOpen);
    } else {
      setEverOver(true);
      setOver(!over);
    }
  };
  const close = (): void => {
    setOver(false);
    document.getElementById(TOGGLE)?.focus();
  };
  return (
    <PlaceContext value={{ open, toggle, beside }}>
      <div className={classes.split}>
        <div className={classes.ticket}>{children}</div>
        {beside && besideOpen && (
          <aside id={PANEL} className={classes.side} aria-label={say("bot.title")} tabIndex={0}>
            <Suspense fallback={<Loader role="img" m="auto" aria-label={say("app.loading")} />}>
              <BotPanel ticket={ticket} me={me} />
            </Suspense>
          </aside>
        )}
        {!beside && everOver && (
          <Suspense fallback={null}>
            <BotDrawer ticket={ticket} me={me} opened={over} close={close} />
          </Suspense>
        )}
      </div>
    </PlaceContext>
  );
}

/** Opens and closes the panel; says how many answers wait. Nothing outside a `BotSide`. */
export function BotToggle({ number }: { readonly number: string }): ReactNode {
  const place = useContext(PlaceContext);
  return place === null ? null : <Toggle number={number} place={place} />;
}

function Toggle({ number, place }: { readonly number: string; readonly place: Place }): ReactNode {
  const { say } = useWords();
  const { data } = useBot(number);
  const waiting = data === undefined ? 0 : undecided(data.proposals).length;
  return (
    <Button
      id={TOGGLE}
      className={classes.toggle ?? ""}
      size="compact-sm"
      variant={waiting > 0 ? "light" : "default"}
      leftSection={<Icon name="bot" />}
      aria-expanded={place.open}
      aria-controls={place.beside && place.open ? PANEL : undefined}
      onClick={place.toggle}
      data-testid="bot-toggle"
      data-waiting={waiting}
    >
      {waiting > 0 ? say("bot.waiting", { n: waiting }) : say("bot.title")}
    </Button>
  );
}
