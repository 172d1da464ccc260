"""Which of our two languages a message is in; short and mixed ones lean on what is known."""

import re

from nlu.signals import WORDS

_ENGLISH, _INDONESIAN = (frozenset(WORDS["languages"][name]) for name in ("en", "id"))
_SUFFIX, _STEM = "nya", 3  # letters before it


def language_of(text: str, prior: str) -> str:
    """Return "id" or "en"; ``prior`` where the words do not tell.

    >>> language_of("how long does IMB take?", "id"), language_of("PBG", "en")
    ('en', 'en')
    >>> language_of("mau apply permit buat cafe gmn ya", "en")
    'id'
    """
    words = re.findall(r"[a-z]+", text.lower())
    english = sum(word in _ENGLISH for word in words)
    indonesian = sum(word in _INDONESIAN or _is_suffixed(word) for word in words)
    if english == indonesian:
        return prior
    return "en" if english > indonesian else "id"


def _is_suffixed(word: str) -> bool:
    return word.endswith(_SUFFIX) and len(word) >= len(_SUFFIX) + _STEM
