/** Indonesian or English. */

import { SegmentedControl } from "@mantine/core";
import type { ReactNode } from "react";
import { useWords } from "../words/Words";

export function LanguageSwitch(): ReactNode {
  const { language, choose, say } = useWords();
  return (
    <SegmentedControl
      size="xs"
      aria-label={say("app.language")}
      value={language}
      onChange={(value) => choose(value === "en" ? "en" : "id")}
      data={[
        { value: "id", label: "ID" },
        { value: "en", label: "EN" },
      ]}
    />
  );
}
