"""Fetches the files of a message, and says in its text which could not be had."""

import dataclasses
from collections.abc import Sequence

from channels.telegram.api import Api
from channels.telegram.content import File
from channels.telegram.reading import Said
from channels.telegram.trouble import Trouble
from channels.telegram.words import NOT_FETCHED, TOO_LARGE, Locale, locale_of
from tickets.domain.message import Upload
from tickets.domain.traffic import Inbound

LARGEST = 20 * 1024 * 1024  # bytes: what the Bot API gives away


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A file that is not there, and why, in the citizen's language."""

    file: File
    why: str
    too_large: bool = False


async def complete(api: Api, said: Said, *, last_try: bool) -> Inbound:
    """The message with its files; raises `Trouble` when it is worth another try.

    ``last_try``: what does not come now is named as missing.
    """
    locale = locale_of(said.inbound.locale)
    got = [await _fetch(api, file, locale, last_try=last_try) for file in said.files]
    uploads = tuple(one for one in got if isinstance(one, Upload))
    too_large = any(isinstance(one, Missing) and one.too_large for one in got)
    return dataclasses.replace(
        said.inbound,
        uploads=uploads,
        text=_text(said, got),
        larger_than=LARGEST if too_large else None,
    )


async def _fetch(api: Api, file: File, locale: Locale, *, last_try: bool) -> Upload | Missing:
    if (file.size or 0) > LARGEST:
        return Missing(file=file, why=TOO_LARGE[locale], too_large=True)
    try:
        content = await api.fetch(file.id)
    except Trouble as why:
        if why.kind == "refused" and "too big" in why.reason:
            return Missing(file=file, why=TOO_LARGE[locale], too_large=True)
        if last_try or (why.kind == "refused" and "temporarily" not in why.reason):
            return Missing(file=file, why=NOT_FETCHED[locale])
        raise
    return Upload(name=file.name, media_type=file.media_type, content=content)


def _text(said: Said, got: Sequence[Upload | Missing]) -> str:
    """What is missing is always named; what is there, where there are no other words."""
    names = []
    for file, one in zip(said.files, got, strict=True):
        details = [file.detail] if file.detail else []
        if isinstance(one, Missing):
            names.append(f"[{file.word}: {', '.join((*details, one.why))}]")
        elif not said.inbound.text:
            names.append(f"[{file.word}: {details[0]}]" if details else f"[{file.word}]")
    body = " ".join(filter(None, (*names, said.inbound.text)))
    return "\n".join(filter(None, (said.head, body)))
