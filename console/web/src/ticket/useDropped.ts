/** Files dropped anywhere on the page are taken here; the browser would leave the page to show them. */

import { useEffect, useEffectEvent, useState } from "react";

/** Whether files are being dragged over the page just now. */
export function useDropped(take: (files: readonly File[]) => void): boolean {
  const [over, setOver] = useState(false);
  const taken = useEffectEvent(take);
  useEffect(() => {
    const onOver = (event: DragEvent): void => {
      if (!holdsFiles(event.dataTransfer)) return;
      event.preventDefault();
      setOver(true);
    };
    const onLeave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false); // Out of the window.
    };
    const onDrop = (event: DragEvent): void => {
      setOver(false);
      if (!holdsFiles(event.dataTransfer)) return;
      event.preventDefault();
      taken([...(event.dataTransfer?.files ?? [])]);
    };
    window.addEventListener("dragover", onOver);
    window.addEventListener("dragleave", onLeave);
    window.addEventListener("drop", onDrop);
    return () => {
      window.removeEventListener("dragover", onOver);
      window.removeEventListener("dragleave", onLeave);
      window.removeEventListener("drop", onDrop);
    };
  }, []);
  return over;
}

function holdsFiles(what: DataTransfer | null): boolean {
  return what?.types.includes("Files") ?? false;
}

/** What was copied from a document has words and a picture of them: the words are meant. */
export function pastedFiles(what: Pick<DataTransfer, "types" | "files">): readonly File[] {
  return what.types.includes("text/plain") ? [] : [...what.files];
}
