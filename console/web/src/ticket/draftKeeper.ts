/** Keeps drafts on the server, a second after the last key; and in this browser while that fails. */

export interface DraftWords {
  readonly text: string;
  /** The same as rich text. */
  readonly html?: string | null;
  readonly private: boolean;
}

/** Where a draft is: nowhere yet, on its way, on the server, or in this browser alone. */
export type Kept = "none" | "saving" | "saved" | "local";

/** The server. Both reject when it cannot be reached or refuses. */
export interface Shelf {
  /** The version they have there now; null: there is no draft any more. */
  readonly save: (number: string, words: DraftWords, leaving: boolean) => Promise<string | null>;
  readonly erase: (number: string, version: string, leaving: boolean) => Promise<void>;
}

/** This browser. */
export interface Pocket {
  readonly put: (number: string, words: DraftWords) => void;
  readonly take: (number: string) => DraftWords | null;
  readonly drop: (number: string) => void;
}

export interface Timers {
  readonly start: (run: () => void, ms: number) => unknown;
  readonly stop: (timer: unknown) => void;
}

export interface Keeper {
  readonly state: (number: string) => Kept;
  readonly version: (number: string) => string | null;
  /** The agent changed something. */
  readonly touched: (number: string, words: DraftWords) => void;
  /** It is being sent: nothing is saved meanwhile. */
  readonly sending: (number: string) => void;
  readonly sent: (number: string) => void;
  /** Saves at once what was not saved yet; of all tickets when none is named. */
  readonly flush: (number: string | null, leaving: boolean) => void;
  /** Whether its agent is signed in: nothing is saved in another's name. */
  readonly serve: (on: boolean) => void;
  /** Call before asking the server, and hand what it gives to `fetched`. */
  readonly moment: (number: string) => number;
  /** What is to be shown instead of what is: null when nothing is newer there. */
  readonly fetched: (number: string, found: DraftWords & { readonly version: string | null }, moment: number) => DraftWords | null;
}

const PAUSE_MS = 1_000;
const AGAIN_MS = 10_000;
const NOTHING: DraftWords = { text: "", private: false };

function wordsOf({ text, html, private: own }: DraftWords): DraftWords {
  return html == null ? { text, private: own } : { text, html, private: own };
}

function same(one: DraftWords, other: DraftWords): boolean {
  return one.text === other.text && (one.html ?? null) === (other.html ?? null) && one.private === other.private;
}

interface Entry {
  words: DraftWords;
  /** Of what the server has, as far as we know. */
  version: string | null;
  dirty: boolean;
  going: boolean;
  /** The pocket was looked into. */
  opened: boolean;
  timer: unknown;
  state: Kept;
  /** Counts what changed here or there: an answer asked for before is out of date. */
  moment: number;
}

export function createKeeper(shelf: Shelf, pocket: Pocket, timers: Timers, changed: () => void): Keeper {
  const entries = new Map<string, Entry>();
  let serving = true;
  const of = (number: string): Entry => {
    const known = entries.get(number);
    if (known !== undefined) return known;
    const fresh: Entry = { words: NOTHING, version: null, dirty: false, going: false, opened: false, timer: null, state: "none", moment: 0 };
    entries.set(number, fresh);
    return fresh;
  };
  const show = (entry: Entry, state: Kept): void => {
    if (entry.state === state) return;
    entry.state = state;
    changed();
  };
  const later = (number: string, entry: Entry, ms: number): void => {
    timers.stop(entry.timer);
    entry.timer = timers.start(() => void run(number, false), ms);
  };
  const put = async (number: string, entry: Entry, words: DraftWords, leaving: boolean): Promise<void> => {
    if (words.text.trim() !== "") entry.version = await shelf.save(number, words, leaving);
    else if (entry.version !== null) {
      await shelf.erase(number, entry.version, leaving);
      entry.version = null;
    }
  };
  const run = async (number: string, leaving: boolean): Promise<void> => {
    const entry = of(number);
    timers.stop(entry.timer);
    if (!entry.dirty || entry.going || !serving) return; // What is on its way looks again when it is there.
    const words = entry.words;
    if (leaving && words.text.trim() !== "") pocket.put(number, words);
    entry.going = true;
    entry.dirty = false;
    entry.moment += 1;
    show(entry, "saving");
    try {
      await put(number, entry, words, leaving);
      pocket.drop(number);
      entry.going = false;
      entry.moment += 1;
      if (entry.dirty) later(number, entry, 0);
      else show(entry, entry.version === null ? "none" : "saved");
    } catch {
      entry.going = false;
      entry.dirty = true;
      pocket.put(number, entry.words);
      show(entry, "local");
      later(number, entry, AGAIN_MS);
    }
  };
  const flush = (number: string | null, leaving: boolean): void => {
    for (const one of number === null ? [...entries.keys()] : [number]) void run(one, leaving);
  };
  return {
    state: (number) => of(number).state,
    version: (number) => of(number).version,
    touched: (number, words) => {
      const entry = of(number);
      if (same(words, entry.words)) return;
      entry.words = wordsOf(words);
      entry.moment += 1;
      if (words.text.trim() === "" && entry.version === null && !entry.going) {
        entry.dirty = false; // Nothing here, nothing there.
        pocket.drop(number);
        show(entry, "none");
        return;
      }
      entry.dirty = true;
      if (entry.state === "saved") show(entry, "none");
      later(number, entry, PAUSE_MS);
    },
    sending: (number) => timers.stop(of(number).timer),
    sent: (number) => {
      const entry = of(number);
      timers.stop(entry.timer);
      pocket.drop(number);
      entry.words = NOTHING;
      entry.moment += 1;
      // A save that is on its way may arrive after the message: it is thrown away behind it.
      entry.dirty = entry.going;
      if (!entry.going) entry.version = null;
      show(entry, "none");
    },
    flush,
    serve: (on) => {
      serving = on;
      if (on) flush(null, false);
    },
    moment: (number) => of(number).moment,
    fetched: (number, found, moment) => {
      const entry = of(number);
      const left = entry.opened ? null : pocket.take(number);
      entry.opened = true;
      if (entry.dirty || entry.going || entry.moment !== moment) return null;
      const before = entry.version;
      entry.version = found.version;
      if (left !== null) {
        entry.words = left; // What could not be saved was written last.
        entry.dirty = true;
        show(entry, "local");
        later(number, entry, 0);
        return left;
      }
      if (found.version === before) return null;
      entry.words = wordsOf(found);
      show(entry, found.version === null ? "none" : "saved");
      return entry.words;
    },
  };
}
