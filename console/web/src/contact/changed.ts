/** What of a contact was really changed. Pure. */

import type { Change, ContactRow } from "./types";

/** null: nothing to save, or the name was emptied. */
export function changed(contact: ContactRow, edited: Change): Change | null {
  const name = edited.name?.trim();
  if (name === "" && contact.name !== "") return null;
  const change: Change = {
    ...(name !== undefined && name !== "" && name !== contact.name ? { name } : {}),
    ...(edited.note !== undefined && edited.note.trim() !== contact.note ? { note: edited.note.trim() } : {}),
    ...(edited.locale !== undefined && edited.locale !== contact.locale ? { locale: edited.locale } : {}),
  };
  return Object.keys(change).length === 0 ? null : change;
}
