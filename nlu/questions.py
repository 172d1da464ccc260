"""Several questions in one message, taken apart; pure."""

import re

_MOST = 4  # questions; a message with more is read as a whole
_FEWEST_WORDS = 2
_END = re.compile(
    r"(?<=[?!])\s+|\n+|(?<=\w[.;])\s+|\s+(?=(?:terus|trus|lalu|sama satu lagi)\b)", re.IGNORECASE
)
_ASKS = re.compile(
    r"\?|\b(?:apa|apakah|bagaimana|gimana|gmn|berapa|brp|kapan|mana|dimana|dmn|kenapa|knp|bisa|boleh|perlu|how|what|when"
    r"|where|why|can|do|does|is|are|which)\b",
    re.IGNORECASE,
)


def questions_in(text: str) -> tuple[str, ...]:
    """Take the questions of a message apart; empty unless there are two to four.

    >>> questions_in("Halo min. Berapa biaya PBG? terus berapa lama prosesnya?")
    ('Berapa biaya PBG?', 'terus berapa lama prosesnya?')
    >>> questions_in("syarat dan biaya PBG?")
    ()
    """
    parts = [part.strip() for part in _END.split(text) if part and part.strip()]
    asked = [p for p in parts if _ASKS.search(p) and len(p.split()) >= _FEWEST_WORDS]
    marked = sum("?" in part for part in asked)
    if 1 < len(asked) <= _MOST and marked == len(asked):
        return tuple(asked)
    return ()
