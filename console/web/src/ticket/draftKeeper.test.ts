import { describe, expect, it } from "vitest";
import { createKeeper, type DraftWords, type Keeper } from "./draftKeeper";

const T = "T-1";
const words = (text: string): DraftWords => ({ text, private: false });

/** A server that answers when it is told to, a pocket, and a clock that is moved by hand. */
function rig() {
  const asked: { what: string; done: (version: string | null) => void; fail: () => void }[] = [];
  const pocket = new Map<string, DraftWords>();
  const due: { run: () => void; at: number; off: boolean }[] = [];
  let now = 0;
  const ask = (what: string): Promise<string | null> =>
    new Promise((resolve, reject) => asked.push({ what, done: resolve, fail: () => reject(new Error("away")) }));
  const keeper: Keeper = createKeeper(
    {
      save: (_, draft, leaving) => ask(`save ${draft.text}${draft.html == null ? "" : ` ${draft.html}`}${draft.private ? " (note)" : ""}${leaving ? " leaving" : ""}`),
      erase: async (_, version) => void (await ask(`erase ${version}`)),
    },
    { put: (n, draft) => void pocket.set(n, draft), take: (n) => pocket.get(n) ?? null, drop: (n) => void pocket.delete(n) },
    {
      start: (run, ms) => {
        const timer = { run, at: now + ms, off: false };
        due.push(timer);
        return timer;
      },
      stop: (timer) => {
        if (timer !== null) (timer as { off: boolean }).off = true;
      },
    },
    () => undefined,
  );
  const pass = async (ms: number): Promise<void> => {
    now += ms;
    for (const timer of due.filter((one) => !one.off && one.at <= now)) {
      timer.off = true;
      timer.run();
    }
    await settled();
  };
  const settled = async (): Promise<void> => {
    for (let n = 0; n < 10; n += 1) await Promise.resolve();
  };
  const last = (): (typeof asked)[number] => {
    const one = asked.at(-1);
    if (one === undefined) throw new Error("nothing was asked");
    return one;
  };
  const answer = async (version: string | null): Promise<void> => {
    last().done(version);
    await settled();
  };
  return { keeper, pocket, pass, answer, settled, last, asked: () => asked.map((one) => one.what) };
}

describe("a draft", () => {
  it("is saved a second after the last key, once", async () => {
    const { keeper, pass, asked, answer } = rig();
    keeper.touched(T, words("Se"));
    await pass(900);
    keeper.touched(T, words("Selamat"));
    await pass(900);
    expect(asked()).toEqual([]);
    await pass(100);
    expect([asked(), keeper.state(T)]).toEqual([["save Selamat"], "saving"]);
    await answer("v1");
    expect([keeper.state(T), keeper.version(T)]).toEqual(["saved", "v1"]);
    await pass(60_000);
    expect(asked()).toHaveLength(1);
  });

  it("is saved as rich text where it is, and again when only its form changes", async () => {
    const { keeper, pass, asked, answer } = rig();
    keeper.touched(T, { text: "Halo", html: "<p>Halo</p>", private: false });
    await pass(1000);
    await answer("v1");
    keeper.touched(T, { text: "Halo", html: "<p><em>Halo</em></p>", private: false });
    await pass(1000);
    expect(asked()).toEqual(["save Halo <p>Halo</p>", "save Halo <p><em>Halo</em></p>"]);
    await answer("v2");
    keeper.touched(T, { text: "Halo", html: "<p><em>Halo</em></p>", private: false });
    await pass(1000);
    expect(asked()).toHaveLength(2);
    const there = { text: "lain", html: "<p><em>lain</em></p>", private: false };
    expect(keeper.fetched(T, { ...there, version: "v3" }, keeper.moment(T))).toEqual(there);
  });

  it("is saved at once on leaving, and kept here until that is known", async () => {
    const { keeper, asked, answer, pocket } = rig();
    keeper.touched(T, words("Halo"));
    keeper.flush(null, true);
    expect([asked(), pocket.get(T)?.text]).toEqual([["save Halo leaving"], "Halo"]);
    await answer("v1");
    expect(pocket.size).toBe(0);
  });

  it("that changes on the way is saved again, in order", async () => {
    const { keeper, pass, asked, answer } = rig();
    keeper.touched(T, words("a"));
    await pass(1000);
    keeper.touched(T, words("ab"));
    await pass(1000);
    expect(asked()).toEqual(["save a"]);
    await answer("v1");
    await pass(0);
    expect(asked()).toEqual(["save a", "save ab"]);
  });

  it("that cannot be saved stays here, says so, and is tried again", async () => {
    const { keeper, pass, last, settled, asked, answer, pocket } = rig();
    keeper.touched(T, words("Halo"));
    await pass(1000);
    last().fail();
    await settled();
    expect([keeper.state(T), pocket.get(T)?.text]).toEqual(["local", "Halo"]);
    await pass(10_000);
    expect(asked()).toEqual(["save Halo", "save Halo"]);
    await answer("v1");
    expect([keeper.state(T), pocket.size]).toEqual(["saved", 0]);
  });

  it("that was emptied is thrown away there, and asks nothing if it never was there", async () => {
    const { keeper, pass, asked, answer } = rig();
    keeper.touched(T, words("a"));
    keeper.touched(T, words(""));
    await pass(5000);
    expect(asked()).toEqual([]);
    keeper.touched(T, words("a"));
    await pass(1000);
    await answer("v1");
    keeper.touched(T, words(" "));
    await pass(1000);
    expect(asked()).toEqual(["save a", "erase v1"]);
    await answer(null);
    expect([keeper.state(T), keeper.version(T)]).toEqual(["none", null]);
  });
});

describe("after its agent signed out", () => {
  it("nothing is saved in another's name, and all of it when they are back", async () => {
    const { keeper, pass, asked } = rig();
    keeper.touched(T, words("rahasia"));
    keeper.serve(false);
    await pass(60_000);
    keeper.flush(null, true);
    expect(asked()).toEqual([]);
    keeper.serve(true);
    expect(asked()).toEqual(["save rahasia"]);
  });
});

describe("a draft that is sent", () => {
  it("is not saved any more", async () => {
    const { keeper, pass, asked } = rig();
    keeper.touched(T, words("Halo"));
    keeper.sending(T);
    keeper.sent(T);
    await pass(60_000);
    expect([asked(), keeper.state(T)]).toEqual([[], "none"]);
  });

  it("while it is being saved is thrown away behind it", async () => {
    const { keeper, pass, asked, answer } = rig();
    keeper.touched(T, words("Halo"));
    await pass(1000);
    keeper.sending(T);
    keeper.sent(T);
    await answer("v1");
    await pass(0);
    expect(asked()).toEqual(["save Halo", "erase v1"]);
  });
});

describe("what another browser wrote", () => {
  it("is shown where nothing is being written", () => {
    const { keeper } = rig();
    const found = { ...words("dari rumah"), version: "v7" };
    expect(keeper.fetched(T, found, keeper.moment(T))).toEqual(words("dari rumah"));
    expect([keeper.state(T), keeper.fetched(T, found, keeper.moment(T))]).toEqual(["saved", null]);
    expect(keeper.fetched(T, { ...words(""), version: null }, keeper.moment(T))).toEqual(words(""));
  });

  it("does not replace what is being written, nor what was saved since it was asked for", async () => {
    const { keeper, pass, answer } = rig();
    const moment = keeper.moment(T);
    keeper.touched(T, words("di sini"));
    const other = { ...words("lama"), version: "v0" };
    expect(keeper.fetched(T, other, keeper.moment(T))).toBeNull();
    await pass(1000);
    await answer("v1");
    expect(keeper.fetched(T, other, moment)).toBeNull();
    expect(keeper.version(T)).toBe("v1");
  });

  it("is older than what could not be saved before the page was closed", async () => {
    const { keeper, pocket, pass, asked } = rig();
    pocket.set(T, { text: "tanpa jaringan", private: true });
    const found = { ...words("lama"), version: "v1" };
    expect(keeper.fetched(T, found, keeper.moment(T))).toEqual({ text: "tanpa jaringan", private: true });
    expect(keeper.state(T)).toBe("local");
    await pass(0);
    expect(asked()).toEqual(["save tanpa jaringan (note)"]);
  });
});
