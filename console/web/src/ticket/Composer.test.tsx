// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { act, cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { createCache } from "../api/cache";
import type { ChannelKind } from "../api/types";
import { aMessage, aTicket } from "../testTicket";
import { Composer } from "./Composer";
import { createDrafts, DraftsContext } from "./useDraft";

interface Sent {
  readonly key: string | null;
  readonly body: unknown;
}
let sent: Sent[] = [];
let typed = 0;
let answer: () => Response;
let kept: unknown[] = [];
let draft: object = {};
let lastOver: ChannelKind = "livechat";
const CANNED = [
  { id: "c1", shared: true, name: "salam", language: "id", text: "Yth. ____, selamat pagi.", missing: ["contact.name"] },
  { id: "c2", shared: false, name: "tutup", language: "id", text: "Sampai jumpa.", missing: [] },
];
const FACT = { id: "f1", text: "Tarif Rp0", source: "Perda 1/2012", as_of: "2012", state: "historical", insert: "Catatan lama (2012): Tarif Rp0." };

/** What the composer asks beside sending. */
function beside(path: string, init: RequestInit): object {
  if (path.includes("/messages?")) return { data: [aMessage({ channel: { name: lastOver, kind: lastOver } })], next: null };
  if (path.endsWith("/canned")) return { data: CANNED };
  if (path.endsWith("/colleagues")) return { data: [] };
  if (path.endsWith("/suggestions")) return { data: [FACT] };
  if (init.method !== "GET") kept.push(init.method === "PUT" ? JSON.parse(String(init.body)) : init.method);
  return init.method === "PUT" ? { version: "v9" } : draft;
}

/** The part of XMLHttpRequest that an upload uses; the test answers. */
class FakeUpload {
  static all: FakeUpload[] = [];
  readonly upload: { onprogress: ((event: unknown) => void) | null } = { onprogress: null };
  onload: (() => void) | null = null;
  onerror: (() => void) | null = null;
  onabort: (() => void) | null = null;
  status = 0;
  responseText = "";
  timeout = 0;
  file: File | null = null;
  readonly open = vi.fn();
  readonly setRequestHeader = vi.fn();
  constructor() {
    FakeUpload.all.push(this);
  }
  send(form: FormData): void {
    this.file = form.get("file") as File;
  }
  abort(): void {
    this.onabort?.();
  }
  done(status: number, body: object): void {
    this.status = status;
    this.responseText = JSON.stringify(body);
    this.onload?.();
  }
}
const chosen = (name: string, size = 3): File => new File(["x".repeat(size)], name);
const choose = (...files: File[]): boolean => fireEvent.change(screen.getByTestId("attach-input"), { target: { files } });
const states = (): (string | undefined)[] => screen.queryAllByTestId("file").map((one) => one.dataset["state"]);
const upload = (n: number): FakeUpload => {
  const found = FakeUpload.all[n];
  if (found === undefined) throw new Error("no such upload");
  return found;
};

const box = (): HTMLTextAreaElement => screen.getByTestId("composer");
const write = (text: string): boolean => fireEvent.change(box(), { target: { value: text } });
const stored = (): Response => Response.json(aMessage({ id: "m9" }), { status: 201 });
const broken = (): Response => Response.json({ detail: "database busy" }, { status: 503 });

// Mantine's growing textarea listens to the fonts, which happy-dom does not have.
Object.defineProperty(document, "fonts", { value: new EventTarget() });

function show(ticket = aTicket()): void {
  render(
    <MantineProvider>
      <QueryClientProvider client={createCache()}>
        <DraftsContext value={createDrafts()}>
          <Composer ticket={ticket} />
        </DraftsContext>
      </QueryClientProvider>
    </MantineProvider>,
  );
}

beforeEach(() => {
  sent = [];
  kept = [];
  draft = { text: "", private: false, version: null };
  typed = 0;
  answer = stored;
  FakeUpload.all = [];
  vi.stubGlobal("XMLHttpRequest", FakeUpload);
  vi.stubGlobal("fetch", (path: string, init: RequestInit) => {
    if (path.endsWith("/typing")) {
      typed += 1;
      return Promise.resolve(new Response(null, { status: 204 }));
    }
    if (!path.endsWith("/messages")) return Promise.resolve(Response.json(beside(path, init)));
    sent.push({ key: new Headers(init.headers).get("Idempotency-Key"), body: JSON.parse(String(init.body)) });
    return Promise.resolve(answer());
  });
  show();
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe("composer", () => {
  it("sends with Ctrl+Enter, once, and is then empty", async () => {
    write("Selamat pagi");
    fireEvent.keyDown(box(), { key: "Enter", ctrlKey: true });
    fireEvent.keyDown(box(), { key: "Enter", ctrlKey: true });
    await waitFor(() => expect(box().value).toBe(""));
    expect(sent.map((one) => one.body)).toEqual([{ text: "Selamat pagi", private: false, attachments: [] }]);
  });

  it("keeps the words when it fails, says why, and tries again under the same key", async () => {
    answer = broken;
    write("Selamat pagi");
    fireEvent.click(screen.getByTestId("send"));
    expect((await screen.findByRole("alert")).textContent).toContain("Server sedang bermasalah (503)");
    expect(box().value).toBe("Selamat pagi");
    answer = stored;
    fireEvent.click(screen.getByTestId("send"));
    await waitFor(() => expect(box().value).toBe(""));
    expect(sent).toHaveLength(2);
    expect(sent[0]?.key).toMatch(/^[0-9a-f]{32}$/);
    expect(sent[1]?.key).toBe(sent[0]?.key);
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("sends a note as private, and says so", async () => {
    fireEvent.click(screen.getByTestId("note-switch"));
    expect(screen.getByTestId("note-switch").getAttribute("aria-checked")).toBe("true");
    expect(box().getAttribute("aria-label")).toBe("Catatan internal");
    write("Cek OSS");
    fireEvent.click(screen.getByTestId("send"));
    await waitFor(() => expect(sent.map((one) => one.body)).toEqual([{ text: "Cek OSS", private: true, attachments: [] }]));
  });

  it("shows the citizen that one types, once in a while, and never for a note", () => {
    write(" ");
    expect(typed).toBe(0);
    write("Sela");
    write("Selamat");
    expect(typed).toBe(1);
    vi.spyOn(performance, "now").mockReturnValue(performance.now() + 4_001);
    fireEvent.click(screen.getByTestId("note-switch"));
    write("Cek OSS");
    expect(typed).toBe(1);
    fireEvent.click(screen.getByTestId("note-switch"));
    write("Selamat pagi");
    expect(typed).toBe(2);
    vi.restoreAllMocks();
  });

  it("does not send nothing", () => {
    write("   ");
    fireEvent.keyDown(box(), { key: "Enter", ctrlKey: true });
    expect(sent).toEqual([]);
  });
});

describe("files", () => {
  it("are sent ahead, waited for, and named by the message", async () => {
    write("Terlampir");
    choose(chosen("a.pdf"), chosen("b.pdf"));
    await waitFor(() => expect(FakeUpload.all.map((one) => one.file?.name)).toEqual(["a.pdf", "b.pdf"]));
    act(() => upload(0).upload.onprogress?.({ lengthComputable: true, loaded: 1, total: 4 }));
    expect(screen.getByRole<HTMLProgressElement>("progressbar", { name: "Mengunggah a.pdf" }).value).toBe(0.25);
    expect((screen.getByTestId("send") as HTMLButtonElement).disabled).toBe(true);
    act(() => upload(1).done(201, { id: "u2" }));
    act(() => upload(0).done(201, { id: "u1" }));
    await waitFor(() => expect(states()).toEqual(["there", "there"]));
    fireEvent.click(screen.getByTestId("send"));
    await waitFor(() => expect(box().value).toBe(""));
    expect(sent.map((one) => one.body)).toEqual([{ text: "Terlampir", private: false, attachments: ["u1", "u2"] }]);
    expect(states()).toEqual([]);
  });

  it("that fail say why, and can be taken out", async () => {
    choose(chosen("a.pdf"), chosen("b.pdf"));
    await waitFor(() => expect(FakeUpload.all).toHaveLength(2));
    act(() => upload(0).done(413, { code: "too_large", detail: "a file has at most 10 MB", params: { mb: 10 } }));
    act(() => upload(1).onerror?.());
    await waitFor(() => expect(states()).toEqual(["failed", "failed"]));
    expect(screen.getAllByRole("alert").map((one) => one.textContent)).toEqual([
      "Berkas ini lebih besar dari 10 MB.",
      "Server tidak terjangkau. Periksa jaringan Anda, lalu coba lagi.",
    ]);
    fireEvent.click(screen.getByRole("button", { name: "Keluarkan a.pdf" }));
    expect(states()).toEqual(["failed"]);
  });

  it("taken out on their way are not sent any further", async () => {
    choose(chosen("a.pdf"));
    await waitFor(() => expect(FakeUpload.all).toHaveLength(1));
    const abort = vi.spyOn(upload(0), "abort");
    fireEvent.click(screen.getByTestId("remove-file"));
    expect(abort).toHaveBeenCalledOnce();
    expect(states()).toEqual([]);
  });

  it("are pasted, unless words are meant", async () => {
    const files = [chosen("image.png")];
    fireEvent.paste(box(), { clipboardData: { types: ["text/plain", "text/html", "Files"], files } });
    expect(states()).toEqual([]);
    fireEvent.paste(box(), { clipboardData: { types: ["Files"], files } });
    await waitFor(() => expect(states()).toEqual(["going"]));
  });

  it("are dropped anywhere on the page, which stays", async () => {
    const dataTransfer = { types: ["Files"], files: [chosen("a.pdf")] };
    expect(fireEvent.dragOver(document.body, { dataTransfer })).toBe(false);
    expect(await screen.findByText("Lepaskan berkas untuk melampirkannya")).toBeTruthy();
    expect(fireEvent.drop(document.body, { dataTransfer })).toBe(false);
    await waitFor(() => expect(states()).toEqual(["going"]));
    expect(fireEvent.dragOver(document.body, { dataTransfer: { types: ["text/plain"] } })).toBe(true);
  });

  it("for a channel that cannot carry them yet say so", () => {
    choose(chosen("a.pdf"));
    expect(screen.getByText(/dikirim lewat surel/)).toBeTruthy();
  });
});

describe("a canned response", () => {
  it("is found by / and put in by Enter, with its blank selected", async () => {
    write("Halo /sal");
    box().setSelectionRange(9, 9);
    fireEvent.select(box());
    const option = await screen.findByTestId("slash-option");
    expect(option.textContent).toContain("salam");
    expect(box().getAttribute("aria-activedescendant")).toBe(option.id);
    fireEvent.keyDown(box(), { key: "Enter" });
    expect(box().value).toBe("Halo Yth. ____, selamat pagi.");
    expect(sent).toEqual([]);
    await waitFor(() => expect(box().value.slice(box().selectionStart, box().selectionEnd)).toBe("____"));
  });

  it("is chosen with the arrows, and left with Escape", async () => {
    write("/");
    box().setSelectionRange(1, 1);
    fireEvent.select(box());
    await waitFor(() => expect(screen.getAllByTestId("slash-option")).toHaveLength(2));
    fireEvent.keyDown(box(), { key: "Escape" });
    expect(screen.queryByTestId("slash")).toBeNull();
    write("");
    fireEvent.keyDown(box(), { key: "/" });
    write("/");
    box().setSelectionRange(1, 1);
    fireEvent.select(box());
    await waitFor(() => expect(screen.getAllByTestId("slash-option")).toHaveLength(2));
    fireEvent.keyDown(box(), { key: "ArrowDown" });
    fireEvent.keyDown(box(), { key: "Tab" });
    expect(box().value).toBe("Sampai jumpa.");
  });
});

describe("the draft on the server", () => {
  it("is shown in another browser, and saved on leaving", async () => {
    cleanup();
    draft = { text: "dari rumah", private: true, version: "v1" };
    show();
    await waitFor(() => expect(box().value).toBe("dari rumah"));
    expect(screen.getByTestId("note-switch").getAttribute("aria-checked")).toBe("true");
    expect(screen.getByTestId("draft-state").textContent).toBe("Draf tersimpan");
    write("dari rumah, lalu kantor");
    cleanup();
    await waitFor(() => expect(kept).toEqual([{ text: "dari rumah, lalu kantor", private: true }]));
  });

  it("is named by the message that it becomes", async () => {
    cleanup();
    draft = { text: "Halo", private: false, version: "v1" };
    show();
    await waitFor(() => expect(box().value).toBe("Halo"));
    fireEvent.click(screen.getByTestId("send"));
    await waitFor(() => expect(box().value).toBe(""));
    expect(sent.map((one) => one.body)).toEqual([{ text: "Halo", private: false, attachments: [], draft: "v1" }]);
  });
});

it("sends and resolves with Ctrl+Shift+Enter; a note only as a note", async () => {
  write("Beres");
  fireEvent.keyDown(box(), { key: "Enter", ctrlKey: true, shiftKey: true });
  await waitFor(() => expect(sent.map((one) => one.body)).toEqual([{ text: "Beres", private: false, attachments: [], resolve: true }]));
  await waitFor(() => expect(box().value).toBe(""));
  fireEvent.click(screen.getByTestId("note-switch"));
  expect(screen.queryByTestId("send-resolve")).toBeNull();
  write("Cek");
  fireEvent.keyDown(box(), { key: "Enter", ctrlKey: true, shiftKey: true });
  await waitFor(() => expect(sent.at(-1)?.body).toEqual({ text: "Cek", private: true, attachments: [] }));
});

it("shows the citizen's language, and puts a fact in with its date and what it is", async () => {
  expect(screen.getByTestId("citizen-language").textContent).toBe("Bahasa warga: Indonesia");
  write("Baik.");
  fireEvent.click(await screen.findByTestId("facts"));
  expect(screen.getByTestId("fact").textContent).toContain("Catatan lama");
  expect(screen.getByTestId("fact").textContent).toContain("per 2012 · sumber: Perda 1/2012");
  box().setSelectionRange(5, 5);
  fireEvent.select(box());
  fireEvent.click(screen.getByTestId("insert-fact"));
  expect(box().value).toBe("Baik.\nCatatan lama (2012): Tarif Rp0.");
});

describe("rich text", () => {
  beforeAll(() => import("./rich/RichBox"), 60_000);
  const mail = aTicket({ channels: [{ name: "surat", kind: "email", blocked: false }] });
  const html = "<p>Syarat <strong>NIB</strong>:</p><ul><li><p>KTP</p></li></ul>";
  const text = "Syarat NIB:\n\n• KTP";
  const field = (): HTMLElement => screen.getByTestId("composer");
  const opened = async (): Promise<void> => {
    cleanup();
    draft = { text, html, private: false, version: "v1" };
    show(mail);
    await waitFor(() => expect(field().querySelector("strong")?.textContent).toBe("NIB"));
  };

  it("goes with its words, and is then gone", async () => {
    await opened();
    expect(field().getAttribute("aria-label")).toBe("Balasan kepada Budi");
    fireEvent.keyDown(field(), { key: "Enter", ctrlKey: true });
    await waitFor(() => expect(sent.map((one) => one.body)).toEqual([{ text, html, private: false, attachments: [], draft: "v1" }]));
    await waitFor(() => expect(field().textContent).toBe(""));
  });

  it("is plain in a note, and rich again in a reply", async () => {
    await opened();
    fireEvent.click(screen.getByTestId("note-switch"));
    expect([box().tagName, box().value]).toEqual(["TEXTAREA", text]);
    fireEvent.click(screen.getByTestId("note-switch"));
    await waitFor(() => expect(field().querySelector("strong")?.textContent).toBe("NIB"));
    fireEvent.click(screen.getByTestId("note-switch"));
    write("hanya kata");
    fireEvent.click(screen.getByTestId("send"));
    await waitFor(() => expect(sent.map((one) => one.body)).toMatchObject([{ text: "hanya kata", private: true }]));
    expect(sent[0]?.body).not.toHaveProperty("html");
  });

  it("takes its forms from the toolbar, and a fact as a paragraph", async () => {
    await opened();
    fireEvent.click(await screen.findByTestId("facts"));
    fireEvent.click(screen.getByTestId("insert-fact"));
    await waitFor(() => expect(field().lastElementChild?.textContent).toContain("Catatan lama (2012)"));
    fireEvent.click(screen.getByTestId("rich-quote"));
    await waitFor(() => expect(field().lastElementChild?.tagName).toBe("BLOCKQUOTE"));
    expect(screen.getByTestId("rich-quote").getAttribute("aria-pressed")).toBe("true");
    fireEvent.click(screen.getByTestId("send"));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]?.body).toMatchObject({
      text: `${text}\n\n> Catatan lama (2012): Tarif Rp0.`,
      html: `${html}<blockquote><p>Catatan lama (2012): Tarif Rp0.</p></blockquote>`,
    });
  });

  it("is for whom wrote by mail last, and not for whom wrote in a chat", async () => {
    const both = aTicket({ channels: (["email", "livechat"] as const).map((kind) => ({ name: kind, kind, blocked: false })) });
    for (const [kind, tag] of [["email", "DIV"], ["livechat", "TEXTAREA"]] as const) {
      cleanup();
      lastOver = kind;
      draft = { text, html, private: false, version: "v1" };
      show(both);
      await waitFor(() => expect(kind === "email" ? field().querySelector("li")?.textContent : box().value).toBe(kind === "email" ? "KTP" : text));
      expect(field().tagName).toBe(tag);
    }
    expect(screen.queryByTestId("rich-toolbar")).toBeNull();
  });
});
