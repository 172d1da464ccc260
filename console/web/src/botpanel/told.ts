/** The server's codes about the bot, in words. Pure. */

import type { Key } from "../words/id";
import type { Language, Say } from "../words/Words";
import type { Entity, Fact, Heard } from "./api";

const WHY: Readonly<Record<string, Key>> = {
  requested: "bot.why.requested",
  misses: "bot.why.misses",
  unavailable: "bot.why.unavailable",
  reply: "bot.why.reply",
  files: "bot.why.files",
  approval: "bot.why.approval",
  data_deletion: "bot.why.deletion",
  third_party: "bot.why.thirdParty",
  too_many: "bot.why.tooMany",
};
const SOURCE: Readonly<Record<string, Key>> = {
  rasa: "bot.source.rasa",
  standin: "bot.source.standin",
  keywords: "bot.source.keywords",
  choice: "bot.source.choice",
  rules: "bot.source.rules",
  flow: "bot.source.flow",
};
const ACTION: Readonly<Record<string, Key>> = {
  answer: "bot.action.answer",
  confirm: "bot.action.confirm",
  rephrase: "bot.action.rephrase",
  handoff: "bot.action.handoff",
  flow: "bot.action.flow",
  command: "bot.action.command",
  approval: "bot.action.approval",
};
const ENTITY: Readonly<Record<string, Key>> = {
  permit: "bot.entity.permit",
  office: "bot.entity.office",
  city: "bot.entity.city",
  kecamatan: "bot.entity.kecamatan",
  kelurahan: "bot.entity.kelurahan",
  email: "bot.entity.email",
  phone: "bot.entity.phone",
};
const STATUS: Readonly<Record<string, Key>> = {
  unverified: "bot.fact.unverified",
  historical: "bot.fact.historical",
  superseded: "bot.fact.superseded",
};
const LOCALE: Readonly<Record<Language, string>> = { id: "id-ID", en: "en-GB" };

/** Why a person was called. `label`: of the intent, where an intent called them. */
export function why(code: string, label: string | null, say: Say): string {
  const key = WHY[code];
  if (key !== undefined) return say(key);
  if (code.startsWith("intent:")) return say("bot.why.intent", { label: label ?? code.slice("intent:".length) });
  if (code.startsWith("flow:")) return say("bot.why.flow");
  return say("bot.why.other", { why: code });
}

export function source(heard: Pick<Heard, "source">, say: Say): string {
  const key = SOURCE[heard.source];
  return key === undefined ? heard.source : say(key);
}

export function action(heard: Pick<Heard, "action">, say: Say): string {
  const key = ACTION[heard.action];
  return key === undefined ? heard.action : say(key);
}

/** "izin: PBG"; of what is private only the kind. */
export function entity(one: Entity, say: Say): string {
  const key = ENTITY[one.name];
  const name = key === undefined ? one.name.toUpperCase() : say(key);
  return one.masked ? say("bot.entity.masked", { name }) : `${name}: ${one.value}`;
}

/** "72 %" */
export function percent(confidence: number, language: Language): string {
  return new Intl.NumberFormat(LOCALE[language], { style: "percent", maximumFractionDigits: 0 }).format(confidence);
}

/** Source, date as far as it is known, and what must be known of it; empty for a fact that is gone. */
export function origin(fact: Fact, language: Language, say: Say): string {
  if (fact.source === null || fact.as_of === null) return "";
  const doubt = STATUS[fact.status ?? ""];
  const parts = [fact.source, say("bot.fact.asOf", { date: factDate(fact.as_of, fact.as_of_precision, language) })];
  return (doubt === undefined ? parts : [...parts, say(doubt)]).join(" · ");
}

function factDate(date: string, precision: string | null, language: Language): string {
  if (precision === "year") return date.slice(0, 4);
  const month = { timeZone: "UTC", month: "long", year: "numeric" } as const;
  const format = precision === "month" ? month : ({ ...month, day: "numeric" } as const);
  return new Intl.DateTimeFormat(LOCALE[language], format).format(new Date(`${date}T00:00:00Z`));
}
