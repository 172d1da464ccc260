"""What is done to a text before any model may see it; pure, and the same on both sides."""

import re
from collections.abc import Container

LONGEST = 2000  # characters; 100 kB would hold the model up for half a second

_SURROGATES = re.compile("[\ud800-\udfff]")


def presentable(text: str) -> str:
    r"""Cut a text, and take its leading slashes away; the others keep their places.

    Rasa takes a text that begins with a slash (after ``str.strip``) as an order: ``/intent@0.9``.

    >>> presentable(' /\t/greet@0.2{"x": 1} a/b')
    '  \t greet@0.2{"x": 1} a/b'
    """
    cut = _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", text[:LONGEST])
    start = next((at for at, c in enumerate(cut) if c != "/" and not c.isspace()), len(cut))
    return cut[:start].replace("/", " ") + cut[start:]


def readable(text: str, alphabet: Container[str] | None = None) -> bool:
    """Tell whether there is a letter in it, one of ``alphabet`` where that is known.

    >>> [readable(text, set("halo")) for text in ("halo", "123 :-)", "здравствуйте")]
    [True, False, False]
    """
    return any(c.isalpha() and (alphabet is None or c in alphabet) for c in text.lower())
