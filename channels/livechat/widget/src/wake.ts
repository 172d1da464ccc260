// When the network or the reader comes back, the connection should not sit out its wait.

export interface Wakeable {
  /** Try now if waiting. */
  nudge(): void;
  /** The socket may have died in silence: open another. */
  renew(): void;
  /** The network is gone, though the socket may not have noticed. */
  lose(): void;
  /** The page can be seen again. */
  seen(): void;
}

const STALE_AFTER_MS = 60_000;

/** Listens until the function it gives is called. */
export function watch(target: Wakeable): () => void {
  let hiddenAt: number | null = null;
  const online = (): void => target.renew();
  const offline = (): void => target.lose();
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
  window.addEventListener("offline", offline);
  document.addEventListener("visibilitychange", visible);
  return () => {
    window.removeEventListener("online", online);
    window.removeEventListener("offline", offline);
    document.removeEventListener("visibilitychange", visible);
  };
}

/** Hears what other tabs of this browser write into localStorage; gives the way to stop. */
export function watchTabs(heard: (name: string | null, value: string | null) => void): () => void {
  const listener = ({ key, newValue }: StorageEvent): void => heard(key, newValue);
  window.addEventListener("storage", listener);
  return () => window.removeEventListener("storage", listener);
}
