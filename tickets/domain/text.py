"""Words as they may be kept: no characters a database refuses, no endless lines."""

LONGEST = 200_000  # characters kept of one message; the raw arrival keeps the rest
_PREVIEW = 140


def clean(text: str, at_most: int = LONGEST) -> str:
    r"""Text any database takes: no NUL, no lone surrogates, at most so long.

    >>> clean("a\x00b")
    'ab'
    """
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")[:at_most]


def preview(text: str) -> str:
    r"""One short line of it.

    >>> preview("Selamat\n pagi")
    'Selamat pagi'
    """
    line = " ".join(text[: _PREVIEW * 4].split())
    return line if len(line) <= _PREVIEW else line[: _PREVIEW - 1] + "…"
