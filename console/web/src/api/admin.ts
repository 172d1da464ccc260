/** The calls of one's own account and of administration, by name. */

import { request } from "./http";
import type { Cause, Role } from "./types";

const ME = "/api/v1/me";
const ADMIN = "/api/v1/admin";
type Signal = AbortSignal;

export interface Factor {
  readonly on: boolean;
  readonly offered: boolean;
  readonly required: boolean;
  readonly recovery_codes: number;
}
export interface Enrolment {
  readonly secret: string;
  readonly uri: string;
  /** A picture, as a data: address. */
  readonly qr: string;
}
export interface WebSession {
  readonly id: string;
  readonly created_at: string;
  readonly seen_at: string | null;
  readonly browser: string;
  readonly address: string;
  readonly current: boolean;
}
export type Scope = "read" | "write";
export interface Token {
  readonly id: string;
  readonly name: string;
  readonly scope: Scope;
  readonly created_at: string;
  readonly seen_at: string | null;
}
export interface Staff {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  /** None: whatever the office speaks. */
  readonly languages: readonly string[];
  /** Tags of the matters they know best. */
  readonly skills: readonly string[];
  readonly active: boolean;
  readonly has_factor: boolean;
  readonly must_change: boolean;
  readonly locked_seconds: number;
  readonly sessions: number;
  readonly tokens: number;
  readonly tickets: number;
  readonly seen_at: string | null;
}
export type StaffStep = "deactivate" | "activate" | "password" | "totp" | "unlock" | "end-sessions";
export interface StepDone {
  readonly password: string | null;
  readonly released: number | null;
}
export interface DeadJob {
  readonly id: number;
  readonly kind: string;
  readonly ticket: string | null;
  /** In the words of whoever said so. */
  readonly why: string;
  readonly cause: Cause | null;
  readonly since: string;
}
export interface Jobs {
  readonly counts: Readonly<Record<string, number>>;
  readonly dead: readonly DeadJob[];
}
export interface Part {
  readonly kind: "database" | "nlu" | "channel";
  readonly name: string;
  readonly about: string;
  readonly state: string;
  /** In the words of whoever said so. */
  readonly reason: string;
  readonly cause: Cause | null;
  /** How many are, to a live chat. */
  readonly connected: number | null;
  readonly since: string;
  /** It was so already when the process first looked: `since` is the latest it can have begun. */
  readonly at_first: boolean;
}
export interface Health {
  readonly parts: readonly Part[];
  readonly jobs: Readonly<Record<string, number>>;
  readonly versions: Readonly<Record<string, string>>;
  readonly started_at: string;
}
export interface WorkDay {
  readonly date: string;
  readonly shifts: readonly { readonly start: string; readonly end: string }[];
  readonly why: "week" | "holiday" | "unsure" | "instead";
  readonly holiday: string;
}
export interface Calendar {
  readonly name: string;
  readonly timezone: string;
  readonly channels: readonly string[];
  readonly configured: boolean;
  readonly days: readonly WorkDay[];
}
export interface LogLine {
  readonly id: number;
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly agent: string | null;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly reason: string;
}

function post<T>(path: string, body: object = {}): Promise<T> {
  return request<T>(path, { method: "POST", body });
}

export const changePassword = (body: { current: string; new: string }): Promise<void> => post(`${ME}/password`, body);
export const getFactor = (signal: Signal): Promise<Factor> => request(`${ME}/totp`, { signal });
export const beginFactor = (password: string): Promise<Enrolment> => post(`${ME}/totp`, { password });
export const dropFactor = (proof: { password: string; code: string }): Promise<void> => post(`${ME}/totp/off`, proof);

export async function confirmFactor(code: string): Promise<readonly string[]> {
  return (await post<{ codes: readonly string[] }>(`${ME}/totp/confirm`, { code })).codes;
}

export async function renewCodes(proof: { password: string; code: string }): Promise<readonly string[]> {
  return (await post<{ codes: readonly string[] }>(`${ME}/totp/codes`, proof)).codes;
}

/** Whose sessions and tokens: one's own, or those of an agent. */
const of = (agent: string | null): string => (agent === null ? ME : `${ADMIN}/agents/${agent}`);

export async function getSessions(agent: string | null, signal: Signal): Promise<readonly WebSession[]> {
  return (await request<{ sessions: readonly WebSession[] }>(`${of(agent)}/sessions`, { signal })).sessions;
}

export const endSession = (agent: string | null, id: string): Promise<void> => post(`${of(agent)}/sessions/${id}/end`);
export const endOtherSessions = (): Promise<void> => post(`${ME}/sessions/end`);

export async function getTokens(agent: string | null, signal: Signal): Promise<readonly Token[]> {
  return (await request<{ tokens: readonly Token[] }>(`${of(agent)}/tokens`, { signal })).tokens;
}

export const revokeToken = (agent: string | null, id: string): Promise<void> => post(`${of(agent)}/tokens/${id}/revoke`);

export async function makeToken(body: { name: string; scope: Scope }): Promise<string> {
  return (await post<{ token: string }>(`${ME}/tokens`, body)).token;
}

export async function getStaff(signal: Signal): Promise<readonly Staff[]> {
  return (await request<{ agents: readonly Staff[] }>(`${ADMIN}/agents`, { signal })).agents;
}

export const addStaff = (body: { email: string; name: string; role: Role }): Promise<{ agent: string; password: string }> =>
  post(`${ADMIN}/agents`, body);

export const changeStaff = (agent: string, body: Partial<Pick<Staff, "name" | "role" | "languages" | "skills">>): Promise<void> =>
  request(`${ADMIN}/agents/${agent}`, { method: "PATCH", body });

export const stepStaff = (agent: string, step: StaffStep): Promise<StepDone> => post(`${ADMIN}/agents/${agent}/${step}`);

export const getJobs = (signal: Signal): Promise<Jobs> => request(`${ADMIN}/jobs`, { signal });
export const retryJob = (job: number): Promise<void> => post(`${ADMIN}/jobs/${String(job)}/retry`);
export const retryAllJobs = (): Promise<void> => post(`${ADMIN}/jobs/retry`);
export const discardJob = (job: number, reason: string): Promise<void> =>
  post(`${ADMIN}/jobs/${String(job)}/discard`, { reason });
export const getHealth = (signal: Signal): Promise<Health> => request(`${ADMIN}/health`, { signal });

export async function getHours(signal: Signal): Promise<readonly Calendar[]> {
  return (await request<{ calendars: readonly Calendar[] }>(`${ADMIN}/hours`, { signal })).calendars;
}

export async function getLog(signal: Signal): Promise<readonly LogLine[]> {
  return (await request<{ lines: readonly LogLine[] }>(`${ADMIN}/log`, { signal })).lines;
}
