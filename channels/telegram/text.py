"""Text as Telegram counts and takes it: in UTF-16 units, at most 4,096 in one message."""

from collections.abc import Iterator, Sequence

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
    text = clean(text)
    return tuple(text[start:end] for start, end in ranges(text, limit))


def ranges(
    text: str, limit: int = LIMIT, whole: Sequence[tuple[int, int]] = ()
) -> Iterator[tuple[int, int]]:
    """Where the parts of a text begin and end; ``whole`` is not cut, as far as that can be."""
    start, end = _trimmed(text, 0, len(text))
    while start < end:
        fits = start + _fitting(text[start:end], limit)
        cut = end if fits >= end else _outside(start, _end(text, start, fits), whole)
        yield _trimmed(text, start, cut)
        start, _ = _trimmed(text, cut, end)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Without white space on both sides."""
    words = text[start:end]
    left = start + len(words) - len(words.lstrip())
    return left, max(left, start + len(words.rstrip()))


def _fitting(text: str, limit: int) -> int:
    """How many characters from the start fit."""
    used = 0
    for index, char in enumerate(text):
        used += units(char)
        if used > limit:
            return index
    return len(text)


def _end(text: str, start: int, fits: int) -> int:
    """The best place to cut: not so early that a part is nearly empty."""
    for end in ENDS:
        if (cut := text.rfind(end, start + (fits - start) // 3, fits + len(end))) > start:
            return cut
    return fits


def _outside(start: int, cut: int, whole: Sequence[tuple[int, int]]) -> int:
    """The same place, or before what it would cut in two."""
    for first, last in whole:
        if start < first < cut < last:
            return first
    return cut
