"""Numbers and addresses of persons in a text: found, named, and masked before anything is kept."""

import re

from nlu.interpreter import Entity

_FOUND = re.compile(
    r"(?P<email>(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]+\w)"
    r"|(?P<npwp>(?<![\d.])\d{2}\.\d{3}\.\d{3}\.\d-\d{3}\.\d{3}(?!\d))"
    r"|(?P<phone>(?<![\d+])(?:\+62|62|0)[ .-]?8\d{1,3}(?:[ .-]?\d{2,5}){2,3}(?!\d))"
    r"|(?P<digits>(?<!\d)(?:\d{13}(?:\d{2,3})?"
    r"|\d{4}(?:[ .-]\d{4}){3}|\d{6}[ .-]\d{6}[ .-]\d{4})(?!\d))"
)
_PRIVATE = frozenset({"email", "phone", "nik", "npwp", "nib"})
_SIXTEEN, _FIFTEEN = 16, 15
_SPOKEN_OF = re.compile(r"\b(npwp|nib|nik|ktp)\b", re.IGNORECASE)


def numbers_in(text: str) -> tuple[Entity, ...]:
    """Find e-mail addresses, phone numbers, NIK, NPWP and NIB; a NIK may be an NPWP as well.

    >>> [(e.name, e.value) for e in numbers_in("NPWP saya 3171010000000001, hp 0812-0000-0000")]
    [('npwp', '3171010000000001'), ('phone', '081200000000')]
    """
    found = []
    for match in _FOUND.finditer(text):
        value = match[0] if match.lastgroup == "email" else re.sub(r"[^\d+]", "", match[0])
        found.append(Entity(name=_kind(match, text), value=value))
    return tuple(found)


def is_private(entity: Entity) -> bool:
    """Whether an entity is a number or address of a person, which is kept nowhere."""
    return entity.name in _PRIVATE


def masked(text: str) -> str:
    """Put the kind of number in its place.

    >>> masked("NIK saya 3171010000000001, surel a@b.co")
    'NIK saya [nik], surel [email]'
    """
    return _FOUND.sub(lambda match: f"[{_kind(match, text)}]", text)


def _kind(match: re.Match[str], text: str) -> str:
    if match.lastgroup != "digits":
        return match.lastgroup or "digits"
    length = len(re.sub(r"\D", "", match[0]))
    if length == _FIFTEEN:
        return "npwp"
    if length != _SIXTEEN:
        return "nib"
    named = _SPOKEN_OF.findall(text[max(0, match.start() - 40) : match.start()])
    return "npwp" if named and named[-1].lower() == "npwp" else "nik"
