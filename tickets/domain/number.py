"""Receipt numbers people can read out: year, a running number, and a check letter.

The check letter is the digits modulo 23 as a letter: no single wrong digit and no two swapped
neighbours leave it unchanged, because 23 is prime and divides neither.
"""

import re

_LETTERS = "ABCDEFGHJKLMNPQRSTVWXYZ"  # 23: without I, O and U
_SHAPE = re.compile(r"([A-Z]{1,8})\s*-?\s*(\d{4})\s*-?\s*(\d{6,9})\s*-?\s*([A-Z])", re.ASCII)
_NEARLY = re.compile(
    r"\b([A-Z]{1,8}) ?-? ?(\d{4}) ?-? ?(\d{4,9})(?: ?-? ?([A-Z0-9]))?\b", re.ASCII | re.IGNORECASE
)


def make(prefix: str, year: int, serial: int) -> str:
    """The receipt number of the ``serial``-th ticket of a year.

    >>> make("T", 2026, 123)
    'T-2026-000123-X'
    """
    digits = f"{year:04d}{serial:06d}"
    return f"{prefix}-{digits[:4]}-{digits[4:]}-{_check(digits)}"


def prefix(number: str) -> str:
    """What stands before the year in a receipt number.

    >>> prefix("PTSP-2026-000123-X")
    'PTSP'
    """
    return number.rsplit("-", 3)[0]


def find(text: str) -> str | None:
    """The first genuine receipt number in a text, however it was typed.

    >>> find("tiket saya t 2026 000123 x ya")
    'T-2026-000123-X'
    >>> find("T-2026-000132-X")
    """
    for prefix, year, serial, letter in _SHAPE.findall(text.upper()):
        if _check(year + serial) == letter:
            return f"{prefix}-{year}-{serial}-{letter}"
    return None


def nearly(text: str, prefix: str) -> str | None:
    """What of this prefix was meant for a receipt number and is none: a slip of the pen.

    >>> nearly("t-2026-000132-x", "T")
    'T-2026-000132-X'
    """
    for found in _NEARLY.finditer(" ".join(text.split())):
        if found[1].upper() == prefix and find(found[0]) is None:
            return "-".join(part.upper() for part in found.groups() if part)
    return None


def without(text: str) -> str:
    """The text without what looks like receipt numbers.

    >>> without("tiket T-2026-000123-X ya")
    'tiket  ya'
    """
    return _NEARLY.sub("", " ".join(text.split()))


def _check(digits: str) -> str:
    return _LETTERS[int(digits) % 23]
