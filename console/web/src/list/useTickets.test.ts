import { expect, it } from "vitest";
import { aMessage, aTicket } from "../testTicket";
import { withMessage } from "../ticket/useSend";
import { once } from "./useTickets";

it("a ticket that slid to the next page between two reads is listed once", () => {
  const [a, b, c] = [aTicket({ number: "A" }), aTicket({ number: "B" }), aTicket({ number: "C" })];
  expect(once([{ data: [a, b] }, { data: [b, c] }]).map((ticket) => ticket.number)).toEqual(["A", "B", "C"]);
});

it("a message just stored is added once, and only to a transcript that was read", () => {
  const [old, sent] = [aMessage(), aMessage({ id: "m2" })];
  expect(withMessage([old], sent)).toEqual([old, sent]);
  expect(withMessage([old, sent], sent)).toEqual([old, sent]);
  expect(withMessage(undefined, sent)).toBeUndefined();
});
