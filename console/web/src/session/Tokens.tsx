/** The keys of somebody's scripts; one's own can be made here. */

import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type FormEvent, type ReactNode } from "react";
import { Loaded } from "../admin/Loaded";
import { When } from "../admin/When";
import table from "../admin/Admin.module.css";
import { getTokens, makeToken, revokeToken, type Scope } from "../api/admin";
import { keys } from "../api/keys";
import { ErrorAlert } from "../shell/ErrorAlert";
import { useWords } from "../words/Words";
import classes from "./Account.module.css";
import { Once } from "./Once";

/** `agent`: whose; null: one's own. */
export function Tokens({ agent }: { readonly agent: string | null }): ReactNode {
  const { say } = useWords();
  const cache = useQueryClient();
  const key = agent === null ? keys.account("tokens") : keys.admin("tokens", agent);
  const query = useQuery({ queryKey: key, queryFn: ({ signal }) => getTokens(agent, signal) });
  const revoke = useMutation({
    mutationFn: (id: string) => revokeToken(agent, id),
    onSettled: () => void cache.invalidateQueries({ queryKey: key }),
  });
  return (
    <Loaded query={query} empty={say("account.noTokens")}>
      {(tokens) => (
        <>
          <table className={table.table} data-testid="tokens">
            <thead>
              <tr>
                <th scope="col">{say("account.tokenName")}</th>
                <th scope="col">{say("account.made")}</th>
                <th scope="col">{say("account.used")}</th>
                <th scope="col">
                  <span className="visually-hidden">{say("account.revoke")}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {tokens.map((one) => (
                <tr key={one.id} data-testid="token">
                  <th scope="row">
                    {one.name}
                    <small className={table.more}>{say(`account.scope.${one.scope}`)}</small>
                  </th>
                  <td data-label={say("account.made")}>
                    <When at={one.created_at} />
                  </td>
                  <td data-label={say("account.used")}>
                    <When at={one.seen_at} />
                  </td>
                  <td data-last>
                    <Button
                      size="compact-sm"
                      variant="default"
                      disabled={revoke.isPending}
                      onClick={() => revoke.mutate(one.id)}
                      aria-label={`${say("account.revoke")}: ${one.name}`}
                    >
                      {say("account.revoke")}
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          <ErrorAlert error={revoke.error} />
        </>
      )}
    </Loaded>
  );
}

export function MakeToken(): ReactNode {
  const { say } = useWords();
  const cache = useQueryClient();
  const [name, setName] = useState("");
  const [scope, setScope] = useState<Scope>("read");
  const { mutate, isPending, error, data } = useMutation({
    mutationFn: makeToken,
    onSuccess: () => {
      setName("");
      void cache.invalidateQueries({ queryKey: keys.account("tokens") });
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!isPending && name.trim() !== "") mutate({ name: name.trim(), scope });
  };
  return (
    <>
      <form onSubmit={submit} className={classes.row}>
        <TextInput
          data-testid="token-name"
          label={say("account.tokenName")}
          required
          withAsterisk={false}
          maxLength={200}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <NativeSelect
          label={say("account.scope")}
          value={scope}
          onChange={(event) => setScope(event.currentTarget.value === "write" ? "write" : "read")}
          data={(["read", "write"] as const).map((value) => ({ value, label: say(`account.scope.${value}`) }))}
        />
        <Button type="submit" variant="default" loading={isPending} data-testid="token-make">
          {say("account.make")}
        </Button>
      </form>
      <ErrorAlert error={error} />
      {data !== undefined && <Once label={say("account.tokenOnce")} value={data} testid="token-once" />}
    </>
  );
}
