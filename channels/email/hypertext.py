"""HTML into readable text; whatever the HTML, some text comes out."""

import html
import re

import inscriptis
from inscriptis.model.config import ParserConfig
from inscriptis.model.css import CssParse
from inscriptis.model.html_element import HtmlElement

LONGEST = 500_000  # characters of HTML that are read, without its pictures
LONGEST_SOURCE = 5_000_000  # with them
_DEEPEST_RENDERED = 200  # lxml loses what is nested more deeply
_DEEPEST_SAFE = 2000  # cleaning takes quadratic time in the depth
_MOST_RENDERED = 20_000  # tags
_SILENT = re.compile(r"(?is)<(style|script|head|title)\b.*?(?:</\1\s*>|\Z)")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_PICTURE = re.compile(r"data:image/[a-z0-9.+-]{1,40};base64,[A-Za-z0-9+/=%]*", re.IGNORECASE)
_TAG = re.compile(r"<[a-zA-Z/!?][^<>]*>")
_BREAK = re.compile(
    r"<(?:br|/?(?:p|div|tr|li|table|ul|ol|h[1-6]|blockquote))\b[^<>]*>", re.IGNORECASE
)
_TABLE = re.compile(r"<(/?)table\b", re.IGNORECASE)
_ROW = re.compile(r"<(/?)(?:tr|tbody|thead|tfoot|caption)\b[^<>]*>", re.IGNORECASE)
_CELL = re.compile(r"<(/?)t[dh]\b[^<>]*>", re.IGNORECASE)
_NESTING = re.compile(  # tags that are left open by habit or have no end do not nest
    r"<(/?)(?!(?:p|li|br|hr|img|td|tr|th|tbody|thead|dt|dd|option|input|meta|link|col|wbr|o:p)\b)"
    r"([a-z]{1,10})",
    re.IGNORECASE,
)
_LEVELS = {"ul": 2, "ol": 2, "dl": 2}  # with the items within
_STYLES = {"display", "white-space"}  # margins would let a small mail ask for endless blanks


def to_text(source: str) -> str:
    """Render as a reader would see it, without links and pictures."""
    source = _without_tables(_DECLARATION.sub("", source[:LONGEST]))
    if not source.strip():
        return ""
    try:
        simple = source.count("<") <= _MOST_RENDERED and _depth(source) <= _DEEPEST_RENDERED
        text = inscriptis.get_text(source, _config()) if simple else _stripped(source)
    except Exception:  # noqa: BLE001  # lxml and inscriptis have many ways to fail on bad HTML
        text = _stripped(source)
    return "\n".join(line.rstrip() for line in text.replace("\xa0", " ").split("\n")).strip("\n")


def _without_tables(source: str) -> str:
    """Make lines of rows: most tables are layout, and drawing a wide one takes endless blanks."""
    rows = _ROW.sub(lambda tag: "" if tag[1] else "<br>", _TABLE.sub(r"<\1div", source))
    return _CELL.sub(lambda tag: "" if tag[1] else " ", rows)


def is_safe(source: str) -> bool:
    """Whether it can be cleaned and shown in good time."""
    return _depth(source) <= _DEEPEST_SAFE


def without_pictures(source: str) -> str:
    """Take out the pictures that stand in the text as base64."""
    return _PICTURE.sub("", source)


def _depth(source: str) -> int:
    depth = deepest = 0
    for tag in _NESTING.finditer(source):
        levels = _LEVELS.get(tag[2].lower(), 1)
        depth = max(0, depth - levels) if tag[1] else depth + levels
        deepest = max(deepest, depth)
    return deepest


def _config() -> ParserConfig:
    config = ParserConfig()
    handler = config.attribute_handler
    handler.attribute_mapping = {**handler.attribute_mapping, "style": _style}
    return config


def _style(value: str, element: HtmlElement) -> None:
    for directive in value[:2000].split(";"):
        if directive.partition(":")[0].strip().lower() in _STYLES:
            CssParse.attr_style(directive, element)


def _stripped(source: str) -> str:
    """Take the tags out and no more: for HTML that cannot be rendered."""
    plain = _TAG.sub("", _BREAK.sub("\n", _SILENT.sub(" ", source)))
    return re.sub(r"[ \t]+", " ", html.unescape(plain))
