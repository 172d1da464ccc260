/** The office's own fields of tickets: what there are, in which order; new ones, and archiving. */

import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { keys } from "../api/keys";
import { archiveField, orderFields } from "../fields/calls";
import own from "../fields/Fields.module.css";
import { labelOf } from "../fields/reading";
import type { Field } from "../fields/types";
import { useFieldsQuery } from "../fields/useFields";
import { ErrorAlert } from "../shell/ErrorAlert";
import { Icon } from "../shell/Icon";
import { useWords } from "../words/Words";
import classes from "./Admin.module.css";
import { FieldForm } from "./FieldForm";
import { Loaded } from "./Loaded";

const MOST = 30;

export function FieldsPage(): ReactNode {
  const { say } = useWords();
  const cache = useQueryClient();
  const [editing, setEditing] = useState<Field | "new" | null>(null);
  const query = useFieldsQuery();
  const { mutate, isPending, error } = useMutation({
    mutationFn: (deed: () => Promise<void>) => deed(),
    onSettled: () => cache.invalidateQueries({ queryKey: keys.fields }),
  });
  const used = query.data?.filter((one) => !one.archived) ?? [];
  const swap = (place: number, by: 1 | -1): void => {
    const ids = used.map((one) => one.id);
    const [moved] = ids.splice(place, 1);
    if (moved === undefined) return;
    ids.splice(place + by, 0, moved);
    mutate(() => orderFields(ids));
  };
  return (
    <>
      <p className={classes.about}>{say("fields.about")}</p>
      <div className={classes.bar}>
        <Button onClick={() => setEditing("new")} disabled={used.length >= MOST} data-testid="field-add">
          {say("fields.add")}
        </Button>
        <span className={classes.none}>{say("fields.count", { n: used.length, most: MOST })}</span>
      </div>
      <ErrorAlert error={error} mt="md" />
      <Loaded query={query} empty={say("fields.none")}>
        {(fields) => (
          <table className={classes.table} data-testid="fields" aria-busy={isPending}>
            <thead>
              <tr>
                <th scope="col">{say("fields.field")}</th>
                <th scope="col">{say("fields.kind")}</th>
                <th scope="col">{say("fields.required")}</th>
                <th scope="col">
                  <span className="visually-hidden">{say("ticket.actions")}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {fields.map((one) => (
                <Row
                  key={one.id}
                  one={one}
                  place={used.indexOf(one)}
                  last={used.length - 1}
                  swap={swap}
                  edit={() => setEditing(one)}
                  put={(away) => mutate(() => archiveField(one.id, away))}
                />
              ))}
            </tbody>
          </table>
        )}
      </Loaded>
      {editing !== null && (
        <FieldForm
          one={editing === "new" ? null : editing}
          taken={(query.data ?? []).map((field) => field.key)}
          close={() => setEditing(null)}
        />
      )}
    </>
  );
}

interface RowProps {
  readonly one: Field;
  /** Among those in use; archived ones have none. */
  readonly place: number;
  readonly last: number;
  readonly swap: (place: number, by: 1 | -1) => void;
  readonly edit: () => void;
  readonly put: (away: boolean) => void;
}

function Row({ one, place, last, swap, edit, put }: RowProps): ReactNode {
  const { say, language } = useWords();
  const name = labelOf(one, language);
  const offered = one.options.filter((option) => !option.archived).map((option) => labelOf(option, language));
  return (
    <tr data-testid="field" data-key={one.key} data-off={one.archived}>
      <th scope="row">
        {one.archived ? say("field.labelArchived", { label: name }) : name}
        <small className={classes.more}>
          {labelOf(one, language === "id" ? "en" : "id")} · <code>{one.key}</code>
        </small>
      </th>
      <td data-label={say("fields.kind")}>
        <span>
          {say(`field.kind.${one.kind}`)}
          {offered.length > 0 && <small className={classes.more}>{offered.join(", ")}</small>}
        </span>
      </td>
      <td data-label={say("fields.required")}>{say(one.required ? "field.yes" : "field.no")}</td>
      <td data-last>
        <span className={own.moves}>
          {!one.archived && (
            <>
              <Button
                size="xs"
                variant="subtle"
                px="xs"
                disabled={place <= 0}
                aria-label={say("fields.up", { name })}
                onClick={() => swap(place, -1)}
                data-testid="field-up"
              >
                <Icon name="up" />
              </Button>
              <Button
                size="xs"
                variant="subtle"
                px="xs"
                disabled={place >= last}
                aria-label={say("fields.down", { name })}
                onClick={() => swap(place, 1)}
                data-testid="field-down"
              >
                <Icon name="down" />
              </Button>
              <Button size="xs" variant="default" aria-label={say("app.changeOf", { name })} onClick={edit} data-testid="field-edit">
                {say("app.change")}
              </Button>
            </>
          )}
          <Button
            size="xs"
            variant="default"
            aria-label={say(one.archived ? "fields.restoreOf" : "fields.archiveOf", { name })}
            onClick={() => put(!one.archived)}
            data-testid="field-archive"
          >
            {say(one.archived ? "fields.restore" : "fields.archive")}
          </Button>
        </span>
      </td>
    </tr>
  );
}
