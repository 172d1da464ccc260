// @vitest-environment happy-dom
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider, type QueryClient } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createCache } from "../api/cache";
import { keys } from "../api/keys";
import { Login } from "./Login";
import { fault } from "./PasswordForm";

const AGENT = { id: "1", email: "dewi@kantor.id", name: "Dewi", role: "admin" };
const refused = (status: number, code: string, more: object = {}): Response =>
  Response.json({ title: "Not signed in", detail: "…", code, ...more }, { status });
let answer: (body: { readonly code: string }) => Response;
let sent: unknown[];
let cache: QueryClient;

beforeEach(() => {
  sent = [];
  vi.stubGlobal("fetch", (_: string, init: RequestInit) => {
    const body = JSON.parse(String(init.body)) as { code: string };
    sent.push(body);
    return Promise.resolve(answer(body));
  });
  cache = createCache();
  render(
    <MantineProvider>
      <QueryClientProvider client={cache}>
        <Login />
      </QueryClientProvider>
    </MantineProvider>,
  );
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function signIn(): void {
  fireEvent.change(screen.getByTestId("login-email"), { target: { value: " dewi@kantor.id" } });
  fireEvent.change(screen.getByTestId("login-password"), { target: { value: "rahasia" } });
  fireEvent.submit(screen.getByTestId("login-email").closest("form") as HTMLFormElement);
}

describe("login", () => {
  it("asks for a code where one is needed, and signs in with it", async () => {
    answer = ({ code }) => (code === "" ? refused(401, "code_needed") : Response.json({ agent: AGENT, owes: [] }));
    signIn();
    const code = await screen.findByTestId("code");
    expect(screen.queryByTestId("login-refused")).toBeNull();
    fireEvent.change(code, { target: { value: "123456" } });
    fireEvent.submit(code.closest("form") as HTMLFormElement);
    await waitFor(() => expect(cache.getQueryData(keys.session)).toEqual({ ...AGENT, owes: [] }));
    expect(sent).toEqual([
      { email: "dewi@kantor.id", password: "rahasia", code: "" },
      { email: "dewi@kantor.id", password: "rahasia", code: "123456" },
    ]);
  });

  it("says that a code is wrong, and lets one begin anew without the password", async () => {
    answer = ({ code }) => refused(401, code === "" ? "code_needed" : "code_wrong");
    signIn();
    const code = await screen.findByTestId("code");
    fireEvent.change(code, { target: { value: "000000" } });
    fireEvent.submit(code.closest("form") as HTMLFormElement);
    expect((await screen.findByTestId("login-refused")).textContent).toBe("Kode salah atau sudah dipakai.");
    fireEvent.click(screen.getByText("Pakai akun lain"));
    expect((screen.getByTestId("login-password") as HTMLInputElement).value).toBe("");
  });

  it("says for how many seconds nobody is heard", async () => {
    answer = () => refused(429, "locked", { params: { seconds: 60 } });
    signIn();
    expect((await screen.findByTestId("login-refused")).textContent).toBe("Terlalu banyak percobaan. Coba lagi dalam 60 detik.");
  });

  it("does not say which half of the pair is wrong", async () => {
    answer = () => refused(401, "wrong");
    signIn();
    expect((await screen.findByTestId("login-refused")).textContent).toBe("Alamat surel atau kata sandi salah.");
  });
});

describe("a new password", () => {
  it("is long enough, another one, and typed the same twice", () => {
    expect(fault("lama-sekali-ini", "pendek", "pendek")).toBe("refusal.password_short");
    expect(fault("lama-sekali-ini", "lama-sekali-ini", "lama-sekali-ini")).toBe("account.same");
    expect(fault("lama-sekali-ini", "baru-sekali-ini", "baru-sekali-itu")).toBe("account.different");
    expect(fault("lama-sekali-ini", "baru-sekali-ini", "baru-sekali-ini")).toBeNull();
  });
});
