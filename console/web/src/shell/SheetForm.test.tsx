// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "../api/http";
import { SheetForm } from "./SheetForm";

const submit = vi.fn();
const close = vi.fn();

interface Shown {
  readonly busy?: boolean;
  readonly ready?: boolean;
  readonly error?: Error;
}

function show({ busy = false, ready = true, error }: Shown): void {
  render(
    <MantineProvider env="test">
      <SheetForm title="Bagi" close={close} submit={submit} label="Bagi tiket" testid="do" busy={busy} ready={ready} error={error ?? null} formTestid="form">
        <input aria-label="Perihal" />
      </SheetForm>
    </MantineProvider>,
  );
}
const send = (): void => void fireEvent.submit(screen.getByTestId("form"));
const button = (): HTMLButtonElement => screen.getByTestId("do") as HTMLButtonElement;

beforeEach(() => {
  submit.mockReset();
  close.mockReset();
});
afterEach(cleanup);

describe("a dialog with a form", () => {
  it("does what it says, and leaves closing to whoever opened it", () => {
    show({});
    expect(screen.getByRole("dialog", { name: "Bagi" })).toBeTruthy();
    send();
    expect(submit).toHaveBeenCalledOnce();
    expect(close).not.toHaveBeenCalled();
  });

  it("is not submitted twice", () => {
    show({ busy: true });
    send();
    expect(submit).not.toHaveBeenCalled();
    expect(button().disabled).toBe(true);
  });

  it("is not submitted before it is ready, whatever key is pressed", () => {
    show({ ready: false });
    send();
    expect(submit).not.toHaveBeenCalled();
    expect(button().disabled).toBe(true);
  });

  it("says in the reader's words why it was refused, and can be cancelled", () => {
    show({ error: new ApiError(409, "in_use", "english", { name: "Tutup" }) });
    expect(screen.getByRole("alert").textContent).toContain("dipakai makro “Tutup”");
    fireEvent.click(screen.getByRole("button", { name: "Batal" }));
    expect(close).toHaveBeenCalledOnce();
    expect(submit).not.toHaveBeenCalled();
  });
});
