/** The calls of the office's own fields, by name. */

import { request } from "../api/http";
import type { Ticket } from "../api/types";
import type { Field, FieldKind, FieldValue, FieldWords } from "./types";

const ADMIN = "/api/v1/admin/fields";

/** All of them in their order, archived ones last. */
export async function listFields(signal: AbortSignal): Promise<readonly Field[]> {
  return (await request<{ data: readonly Field[] }>("/api/v1/fields", { signal })).data;
}

/** null empties it. */
export function fillField(number: string, key: string, value: FieldValue | null): Promise<Ticket> {
  const path = `/api/v1/tickets/${encodeURIComponent(number)}/fields/${encodeURIComponent(key)}`;
  return request<Ticket>(path, { method: "POST", body: { value } });
}

export async function defineField(field: FieldWords & { readonly key: string; readonly kind: FieldKind }): Promise<void> {
  await request<unknown>(ADMIN, { method: "POST", body: field });
}

export async function changeField(id: string, words: FieldWords): Promise<void> {
  await request<undefined>(`${ADMIN}/${id}`, { method: "PUT", body: words });
}

/** `away`: archive it; else bring it back. */
export async function archiveField(id: string, away: boolean): Promise<void> {
  await request<undefined>(`${ADMIN}/${id}/${away ? "archive" : "restore"}`, { method: "POST", body: {} });
}

/** These come first, in this order. */
export async function orderFields(ids: readonly string[]): Promise<void> {
  await request<undefined>(`${ADMIN}/order`, { method: "POST", body: { fields: ids } });
}
