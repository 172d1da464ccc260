"""Text as Telegram counts and takes it: in UTF-16 units, at most 4,096 in one message."""

LIMIT = 4096
ENDS = ("\n\n", "\n", " ")  # where a long text is cut, best first


def clean(text: str) -> str:
    r"""Without what no database and no wire takes: lone surrogates and NUL.

    >>> clean("a\ud800b\0c")
    'a?bc'
    """
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", "")


def units(text: str) -> int:
    """How long Telegram says a text is.

    >>> units("a😀")
    3
    """
    return len(text) + sum(char > "\uffff" for char in text)


def split(text: str, limit: int = LIMIT) -> tuple[str, ...]:
    r"""Cut at the end of a paragraph, else of a line, else of a word, else where it must be.

    >>> split("satu dua\n\ntiga", 12)
    ('satu dua', 'tiga')
    """
    parts, rest = [], clean(text).strip()
    while units(rest) > limit:
        cut = _end(rest, _fitting(rest, limit))
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return (*parts, rest) if rest else tuple(parts)


def _fitting(text: str, limit: int) -> int:
    """How many characters from the start fit."""
    used = 0
    for index, char in enumerate(text):
        used += units(char)
        if used > limit:
            return index
    return len(text)


def _end(text: str, fits: int) -> int:
    """The best place to cut: not so early that a part is nearly empty."""
    for end in ENDS:
        if (cut := text.rfind(end, fits // 3, fits + len(end))) > 0:
            return cut
    return fits
