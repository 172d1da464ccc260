"""HTML into readable text; whatever the HTML, some text comes out."""

import html
import re

import inscriptis
import nh3

LONGEST = 2_000_000  # characters of HTML that are read
_SILENT = re.compile(r"(?is)<(style|script|head|title)\b.*?(?:</\1\s*>|\Z)")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")


def to_text(source: str) -> str:
    """Render as a reader would see it, without links and pictures."""
    source = _DECLARATION.sub("", source[:LONGEST])
    if not source.strip():
        return ""
    try:
        text = inscriptis.get_text(source)
    except Exception:  # noqa: BLE001  # lxml and inscriptis have many ways to fail on bad HTML
        text = _stripped(source)
    return "\n".join(line.rstrip() for line in text.replace("\xa0", " ").split("\n")).strip("\n")


def _stripped(source: str) -> str:
    """Take the tags out and no more: for HTML that cannot be rendered."""
    return html.unescape(nh3.clean(_SILENT.sub(" ", source), tags=set()))
