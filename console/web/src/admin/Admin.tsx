/** The pages for administrators; supervisors see some of them. */

import type { ReactNode } from "react";
import type { Agent } from "../api/types";
import { Page } from "../shell/Page";
import { adminPagesOf } from "../shell/pages";
import { adminHref, type AdminPage } from "../shell/route";
import { TeamsPage } from "../together/TeamsPage";
import { useWords } from "../words/Words";
import classes from "./Admin.module.css";
import { Agents } from "./Agents";
import { FieldsPage } from "./FieldsPage";
import { HealthPage } from "./HealthPage";
import { HoursPage } from "./HoursPage";
import { JobsPage } from "./JobsPage";
import { LogPage } from "./LogPage";

interface Props {
  readonly me: Agent;
  readonly page: AdminPage;
}

export default function Admin({ me, page }: Props): ReactNode {
  const { say } = useWords();
  const pages = adminPagesOf(me.role);
  const nav = (
    <nav className={classes.nav} aria-label={say("admin.nav")}>
      {pages.map((one) => (
        <a key={one} href={adminHref(one)} aria-current={one === page ? "page" : undefined}>
          {say(`admin.${one}`)}
        </a>
      ))}
    </nav>
  );
  return (
    <Page key={page} title={say(`admin.${page}`)} nav={nav}>
      {pages.includes(page) ? <Chosen me={me} page={page} /> : <p className={classes.none}>{say("admin.notAllowed")}</p>}
    </Page>
  );
}

function Chosen({ me, page }: Props): ReactNode {
  switch (page) {
    case "agents":
      return <Agents me={me} />;
    case "teams":
      return <TeamsPage />;
    case "fields":
      return <FieldsPage />;
    case "jobs":
      return <JobsPage />;
    case "health":
      return <HealthPage />;
    case "hours":
      return <HoursPage />;
    case "log":
      return <LogPage />;
  }
}
