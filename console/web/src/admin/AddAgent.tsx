/** Someone new: name, e-mail, role; then their password for the first time, shown once. */

import { Button, Group, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { addStaff } from "../api/admin";
import { keys } from "../api/keys";
import type { Role } from "../api/types";
import { Sheet } from "../shell/Sheet";
import { Once } from "../session/Once";
import { SheetForm } from "../shell/SheetForm";
import { useFocusBack } from "../shell/useFocusBack";
import { useWords } from "../words/Words";

export const ROLES: readonly Role[] = ["agent", "supervisor", "admin"];

export function asRole(value: string): Role {
  return ROLES.find((role) => role === value) ?? "agent";
}

export function AddAgent({ onClose }: { readonly onClose: () => void }): ReactNode {
  const { say } = useWords();
  useFocusBack();
  const cache = useQueryClient();
  const [typed, setTyped] = useState<{ name: string; email: string; role: Role }>({ name: "", email: "", role: "agent" });
  const { mutate, isPending, error, data } = useMutation({
    mutationFn: addStaff,
    onSuccess: () => void cache.invalidateQueries({ queryKey: keys.admin("agents") }),
  });
  if (data !== undefined) {
    return (
      <Sheet close={onClose} title={say("admin.added", { name: typed.name })} stays>
        <OneTime name={typed.name} password={data.password} onClose={onClose} />
      </Sheet>
    );
  }
  return (
    <SheetForm
      title={say("admin.add")}
      close={onClose}
      submit={() => mutate({ ...typed, name: typed.name.trim(), email: typed.email.trim() })}
      label={say("admin.add")}
      testid="add-submit"
      busy={isPending}
      error={error}
    >
      <TextInput
        data-testid="add-name"
        data-autofocus
        label={say("admin.name")}
        required
        withAsterisk={false}
        maxLength={200}
        value={typed.name}
        onChange={(event) => setTyped({ ...typed, name: event.currentTarget.value })}
      />
      <TextInput
        data-testid="add-email"
        label={say("admin.email")}
        type="email"
        required
        withAsterisk={false}
        maxLength={320}
        value={typed.email}
        onChange={(event) => setTyped({ ...typed, email: event.currentTarget.value })}
      />
      <RoleSelect role={typed.role} onRole={(role) => setTyped({ ...typed, role })} />
    </SheetForm>
  );
}

interface RoleProps {
  readonly role: Role;
  readonly disabled?: boolean;
  readonly onRole: (role: Role) => void;
}

export function RoleSelect({ role, disabled = false, onRole }: RoleProps): ReactNode {
  const { say } = useWords();
  return (
    <NativeSelect
      data-testid="role"
      label={say("admin.role")}
      disabled={disabled}
      value={role}
      onChange={(event) => onRole(asRole(event.currentTarget.value))}
      data={ROLES.map((value) => ({ value, label: say(`admin.role.${value}`) }))}
    />
  );
}

interface OneTimeProps {
  readonly name: string;
  readonly password: string;
  readonly onClose: () => void;
}

export function OneTime({ name, password, onClose }: OneTimeProps): ReactNode {
  const { say } = useWords();
  return (
    <Stack gap="sm">
      <Text>{say("admin.onceAbout", { name })}</Text>
      <Once label={say("admin.once")} value={password} testid="one-time-password" />
      <Group justify="flex-end">
        <Button onClick={onClose} data-testid="once-done">
          {say("account.done")}
        </Button>
      </Group>
    </Stack>
  );
}
