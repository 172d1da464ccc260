// @vitest-environment happy-dom
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { useFocusBack } from "./useFocusBack";

function Dialog(): React.ReactNode {
  useFocusBack();
  return <input autoFocus aria-label="Perihal" />;
}

function Page({ open, other = false }: { readonly open: boolean; readonly other?: boolean }): React.ReactNode {
  return (
    <>
      <button type="button">Bagi</button>
      {open ? <Dialog /> : null}
      {other ? <input autoFocus aria-label="Lainnya" /> : null}
    </>
  );
}

/** A page whose button has opened the dialog. */
function opened(): { readonly opener: HTMLElement; readonly show: (page: React.ReactNode) => void; readonly leave: () => void } {
  const { rerender, unmount } = render(<Page open={false} />);
  const opener = screen.getByRole("button");
  opener.focus();
  rerender(<Page open />);
  expect(document.activeElement?.getAttribute("aria-label")).toBe("Perihal");
  return { opener, show: rerender, leave: unmount };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.unstubAllGlobals();
  cleanup();
  vi.useRealTimers();
});

describe("where the keyboard is when a dialog has gone", () => {
  it("is what opened it", () => {
    const { opener, show } = opened();
    show(<Page open={false} />);
    expect(document.activeElement).not.toBe(opener);
    vi.runAllTimers();
    expect(document.activeElement).toBe(opener);
  });

  it("is what has taken it since", () => {
    const { show } = opened();
    show(<Page open={false} other />);
    vi.runAllTimers();
    expect(document.activeElement?.getAttribute("aria-label")).toBe("Lainnya");
  });

  it("is nobody's business once the page has gone, too", () => {
    const { leave } = opened();
    leave();
    vi.stubGlobal("document", undefined);
    expect(() => vi.runAllTimers()).not.toThrow();
  });
});
