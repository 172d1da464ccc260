// When the network or the reader comes back, the connection should not sit out its wait.

export interface Wakeable {
  /** Try now if waiting. */
  nudge(): void;
  /** The socket may have died in silence: open another. */
  renew(): void;
  /** The page can be seen again. */
  seen(): void;
}

const STALE_AFTER_MS = 60_000;

/** Listens until the function it gives is called. */
export function watch(target: Wakeable): () => void {
  let hiddenAt: number | null = null;
  const online = (): void => target.renew();
  const visible = (): void => {
    if (document.hidden) {
      hiddenAt = Date.now();
      return;
    }
    if (hiddenAt !== null && Date.now() - hiddenAt > STALE_AFTER_MS) target.renew();
    else target.nudge();
    target.seen();
  };
  window.addEventListener("online", online);
  document.addEventListener("visibilitychange", visible);
  return () => {
    window.removeEventListener("online", online);
    document.removeEventListener("visibilitychange", visible);
  };
}
