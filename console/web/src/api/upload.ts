/** Sends one file; XMLHttpRequest, because fetch tells no progress. */

import { ApiError, problem } from "./http";
import type { Upload } from "./types";

const PATIENCE_MS = 300_000;

/** `onProgress` is told how much is done, 0 to 1. Rejects with ApiError, or the signal's reason. */
export function uploadFile(file: File, signal: AbortSignal, onProgress: (done: number) => void): Promise<Upload> {
  return new Promise((resolve, reject) => {
    const ask = new XMLHttpRequest();
    const unreachable = (): void => reject(new ApiError(0, "unreachable", null));
    ask.open("POST", "/api/v1/uploads");
    ask.setRequestHeader("Accept", "application/json");
    ask.timeout = PATIENCE_MS;
    ask.upload.onprogress = (event) => {
      if (event.lengthComputable && event.total > 0) onProgress(event.loaded / event.total);
    };
    ask.onload = () => {
      if (ask.status !== 201) reject(problem(ask.status, ask.responseText));
      else resolve(JSON.parse(ask.responseText) as Upload);
    };
    ask.onerror = unreachable;
    ask.ontimeout = unreachable;
    ask.onabort = () => reject(signal.reason as Error);
    signal.addEventListener("abort", () => ask.abort(), { once: true });
    const form = new FormData();
    form.append("file", file);
    ask.send(form);
  });
}
