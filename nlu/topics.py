"""Which topic of the office's list an intent belongs to; a permit that was named may decide."""

import dataclasses
from collections.abc import Sequence
from pathlib import Path

from nlu.server.components import senses
from runtime import plain_yaml


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Topics(senses.Topics):
    """The mapping of ``nlu/server/topics.yml``, asked of an intent and permits that were named."""

    def of(self, intent: str | None, permits: Sequence[str]) -> str | None:
        """The topic, or None when there is no intent."""
        if intent is None:
            return None
        for permit in permits:
            if permit in self.permits and self.decides(intent, permit):
                return self.permits[permit]
        return self.intents.get(intent)


def load(path: Path) -> Topics:
    """Read the mapping."""
    raw = senses.read_topics(plain_yaml.parsed(path.read_text(encoding="utf-8")))
    return Topics(intents=raw.intents, permits=raw.permits, permit_decides=raw.permit_decides)
