/** What may be done about one agent; what cannot be taken back is asked for first. */

import { Button, Checkbox, Group, Menu, TagsInput, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { changeStaff, stepStaff, type Staff, type StaffStep } from "../api/admin";
import { keys } from "../api/keys";
import { listTags } from "../api/writing";
import { Sheet } from "../shell/Sheet";
import { Sessions } from "../session/Sessions";
import { Tokens } from "../session/Tokens";
import { SheetForm } from "../shell/SheetForm";
import { useFocusBack } from "../shell/useFocusBack";
import { useWords } from "../words/Words";
import type { Key } from "../words/id";
import { OneTime, RoleSelect } from "./AddAgent";
import classes from "./Admin.module.css";

type Open = "nothing" | "edit" | "access" | StaffStep;
interface Props {
  readonly one: Staff;
  readonly mine: boolean;
}

const STEPS: Readonly<Record<StaffStep, { readonly label: Key; readonly ask?: Key }>> = {
  password: { label: "admin.resetPassword", ask: "admin.resetPasswordAsk" },
  totp: { label: "admin.resetFactor", ask: "admin.resetFactorAsk" },
  unlock: { label: "admin.unlock" },
  "end-sessions": { label: "admin.endAll" },
  deactivate: { label: "admin.deactivate", ask: "admin.deactivateAsk" },
  activate: { label: "admin.activate" },
};

/** Which steps make sense for someone; none of those that are refused for oneself. */
export function stepsFor(one: Staff, mine: boolean): readonly StaffStep[] {
  const others: readonly StaffStep[] = mine ? [] : ["password", ...(one.has_factor ? (["totp"] as const) : [])];
  if (!one.active) return ["activate"];
  return [
    ...others,
    ...(one.locked_seconds > 0 ? (["unlock"] as const) : []),
    ...(one.sessions > 0 && !mine ? (["end-sessions"] as const) : []),
    ...(mine ? [] : (["deactivate"] as const)),
  ];
}

export function AgentMenu({ one, mine }: Props): ReactNode {
  const { say } = useWords();
  const [open, setOpen] = useState<Open>("nothing");
  const close = (): void => setOpen("nothing");
  return (
    <>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <Button size="compact-sm" variant="default" data-testid="agent-menu" aria-label={say("admin.actions", { name: one.name })}>
            …
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setOpen("edit")} data-testid="agent-edit">{say("admin.edit")}</Menu.Item>
          <Menu.Item onClick={() => setOpen("access")} data-testid="agent-access">
            {say("admin.access")}
          </Menu.Item>
          {stepsFor(one, mine).map((step) => (
            <Menu.Item key={step} onClick={() => setOpen(step)} data-testid={`agent-${step}`}>
              {say(STEPS[step].label)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {open === "edit" && <Edit one={one} mine={mine} onClose={close} />}
      {open === "access" && <Access one={one} onClose={close} />}
      {open !== "nothing" && open !== "edit" && open !== "access" && <Step one={one} step={open} onClose={close} />}
    </>
  );
}

interface Dialog {
  readonly one: Staff;
  readonly onClose: () => void;
}

function Step({ one, step, onClose }: Dialog & { readonly step: StaffStep }): ReactNode {
  const { say } = useWords();
  useFocusBack();
  const cache = useQueryClient();
  const { label, ask } = STEPS[step];
  const { mutate, isPending, error, data } = useMutation({
    mutationFn: () => stepStaff(one.id, step),
    onSuccess: (done) => {
      void cache.invalidateQueries({ queryKey: keys.admin() });
      if (done.password === null) onClose();
    },
  });
  if (data !== undefined && data.password !== null) {
    return (
      <Sheet close={onClose} title={say(label)} stays>
        <OneTime name={one.name} password={data.password} onClose={onClose} />
      </Sheet>
    );
  }
  return (
    <SheetForm
      title={say(label)}
      close={onClose}
      submit={() => mutate()}
      label={say(label)}
      testid="step-confirm"
      busy={isPending}
      error={error}
    >
      <Text>{ask === undefined ? one.name : say(ask, { name: one.name, n: one.tickets })}</Text>
    </SheetForm>
  );
}

function Edit({ one, mine, onClose }: Dialog & { readonly mine: boolean }): ReactNode {
  const { say } = useWords();
  const cache = useQueryClient();
  const [name, setName] = useState(one.name);
  const [role, setRole] = useState(one.role);
  const [languages, setLanguages] = useState([...one.languages]);
  const [skills, setSkills] = useState([...one.skills]);
  const known = useQuery({ queryKey: keys.tags, queryFn: ({ signal }) => listTags(signal) });
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => changeStaff(one.id, { name: name.trim(), role, languages, skills }),
    onSuccess: () => {
      void cache.invalidateQueries({ queryKey: keys.admin() });
      onClose();
    },
  });
  const submit = (): void => {
    if (name.trim() !== "") mutate();
  };
  return (
    <SheetForm
      title={say("admin.edit")}
      close={onClose}
      submit={submit}
      label={say("app.save")}
      testid="edit-submit"
      busy={isPending}
      error={error}
    >
      <TextInput
        data-autofocus
        label={say("admin.name")}
        required
        withAsterisk={false}
        maxLength={200}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <RoleSelect role={role} disabled={mine} onRole={setRole} />
      <Checkbox.Group label={say("admin.languages")} description={say("admin.languagesWhy")} value={languages} onChange={setLanguages}>
        <Group gap="md" mt="xs">
          <Checkbox value="id" label={say("language.id")} />
          <Checkbox value="en" label={say("language.en")} data-testid="speaks-en" />
        </Group>
      </Checkbox.Group>
      <TagsInput
        label={say("admin.skills")}
        description={say("admin.skillsWhy")}
        value={skills}
        data={[...(known.data ?? [])]}
        maxTags={20}
        onChange={setSkills}
        data-testid="skills"
      />
    </SheetForm>
  );
}

function Access({ one, onClose }: Dialog): ReactNode {
  const { say } = useWords();
  return (
    <Sheet close={onClose} title={one.name} size="xl">
      <Sessions agent={one.id} />
      <h3 className={classes.subtitle}>{say("account.tokens")}</h3>
      <Tokens agent={one.id} />
    </Sheet>
  );
}
