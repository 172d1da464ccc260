/** One ticking clock for the whole screen. */

import { createContext, useContext, useEffect, useState, type ReactNode } from "react";

const TICK_MS = 15_000;
const NowContext = createContext<Date | null>(null);

export function NowProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return <NowContext value={now}>{children}</NowContext>;
}

export function useNow(): Date {
  return useContext(NowContext) ?? new Date();
}
