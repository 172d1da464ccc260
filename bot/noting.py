"""What is noted of a turn beside its words, for the desk to look at; pure."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tickets.commands.bot import Say


def also(say: Say, silent: Iterable[Mapping[str, Any]]) -> Say:
    """Note with these words what was read as well, and not answered."""
    noted = [one for one in (say.understood, *silent) if one is not None]
    first, *others = (part for one in noted for part in parts(one))
    return dataclasses.replace(say, understood=first | {"also": others})


def together(noted: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """What was noted with several words that are said as one: the last counts for what follows.

    >>> together([{"of": 1}, {"of": 2}])
    {'of': 2, 'also': [{'of': 1}]}
    """
    if not noted:
        return None
    *before, last = noted
    others = [part for one in before for part in parts(one)]
    last_one, *more = parts(last)
    return last_one | {"also": others + more} if others or more else last_one


def parts(understood: Mapping[str, Any]) -> list[dict[str, Any]]:
    """One reading each."""
    first = {name: value for name, value in understood.items() if name != "also"}
    return [first, *understood.get("also", ())]
