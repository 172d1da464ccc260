import { expect, it } from "vitest";
import { aMessage } from "../testTicket";
import { lastWroteOver } from "./replyOver";

it("a reply goes where the citizen wrote last", () => {
  const mail = aMessage({ id: "1", channel: { name: "surat", kind: "email" } });
  const chat = aMessage({ id: "2", channel: { name: "web", kind: "livechat" } });
  const ours = aMessage({ id: "3", channel: { name: "surat", kind: "email" }, author: { kind: "agent", name: "Sari" } });
  expect(lastWroteOver([])).toBeNull();
  expect(lastWroteOver([mail, chat, ours])).toBe("livechat");
  expect(lastWroteOver([chat, mail])).toBe("email");
});
