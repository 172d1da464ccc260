/** What stands in the office's own fields of a ticket, and filling them: each is stored for itself. */

import { useEffect, useId, useRef, useState, type KeyboardEvent, type MouseEvent, type ReactNode } from "react";
import type { Ticket } from "../api/types";
import { Icon } from "../shell/Icon";
import parts from "../shell/Parts.module.css";
import { useWords } from "../words/Words";
import { FieldControl } from "./FieldControl";
import classes from "./Fields.module.css";
import { emptyRequired, fieldsFor, labelOf, readValue, typedOf, valueOf, type Typed } from "./reading";
import type { Field } from "./types";
import { useFields, useFill } from "./useFields";
import { whyNot } from "./why";

export function TicketFields({ ticket }: { readonly ticket: Ticket }): ReactNode {
  const { say, language } = useWords();
  const [open, setOpen] = useState(false);
  const [jump, setJump] = useState(0);
  const region = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  useEffect(() => {
    if (jump > 0) region.current?.querySelector("input")?.focus();
  }, [jump]);
  const all = useFields();
  const merged = ticket.status === "merged";
  const fields = fieldsFor(all, ticket.fields).filter((one) => !merged || ticket.fields[one.key] !== undefined);
  if (fields.length === 0) return null;
  const empty = emptyRequired(fields, ticket.fields);
  const press = (event: MouseEvent): void => {
    // Pressed by its key from elsewhere: the keyboard goes on in the first field, open or not.
    const byKey = event.detail === 0 && document.activeElement !== button.current;
    setOpen(byKey || !open);
    if (byKey) setJump((times) => times + 1);
  };
  return (
    <section className={classes.fields} aria-label={say("field.title")} data-part="fields">
      <div className={classes.line}>
        {!merged && (
          <button
            ref={button}
            type="button"
            className={parts.link}
            aria-expanded={open}
            aria-controls={id}
            aria-keyshortcuts="f"
            onClick={press}
            data-testid="fields-toggle"
          >
            <Icon name="form" size={14} />
            {say("field.title")}
          </button>
        )}
        {!open && (
          <ul className={classes.told} data-testid="fields-told">
            {fields.map((field) => {
              const value = ticket.fields[field.key];
              return value === undefined ? null : (
                <li key={field.key} data-testid={`told-${field.key}`}>
                  {labelOf(field, language)}: <span>{readValue(field, value, language, say)}</span>
                </li>
              );
            })}
            {empty.length > 0 && (
              <li className={classes.missing} data-testid="fields-missing">
                {say("field.stillMissing", { names: empty.map((one) => labelOf(one, language)).join(", ") })}
              </li>
            )}
          </ul>
        )}
      </div>
      <div id={id} ref={region} className={classes.grid} hidden={!open}>
        {open && fields.map((field) => <SavedField key={field.key} ticket={ticket} field={field} />)}
      </div>
    </section>
  );
}

interface Props {
  readonly ticket: Ticket;
  readonly field: Field;
}

/** A choice is stored when it is made, the rest when the field is left or Enter is pressed; Escape brings back what stands there. */
function SavedField({ ticket, field }: Props): ReactNode {
  const { say, language } = useWords();
  const [typed, setTyped] = useState<Typed | null>(null);
  const latest = useRef<Typed | null>(null);
  const change = (to: Typed | null): void => {
    latest.current = to;
    setTyped(to);
  };
  const { fill, busy, error, done, dismiss } = useFill(ticket.number, field, () => change(null));
  const stands = typedOf(ticket.fields[field.key]);
  const save = (to: Typed | null): void => {
    if (to === null || busy) return;
    const value = valueOf(field, to);
    if (value === valueOf(field, stands)) change(null);
    else fill(value);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Enter" && latest.current !== null) {
      event.preventDefault();
      save(latest.current);
    } else if (event.key === "Escape") {
      change(null);
      dismiss();
    }
  };
  return (
    <div className={classes.field} data-required={field.required && stands === ""}>
      <FieldControl
        field={field}
        typed={typed ?? stands}
        onType={(to) => {
          if (error !== null) dismiss();
          change(to);
        }}
        onChoose={(to) => {
          change(to);
          save(to);
        }}
        onLeave={() => {
          // What was refused is not sent again until it is another.
          if (error === null) save(latest.current);
        }}
        onKeyDown={onKeyDown}
        error={whyNot(error, field, say)}
        busy={busy}
      />
      {field.required && stands === "" && error === null && <p className={classes.hint}>{say("field.required")}</p>}
      <span className="visually-hidden" role="status">
        {done && typed === null ? say("field.saved", { label: labelOf(field, language) }) : ""}
      </span>
    </div>
  );
}
