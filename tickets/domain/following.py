"""What was left unread in a chat, as the mails it goes on in; pure."""

import dataclasses
from collections.abc import Sequence
from uuid import UUID


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A message of a person of ours that the citizen has not seen."""

    id: UUID
    name: str  # who wrote it
    text: str
    size: int = 0  # bytes of its files


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """Some of them as one mail."""

    messages: tuple[UUID, ...]
    names: str  # who wrote them
    text: str


def mails(unread: Sequence[Unread], *, most: int) -> list[Mail]:
    """All of them in one mail; in several, in order, where the files have over ``most`` bytes."""
    groups: list[list[Unread]] = []
    for one in unread:
        if not groups or sum(other.size for other in groups[-1]) + one.size > most:
            groups.append([])
        groups[-1].append(one)
    return [_mail(group) for group in groups]


def _mail(group: Sequence[Unread]) -> Mail:
    names = list(dict.fromkeys(one.name for one in group if one.name))
    several = len(names) > 1
    texts = [f"{one.name}:\n{one.text}" if several else one.text for one in group]
    return Mail(
        messages=tuple(one.id for one in group), names=", ".join(names), text="\n\n".join(texts)
    )
