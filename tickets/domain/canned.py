"""Canned responses: texts written once, with blanks that a ticket fills in; pure."""

import re
from collections.abc import Mapping

from tickets.domain.refusal import Refusal

VARIABLES = ("contact.name", "ticket.number", "ticket.subject", "agent.name", "office.name")
BLANK = "____"  # seen at once, by whoever is about to send it
LONGEST_NAME = 80  # characters
LONGEST_TEXT = 10_000
_VARIABLE = re.compile(r"\{([^{}\n]*)\}")


class UnknownVariable(Refusal):
    """A text names something that no ticket has."""


class MissingValue(Refusal):
    """A text that goes out as it is has a blank on this ticket."""


def check(text: str) -> None:
    """Raise `UnknownVariable` for what is in braces and is none of `VARIABLES`."""
    named = dict.fromkeys(found.strip() for found in _VARIABLE.findall(text))
    if unknown := [name for name in named if name not in VARIABLES]:
        shown = ", ".join(f"{{{name}}}" for name in unknown)
        raise UnknownVariable(f"there is no {shown}; there is {', '.join(VARIABLES)}", names=shown)


def missing(text: str, values: Mapping[str, str]) -> tuple[str, ...]:
    """The variables of a text that have no value here.

    >>> missing("Yth. {contact.name}, {agent.name}", {"agent.name": "Sari"})
    ('contact.name',)
    """
    named = dict.fromkeys(found.strip() for found in _VARIABLE.findall(text))
    return tuple(name for name in named if not values.get(name, "").strip())


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put the values in, once: a value's own braces stay as they are.

    >>> fill("Yth. {contact.name}, {agent.name}", {"agent.name": "Sari"})
    'Yth. ____, Sari'
    """
    return _VARIABLE.sub(lambda found: values.get(found[1].strip(), "").strip() or BLANK, text)


def language(texts: Mapping[str, str], locale: str) -> str:
    """The language in which it is said to someone of this locale: theirs, if it is written in it.

    >>> language({"id": "Halo", "en": ""}, "en")
    'id'
    """
    wanted, other = ("en", "id") if locale == "en" else ("id", "en")
    return wanted if texts[wanted] else other
