/** The bar above everything: the product, the connection, the language, the account. */

import { Button, Kbd, Menu } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { signOut } from "../api/client";
import { keys } from "../api/keys";
import type { Agent } from "../api/types";
import { readSearch } from "../search/place";
import { SearchLink } from "../search/SearchLink";
import { PresenceMenu } from "../together/PresenceMenu";
import { useWords } from "../words/Words";
import { ConnectionMark } from "./ConnectionMark";
import { Icon } from "./Icon";
import { LanguageSwitch } from "./LanguageSwitch";
import { Logo } from "./Logo";
import { ACCOUNT, adminHref, CANNED, LEDGER, SUPERVISE, useHash, useInLedger, useInSupervise } from "./route";
import classes from "./Shell.module.css";

/** What opens over whatever page one is on. */
export type OverDesk = "palette" | "help" | "preferences";

interface Props {
  readonly me: Agent;
  readonly open: (what: OverDesk) => void;
}

export function Header({ me, open }: Props): ReactNode {
  const { say } = useWords();
  const cache = useQueryClient();
  const { mutate: leave } = useMutation({
    mutationFn: signOut,
    onSuccess: () => {
      cache.setQueryData(keys.session, null);
      cache.removeQueries({ predicate: (query) => query.queryKey[0] !== keys.session[0] });
    },
  });
  return (
    <header className={classes.header}>
      <a href="#ticket" className={classes.skip} onClick={focusTicket}>
        {say("app.skip")}
      </a>
      <Logo />
      <span className={classes.product}>{say("app.title")}</span>
      <SearchLink here={readSearch(useHash()) !== null} />
      <span className={classes.gap} />
      {me.role !== "agent" && <SuperviseLink />}
      <button type="button" className={classes.palette} onClick={() => open("palette")} data-testid="palette-open">
        <Icon name="prompt" />
        <span className="visually-hidden-narrow">{say("palette.open")}</span>
        <Kbd size="xs" aria-hidden="true" className={classes.paletteKey ?? ""}>
          Ctrl K
        </Kbd>
      </button>
      {me.role !== "agent" && <LedgerLink />}
      <ConnectionMark />
      <PresenceMenu me={me} />
      <LanguageSwitch />
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <Button
            variant="subtle"
            color="gray"
            size="compact-sm"
            fw={500}
            aria-label={say("app.account", { name: me.name })}
            leftSection={<Icon name="person" />}
            data-testid="account"
            classNames={{ section: classes.accountIcon ?? "", label: classes.accountName ?? "" }}
          >
            {me.name}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{me.email}</Menu.Label>
          <Menu.Item component="a" href={CANNED} data-testid="canned-link">
            {say("canned.title")}
          </Menu.Item>
          <Menu.Item component="a" href={ACCOUNT} data-testid="account-link">
            {say("account.title")}
          </Menu.Item>
          {me.role !== "agent" && (
            <Menu.Item component="a" href={adminHref(me.role === "admin" ? "agents" : "teams")} data-testid="admin-link">
              {say("admin.title")}
            </Menu.Item>
          )}
          <Menu.Item onClick={() => open("preferences")} data-testid="preferences-open">
            {say("preferences.title")}
          </Menu.Item>
          <Menu.Item onClick={() => open("help")} data-testid="help-open">
            {say("key.help")}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item onClick={() => leave()}>{say("app.signOut")}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </header>
  );
}

function SuperviseLink(): ReactNode {
  const { say } = useWords();
  const here = useInSupervise();
  return (
    <a href={`${SUPERVISE}/wall`} className={classes.ledger} aria-current={here ? "page" : undefined} data-testid="supervise-link">
      <Icon name="wall" />
      <span className="visually-hidden-narrow">{say("supervise.title")}</span>
    </a>
  );
}

function LedgerLink(): ReactNode {
  const { say } = useWords();
  const here = useInLedger();
  return (
    <a href={LEDGER} className={classes.ledger} aria-current={here ? "page" : undefined} data-testid="ledger-link">
      <Icon name="book" />
      <span className="visually-hidden-narrow">{say("ledger.title")}</span>
    </a>
  );
}

function focusTicket(event: React.MouseEvent): void {
  event.preventDefault(); // The address after '#' is the route.
  document.getElementById("ticket")?.focus();
}
