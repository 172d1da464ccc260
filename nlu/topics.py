"""Which topic of the office's list an intent belongs to; a permit that was named may decide."""

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Topics:
    """The mapping of ``nlu/server/topics.yml``."""

    intents: Mapping[str, str]
    permits: Mapping[str, str]
    permit_decides: frozenset[str]

    def of(self, intent: str | None, permits: Sequence[str]) -> str | None:
        """The topic, or None when there is no intent."""
        if intent is None:
            return None
        for permit in permits:
            decides = {intent, f"{intent}/{permit}"} & self.permit_decides
            if decides and permit in self.permits:
                return self.permits[permit]
        return self.intents.get(intent)


def load(path: Path) -> Topics:
    """Read the mapping."""
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    return Topics(
        intents=raw["intents"],
        permits=raw["permits"],
        permit_decides=frozenset(raw["permit_decides"]),
    )
