"""Files as people send them here: names and kinds made harmless; pure."""

import re
import unicodedata
from collections.abc import Mapping
from urllib.parse import quote

from tickets.domain.text import clean

LARGEST = 10 * 1024 * 1024  # bytes of one file
_LONGEST_NAME, _LONGEST_ENDING = 200, 20
_PLAIN = "application/octet-stream"
_KIND = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,62}/[a-z0-9][a-z0-9!#$&^_.+-]{0,62}")
_BEGINNINGS = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
)
SHOWN = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})  # by browsers, safely
PDF = "application/pdf"
PICTURES_AND_PDF = SHOWN | {PDF}
_TOLD_BY_BYTES = frozenset(kind for _, kind in _BEGINNINGS) | {"image/webp"}


def name_of(given: str) -> str:
    r"""A name for one file: no folders, no control or invisible characters, not too long.

    >>> name_of("C:\\surat\\izin.pdf")
    'izin.pdf'
    """
    last = re.split(r"[/\\]", clean(given))[-1]
    seen = "".join(c for c in last if unicodedata.category(c)[0] != "C")
    name = " ".join(seen.split()).strip(". ") or "file"
    stem, dot, ending = name.rpartition(".")
    if len(name) <= _LONGEST_NAME or not stem or len(ending) > _LONGEST_ENDING:
        return name[:_LONGEST_NAME]
    return stem[: _LONGEST_NAME - len(ending) - 1] + dot + ending


def kind_of(declared: str, content: bytes) -> str:
    """The media type: what the first bytes tell, else what was declared, if that can be.

    >>> kind_of("image/png", b"<script>")
    'application/octet-stream'
    """
    for beginning, kind in _BEGINNINGS:
        if content.startswith(beginning):
            return kind
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    told = declared.partition(";")[0].strip().lower()
    return told if _KIND.fullmatch(told) and told not in _TOLD_BY_BYTES else _PLAIN


def headers_of(name: str, media_type: str) -> Mapping[str, str]:
    """The headers a file is handed out with, so that nothing in it can run: pictures are shown."""
    shown = media_type in SHOWN
    disposition = "inline" if shown else "attachment"
    return {
        "Content-Type": media_type if shown else "application/octet-stream",
        "Content-Disposition": f"{disposition}; filename*=UTF-8''{quote(name)}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, max-age=86400",
    }


def pdf_headers(name: str) -> Mapping[str, str]:
    """The headers of a PDF that is shown: a sandbox would keep the browser's viewer away too."""
    policy = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; base-uri 'none'"
    return {
        **headers_of(name, PDF),
        "Content-Type": PDF,
        "Content-Disposition": f"inline; filename*=UTF-8''{quote(name)}",
        "Content-Security-Policy": f"{policy}; form-action 'none'; frame-ancestors 'none'",
    }
