import { describe, expect, it } from "vitest";
import type { Delivery } from "../api/types";
import { aMessage, aTicket } from "../testTicket";
import { canMail } from "./Resend";

const blocked: Delivery = { state: "blocked", reason: "", next_try: null, undo_until: null, mailed: null };
const said = aMessage({ channel: { name: "telegram", kind: "telegram" }, author: { kind: "agent", name: "Siti" } });
const known = aTicket({ has_email: true });

describe("by e-mail instead", () => {
  it("goes what an agent wrote in Telegram, where an address is known", () => {
    expect(canMail(said, blocked, known)).toBe(true);
    expect(canMail(said, blocked, aTicket({ reply_to: "siti@contoh.id" }))).toBe(true);
  });
  it("goes nothing else", () => {
    expect(canMail(said, blocked, aTicket())).toBe(false);
    expect(canMail(said, blocked, undefined)).toBe(false);
    expect(canMail(said, { ...blocked, mailed: "queued" }, known)).toBe(false);
    expect(canMail(aMessage({ author: said.author }), blocked, known)).toBe(false);
    expect(canMail({ ...said, author: { kind: "bot", name: null } }, blocked, known)).toBe(false);
  });
});
