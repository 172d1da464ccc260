// Files over HTTP, beside the socket: the session goes in a header, never in an address.

import type { Failure } from "./outbox";

/** A refusal is final when trying the same again cannot help. */
export class Refusal extends Error {
  readonly failure: Failure;
  readonly final: boolean;

  constructor(status: number, failure: Failure) {
    super(failure.code);
    this.failure = failure;
    this.final = status >= 400 && status < 500 && status !== 408 && status !== 429;
  }
}

export interface Sending {
  /** The id of the file at the server; rejects with a `Refusal`. */
  readonly done: Promise<string>;
  abort(): void;
}

/** Gives a file to the office; `progress` hears a share from 0 to 1. */
export type Send = (file: File, session: string, progress: (share: number) => void) => Sending;

/** Ours for those of the server and of what stands before it, which may know no codes. */
const CODES: Readonly<Record<string, string>> = {
  too_large: "file_too_large",
  wrong_kind: "file_type",
  413: "file_too_large",
  415: "file_type",
};

export function sender(base: string): Send {
  return (file, session, progress) => {
    const request = new XMLHttpRequest();
    const done = new Promise<string>((resolve, reject) => {
      const refuse = (): void => reject(new Refusal(request.status, problem(request.status, request.responseText)));
      request.open("POST", `${base}/chat/v1/uploads`);
      request.setRequestHeader("Authorization", `Bearer ${session}`);
      request.setRequestHeader("Content-Type", file.type);
      request.setRequestHeader("X-File-Name", encodeURIComponent(file.name));
      request.upload.onprogress = ({ loaded, total }) => progress(total > 0 ? loaded / total : 0);
      request.onload = () => {
        const id = request.status === 201 ? read(request.responseText)["id"] : null;
        if (typeof id === "string") resolve(id);
        else refuse();
      };
      request.onerror = request.onabort = refuse;
      request.send(file);
    });
    return { done, abort: () => request.abort() };
  };
}

/** A file of the office; rejects when it cannot be had. */
export async function fetchFile(address: string, session: string): Promise<Blob> {
  const answer = await fetch(address, { headers: { Authorization: `Bearer ${session}` }, credentials: "omit" });
  if (!answer.ok) throw new Refusal(answer.status, problem(answer.status, ""));
  return answer.blob();
}

function problem(status: number, body: string): Failure {
  const { code, detail } = read(body);
  const given = typeof code === "string" ? code : String(status);
  return { code: CODES[given] ?? (typeof code === "string" ? code : "network"), detail: typeof detail === "string" ? detail : "" };
}

function read(body: string): Readonly<Record<string, unknown>> {
  try {
    return (JSON.parse(body) as Record<string, unknown> | null) ?? {};
  } catch {
    return {};
  }
}
