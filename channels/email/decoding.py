"""Bytes into text, whatever they claim to be: charsets, encoded words, clean characters."""

import codecs
import email.header
import re
from email.errors import HeaderParseError

import charset_normalizer

# Codecs that are no charset of any mail; some take quadratic time.
_NEVER = frozenset({"punycode", "idna", "unicode-escape", "raw-unicode-escape", "undefined"})
_SAMPLE = 16_384  # bytes that are enough to guess a charset; guessing is slow
_ENOUGH = 40  # fewer say nothing
# One of each script: neighbours of Windows-1252 look much like it, and are rarer here.
_LIKELY = ("cp1252", "cp1251", "cp1256", "gb18030", "big5", "shift_jis", "euc_jp", "euc_kr")
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufeff]")
_LONGEST_HEADER = 20_000


def clean(text: str) -> str:
    r"""Take out what no text holds and no database takes: NUL, controls, lone surrogates.

    >>> clean("a\x00b\r\nc")
    'ab\nc'
    """
    return _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def decode(raw: bytes, declared: str | None) -> str:
    """Decode by declaration where that works, else by guessing; never fails."""
    for charset in (_known(declared), "utf-8"):
        if charset is None or (charset == "ascii" and not raw.isascii()):
            continue
        try:
            return clean(raw.decode(charset))
        except (UnicodeError, LookupError, ValueError):
            continue
    return clean(_guess(raw))


def beginning(raw: bytes, longest: int) -> bytes:
    """Cut off the end, not within a character of UTF-8."""
    end = longest
    while 0 < end < len(raw) and longest - end < 4 and raw[end] & 0xC0 == 0x80:  # noqa: PLR2004
        end -= 1
    return raw[:end]


def _known(declared: str | None) -> str | None:
    """Python's name for a declared charset; Latin-1 is read as Windows-1252, as on the web."""
    try:
        name = codecs.lookup((declared or "").strip()).name
    except (LookupError, ValueError, UnicodeError):
        return None
    if name in _NEVER:
        return None
    return "cp1252" if name == "iso8859-1" else name


def _guess(raw: bytes) -> str:
    best = charset_normalizer.from_bytes(raw[:_SAMPLE], cp_isolation=list(_LIKELY)).best()
    # Short texts match many code pages; western Windows is by far the likeliest then.
    sure = best is not None and len(raw) >= _ENOUGH
    charset = best.encoding if best is not None and sure else "cp1252"
    return raw.decode(charset, errors="replace")


def header(value: object) -> str:
    """Decode a header's value: RFC 2047 words, or raw 8-bit, on one line; never fails."""
    raw = unfold(value)
    if not raw.isascii() or "=?" not in raw:
        return raw.strip()
    try:
        parts = email.header.decode_header(raw)
    except (HeaderParseError, ValueError):
        return raw.strip()
    words = [decode(p, c) if isinstance(p, bytes) else clean(p) for p, c in parts]
    return " ".join("".join(words).split())


def unfold(value: object) -> str:
    """Put a raw header value on one line, as text, its encoded words untouched."""
    text = str(value or "")[:_LONGEST_HEADER]
    if not text.isascii():
        text = decode(text.encode("utf-8", "surrogateescape"), None)
    return " ".join(clean(text).split())
