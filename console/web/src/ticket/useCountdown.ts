/** Counts down the seconds a message is still held. */

import { useEffect, useState } from "react";

const TICK_MS = 250;

/** Milliseconds left. The clock here may differ from the server's: then the whole hold, from now on. */
export function holdLeft(until: string, sentAt: string, now: number): number {
  const end = new Date(until).getTime();
  const hold = Math.max(0, end - new Date(sentAt).getTime());
  const left = end - now;
  return left >= 0 && left <= hold ? left : hold;
}

/** Whole seconds left; null when there is nothing to wait for, or it is over. */
export function useCountdown(until: string | null, sentAt: string): number | null {
  const [left, setLeft] = useState<number | null>(null);
  useEffect(() => {
    if (until === null) return;
    const end = performance.now() + holdLeft(until, sentAt, Date.now());
    const look = (): void => {
      const seconds = Math.ceil((end - performance.now()) / 1000);
      setLeft(seconds > 0 ? seconds : null);
      if (seconds <= 0) clearInterval(timer);
    };
    const timer = setInterval(look, TICK_MS);
    look();
    return () => {
      clearInterval(timer);
      setLeft(null);
    };
  }, [until, sentAt]);
  return left;
}
