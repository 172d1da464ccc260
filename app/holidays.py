"""The public holidays of a country: those that are known, and those that are only reckoned."""

import dataclasses
import datetime as dt
import functools
from collections.abc import Container

from holidays import HolidayBase, country_holidays

_DAY = dt.timedelta(days=1)
_NONE: Container[dt.date] = frozenset()


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """On which days nobody is at work; and on which it may turn out so."""

    closed: Container[dt.date] = _NONE
    unsure: Container[dt.date] = _NONE


class _Beside:
    """The days next to a holiday whose date was reckoned: the moon may be seen a day off."""

    def __init__(self, known: HolidayBase) -> None:
        self._known = known

    def __contains__(self, day: object) -> bool:
        if not isinstance(day, dt.date) or day in self._known:
            return False
        return any("(estimated)" in self._known.get(d, "") for d in (day - _DAY, day + _DAY))


def country(code: str | None) -> Kept:
    """Public holidays and, where the library has them, days the government gives off."""
    if code is None:
        return Kept()
    known = _known(code, _english(code))
    return Kept(closed=known, unsure=_Beside(known))


def name_of(code: str | None, day: dt.date, locale: str) -> str:
    """What a holiday is called, in this language where the library has it; empty: it is none."""
    if code is None:
        return ""
    spoken = {"id": "id", "en": _english(code)}.get(locale)
    language = spoken if spoken in country_holidays(code).supported_languages else None
    return str(_known(code, language).get(day, ""))


@functools.cache
def _known(code: str, language: str | None) -> HolidayBase:
    kinds = set(country_holidays(code).supported_categories) & {"public", "government"}
    return country_holidays(code, categories=tuple(sorted(kinds)), language=language)


def _english(code: str) -> str | None:
    """The language in which estimated days are told apart, where the library has it."""
    spoken = country_holidays(code).supported_languages
    return next((one for one in ("en_US", "en_GB") if one in spoken), None)
