/** Brings the message that the address names into sight, once it is there. */

import { useLayoutEffect, type RefObject } from "react";

/** `wanted`: a message's id; `there`: the messages are drawn. Goes after whatever else scrolls the box. */
export function useFound(box: RefObject<HTMLElement | null>, wanted: string | null, there: boolean): void {
  useLayoutEffect(() => {
    if (wanted === null || !there) return;
    const item = box.current?.querySelector<HTMLElement>(`[data-message="${CSS.escape(wanted)}"]`);
    item?.scrollIntoView({ block: "center" });
    item?.focus({ preventScroll: true });
  }, [wanted, there]);
}
