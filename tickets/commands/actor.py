"""Who acts at the desk."""

import dataclasses
from uuid import UUID


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """An agent, as what they do is signed."""

    id: UUID
    name: str

    @property
    def label(self) -> str:
        """How the log names them."""
        return f"agent:{self.id.hex}"

    def named(self, key: str | None) -> str | None:
        """How a message they gave a key to is called: another agent's key is another."""
        return f"{self.label}:{key}" if key else None
