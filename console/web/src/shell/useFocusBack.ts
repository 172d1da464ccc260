/** When a dialog goes, the keyboard goes back to what opened it: Mantine does so only for dialogs that stay mounted. */

import { useEffect, useState } from "react";

/** What else that goes away at once does first. */
const AFTER_MS = 20;

/** In a dialog; where one dialog takes the place of another, also in what holds both. */
export function useFocusBack(): void {
  // Before the dialog takes the focus, and before a menu it was chosen from has gone.
  const [opener] = useState(openerOf);
  useEffect(
    () => () => {
      if (opener === null) return;
      setTimeout(() => {
        if (lost(opener.ownerDocument) && opener.isConnected) opener.focus({ preventScroll: true });
      }, AFTER_MS);
    },
    [opener],
  );
}

/** What has the keyboard; of a menu's item, the button the menu belongs to. */
function openerOf(): HTMLElement | null {
  const active = document.activeElement;
  const button = active?.closest("[role=menu]")?.getAttribute("aria-labelledby");
  const found = button == null ? active : document.getElementById(button);
  return found instanceof HTMLElement ? found : null;
}

/** Of the opener's own document: where this runs late, as at the end of a test, there may be none by name. */
function lost(page: Document): boolean {
  return page.activeElement === null || page.activeElement === page.body;
}
