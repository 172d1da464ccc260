/** Canned responses and macros: one's own, and those of the whole desk. */

import { Button, Loader } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { keys } from "../api/keys";
import type { Agent } from "../api/types";
import { listCanned, listMacros, mayShare, type Canned, type Macro } from "../api/writing";
import { ErrorAlert } from "../shell/ErrorAlert";
import { Page } from "../shell/Page";
import parts from "../shell/Parts.module.css";
import { useDeeds } from "../ticket/writing/useDeeds";
import { useWords, type Say } from "../words/Words";
import { CannedForm } from "./CannedForm";
import classes from "./Canned.module.css";
import { MacroForm } from "./MacroForm";

type Editing = { readonly kind: "canned"; readonly one: Canned | null } | { readonly kind: "macros"; readonly one: Macro | null };

export function CannedPage({ me }: { readonly me: Agent }): ReactNode {
  const { say } = useWords();
  const deeds = useDeeds();
  const [editing, setEditing] = useState<Editing | null>(null);
  const canned = useQuery({ queryKey: keys.canned, queryFn: ({ signal }) => listCanned(signal) });
  const macros = useQuery({ queryKey: keys.macros, queryFn: ({ signal }) => listMacros(signal) });
  const share = mayShare(me.role);
  const close = (): void => setEditing(null);
  return (
    <Page title={say("canned.title")} about={say("canned.about")}>
      <Part
        kind="canned"
        rows={canned.data?.data.map((one) => ({ ...one, about: cannedAbout(one, say), edit: () => setEditing({ kind: "canned", one }) }))}
        query={canned}
        share={share}
        add={() => setEditing({ kind: "canned", one: null })}
      />
      <Part
        kind="macros"
        rows={macros.data?.map((one) => ({ ...one, about: deeds(one), edit: () => setEditing({ kind: "macros", one }) }))}
        query={macros}
        share={share}
        add={() => setEditing({ kind: "macros", one: null })}
      />
      {editing?.kind === "canned" && (
        <CannedForm one={editing.one} share={share} variables={canned.data?.variables ?? []} close={close} />
      )}
      {editing?.kind === "macros" && <MacroForm one={editing.one} share={share} canned={canned.data?.data ?? []} close={close} />}
    </Page>
  );
}

interface RowOf {
  readonly id: string;
  readonly name: string;
  readonly shared: boolean;
  readonly about: string;
  readonly edit: () => void;
}

interface PartProps {
  readonly kind: "canned" | "macros";
  readonly rows: readonly RowOf[] | undefined;
  readonly query: { readonly error: Error | null; readonly refetch: () => Promise<unknown> };
  readonly share: boolean;
  readonly add: () => void;
}

function Part({ kind, rows, query, share, add }: PartProps): ReactNode {
  const { say } = useWords();
  const macros = kind === "macros";
  return (
    <section className={classes.part} aria-labelledby={`part-${kind}`} data-testid={`part-${kind}`}>
      <div className={classes.partHead}>
        <h2 id={`part-${kind}`} className={parts.subtitle}>
          {say(macros ? "macros.title" : "canned.responses")}
        </h2>
        <Button size="xs" variant="default" onClick={add} data-testid={`new-${kind}`}>
          {say(macros ? "canned.newMacro" : "canned.new")}
        </Button>
      </div>
      <ErrorAlert error={query.error} my="xs" title={say("canned.failed")} retry={() => void query.refetch()} />
      {rows === undefined && query.error === null && <Loader role="img" size="sm" my="md" aria-label={say("app.loading")} />}
      {rows?.length === 0 && <p className={classes.none}>{say(macros ? "macros.none" : "canned.none")}</p>}
      {rows !== undefined && rows.length > 0 && (
        <ul className={classes.rows}>
          {rows.map((one) => (
            <Row key={one.id} one={one} mayEdit={share || !one.shared} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Row({ one, mayEdit }: { readonly one: RowOf; readonly mayEdit: boolean }): ReactNode {
  const { say } = useWords();
  return (
    <li className={classes.row} data-testid="prepared" data-shared={one.shared}>
      <div className={classes.rowWords}>
        <p className={classes.rowName}>
          {one.name} <small>{say(one.shared ? "canned.shared" : "canned.own")}</small>
        </p>
        <p className={classes.rowAbout}>{one.about}</p>
      </div>
      {mayEdit && (
        <Button size="xs" variant="subtle" flex="none" aria-label={say("app.changeOf", { name: one.name })} onClick={one.edit} data-testid="edit-prepared">
          {say("app.change")}
        </Button>
      )}
    </li>
  );
}

/** The text; and in which language alone it is. */
function cannedAbout(one: Canned, say: Say): string {
  const text = one.text_id === "" ? one.text_en : one.text_id;
  if (one.text_id !== "" && one.text_en !== "") return text;
  const language = say(one.text_id === "" ? "language.en" : "language.id");
  return `${say("canned.only", { language })} · ${text}`;
}
