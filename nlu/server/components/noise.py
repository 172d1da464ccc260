"""Typing errors as thumbs make them, for training only; pure, and the same for the same seed."""

import random

_VOWELS = frozenset("aiueo")
_SHORTEST = 4  # letters of a word that may be mistyped
_MISTYPED = 0.35  # share of words
_NO_VOWEL, _SWAPPED = 0.6, 0.8  # shares of the errors, running total; the rest loses a letter
_AGAIN = 0.3  # of those without a vowel lose another


def mistyped(text: str, dice: random.Random) -> str:
    """Write a text in a hurry.

    >>> mistyped("syarat izin bangunan", random.Random(3))
    'syart izin bangunan'
    """
    return " ".join(_word(word, dice) for word in text.split())


def _word(word: str, dice: random.Random) -> str:
    if len(word) < _SHORTEST or not word.isalpha() or dice.random() >= _MISTYPED:
        return word
    kind = dice.random()
    if kind < _NO_VOWEL:
        word = _without_vowel(word, dice)
        return _without_vowel(word, dice) if dice.random() < _AGAIN else word
    at = dice.randrange(1, len(word) - 1)
    if kind < _SWAPPED:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + word[at + 1 :]


def _without_vowel(word: str, dice: random.Random) -> str:
    vowels = [at for at in range(1, len(word)) if word[at].lower() in _VOWELS]
    if not vowels:
        return word
    at = dice.choice(vowels)
    return word[:at] + word[at + 1 :]
