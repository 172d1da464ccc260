/** What an agent is writing on a ticket, and how a send ends for it. Pure. */

export interface Draft {
  readonly text: string;
  readonly private: boolean;
  /** Given at the first try; dropped when the words change. The same words never arrive twice. */
  readonly key: string | null;
  readonly sending: boolean;
  /** Why the last try failed. */
  readonly error: Error | null;
}

export const EMPTY: Draft = { text: "", private: false, key: null, sending: false, error: null };

export type Change =
  | { readonly kind: "write"; readonly text: string }
  | { readonly kind: "note"; readonly private: boolean }
  | { readonly kind: "send"; readonly key: string }
  | { readonly kind: "sent" }
  | { readonly kind: "failed"; readonly error: Error };

export function canSend(draft: Draft): boolean {
  return !draft.sending && draft.text.trim() !== "";
}

export function change(draft: Draft, by: Change): Draft {
  switch (by.kind) {
    case "write":
      return draft.sending || by.text === draft.text ? draft : { ...draft, text: by.text, key: null };
    case "note":
      return draft.sending ? draft : { ...draft, private: by.private, key: null };
    case "send":
      return canSend(draft) ? { ...draft, sending: true, error: null, key: draft.key ?? by.key } : draft;
    case "sent":
      return { ...EMPTY, private: draft.private };
    case "failed":
      return { ...draft, sending: false, error: by.error };
  }
}
