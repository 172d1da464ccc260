/** The hours and holidays of the coming weeks, as the configuration has them; to look at only. */

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { getHours, type Calendar, type WorkDay } from "../api/admin";
import { keys } from "../api/keys";
import { useWords, type Language, type Say } from "../words/Words";
import classes from "./Admin.module.css";
import { Loaded } from "./Loaded";

export function HoursPage(): ReactNode {
  const { say } = useWords();
  const query = useQuery({ queryKey: keys.admin("hours"), queryFn: ({ signal }) => getHours(signal) });
  return (
    <>
      <p className={classes.about}>{say("hours.about")}</p>
      <Loaded query={query}>
        {(calendars) => calendars.map((one) => <Days key={one.name} calendar={one} />)}
      </Loaded>
    </>
  );
}

function Days({ calendar }: { readonly calendar: Calendar }): ReactNode {
  const { say, language } = useWords();
  return (
    <section data-testid="calendar" data-name={calendar.name}>
      <h2 className={classes.subtitle}>{calendar.name === "" ? say("hours.office") : calendar.name}</h2>
      <p className={classes.about}>
        {say("hours.zone", { zone: calendar.timezone })}
        {calendar.channels.length > 0 && ` · ${say("hours.channels", { names: calendar.channels.join(", ") })}`}
      </p>
      {!calendar.configured && <p className={classes.none}>{say("hours.unset")}</p>}
      {calendar.configured && (
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{say("hours.day")}</th>
              <th scope="col">{say("hours.shifts")}</th>
              <th scope="col">{say("hours.note")}</th>
            </tr>
          </thead>
          <tbody>
            {calendar.days.map((one) => (
              <tr key={one.date} data-off={one.shifts.length === 0}>
                <th scope="row">
                  <time dateTime={one.date}>{dayName(one.date, language)}</time>
                </th>
                <td data-label={say("hours.shifts")}>{shiftsOf(one, say)}</td>
                <td data-label={say("hours.note")}>{noteOf(one, say)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

export function shiftsOf(one: WorkDay, say: Say): string {
  if (one.shifts.length === 0) return say("hours.closed");
  return one.shifts.map((shift) => `${clock(shift.start)}–${clock(shift.end)}`).join(", ");
}

export function noteOf(one: WorkDay, say: Say): string {
  const notes = [
    one.holiday,
    one.why === "instead" ? say("hours.instead") : "",
    one.why === "unsure" ? say("hours.unsure") : "",
  ].filter((note) => note !== "");
  return notes.join(" · ");
}

const clock = (time: string): string => time.replace(":", ".");

/** A day of the calendar has no zone: it is read as UTC, and shown as UTC. */
function dayName(date: string, language: Language): string {
  const locale = language === "id" ? "id-ID" : "en-GB";
  const format = { timeZone: "UTC", weekday: "long", day: "numeric", month: "long" } as const;
  return new Intl.DateTimeFormat(locale, format).format(new Date(`${date}T00:00:00Z`));
}
