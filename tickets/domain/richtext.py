"""Rich text: words with the few forms a letter needs, and the same words as plain text.

What comes in is cleaned down to an allow-list; the plain text is always made from what is left,
so the two never disagree.  The console makes it the same way (``rich/plain.ts``); one table of
examples, ``console/web/src/ticket/rich/examples.json``, holds both to it.
"""

import dataclasses
import re
from collections.abc import Iterator, Sequence
from html.parser import HTMLParser
from typing import Literal, TypeAlias
from urllib.parse import urlsplit

import nh3

from tickets.domain.refusal import Refusal
from tickets.domain.text import clean

LONGEST_HTML = 100_000  # characters: the longest reply, and as much again for its tags
DEEPEST = 20  # elements in elements: lists in lists in quotes
MOST = 3000  # elements
KINDS = frozenset({"email", "telegram"})  # of channels that show more than plain text
TAGS = frozenset({"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "a"})
_FORMS = TAGS - {"p", "br", "a"}
_SCHEMES = frozenset({"http", "https", "mailto"})
_LONGEST_LINK = 2000
_BLOCKS = frozenset({"p", "ul", "ol", "li", "blockquote"})
_BLANKS = re.compile(r"[ \t\n\r\f\xa0]+")
Kind: TypeAlias = Literal["bold", "italic", "quote", "link"]
_KINDS: dict[str, Kind] = {"strong": "bold", "em": "italic"}


class BadRichText(Refusal):
    """It is nested more deeply, or is longer, than any letter."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Rich:
    """Cleaned HTML, and its words; ``html`` is None when plain text says as much."""

    text: str
    html: str | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Some of a text, from ``start`` to before ``end``, in a form of its own."""

    start: int
    end: int
    kind: Kind
    url: str | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A text whose forms are told beside it: for channels that take them so."""

    text: str
    marks: tuple[Mark, ...]


def rich(source: str) -> Rich:
    """Clean HTML of anybody's; raise `BadRichText`.

    >>> rich("<p><strong>Halo</strong><script>x</script></p>")
    Rich(text='Halo', html='<p><strong>Halo</strong></p>')
    """
    if len(source) > LONGEST_HTML or source.count("<") > 2 * MOST:
        raise BadRichText("the text is too long")
    html = nh3.clean(
        clean(source),
        tags=set(TAGS),
        attributes={"a": {"href"}},
        attribute_filter=_link,
        url_schemes=set(_SCHEMES),
        url_relative="deny",
        link_rel=None,
    )
    tree = _read(html)
    text = _text(_lines(tree, _WRITTEN))
    formed = any(one.tag in _FORMS or one.href for one in _all(tree))
    return Rich(text=text, html=html if formed else None)


def marked(html: str) -> Marked:
    """Cleaned HTML as text and marks; web links are marks, lists and other links are written."""
    text, marks = "", list[Mark]()
    lines = _lines(_read(html), _MARKED)
    quoted_since: int | None = None
    for index, line in enumerate(lines):
        text += "\n" if index else ""
        if not line.quoted and quoted_since is not None:
            marks.append(Mark(start=quoted_since, end=_end(text), kind="quote"))
            quoted_since = None
        if line.quoted and quoted_since is None:
            quoted_since = len(text)
        text += line.before
        for run in line.runs:
            start, text = len(text), text + run.text
            marks += [Mark(start=start, end=len(text), kind=kind) for kind in sorted(run.kinds)]
            if run.url:
                marks.append(Mark(start=start, end=len(text), kind="link", url=run.url))
    if quoted_since is not None:
        marks.append(Mark(start=quoted_since, end=len(text), kind="quote"))
    return Marked(text=text, marks=tuple(_joined(marks)))


def _link(_tag: str, _name: str, value: str) -> str | None:
    """An address that leads out of here, as it is; None for any other."""
    try:
        scheme = urlsplit(value).scheme.lower()
    except ValueError:
        return None
    return value if scheme in _SCHEMES and len(value) <= _LONGEST_LINK else None


@dataclasses.dataclass(slots=True)
class _Node:
    tag: str
    href: str = ""
    parts: list["_Node | str"] = dataclasses.field(default_factory=list)


class _Reader(HTMLParser):
    """Reads what nh3 wrote: every tag but ``br`` is closed, in order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [_Node("")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = _Node(tag, href=dict(attrs).get("href") or "")
        self.open[-1].parts.append(node)
        if tag == "br":
            return
        if len(self.open) > DEEPEST:
            raise BadRichText("the text is nested too deeply")
        self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        if self.open[-1].tag == tag:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].parts.append(data)


def _read(html: str) -> _Node:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.open[0]


def _all(node: _Node) -> Iterator[_Node]:
    for part in node.parts:
        if isinstance(part, _Node):
            yield part
            yield from _all(part)


@dataclasses.dataclass(frozen=True, slots=True)
class _Run:
    """Letters of one form."""

    text: str
    kinds: frozenset[Kind] = frozenset()
    url: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class _Line:
    runs: tuple[_Run, ...] = ()
    quoted: bool = False
    before: str = ""  # what lists and quotes put before it


@dataclasses.dataclass(frozen=True, slots=True)
class _Way:
    """How links and quotes come out."""

    marks: bool  # beside the text; False: written out in it


_WRITTEN, _MARKED = _Way(marks=False), _Way(marks=True)
_EMPTY = _Line()


def _lines(node: _Node, way: _Way) -> list[_Line]:
    """A block's lines: blocks within it stand apart by an empty one, in a list they do not."""
    apart = [] if node.tag in {"li", "ul", "ol"} else [_Line(quoted=node.tag == "blockquote")]
    found: list[_Line] = []
    for block in _blocks(node, way):
        if found and block:
            found += apart
        found += block
    return found


def _blocks(node: _Node, way: _Way) -> Iterator[list[_Line]]:
    inline: list[_Node | str] = []
    number = 0
    for part in node.parts:
        if isinstance(part, str) or part.tag not in _BLOCKS:
            inline.append(part)
            continue
        yield _paragraph(inline, way)
        inline = []
        number += part.tag == "li"
        yield _block(node.tag, part, number, way)
    yield _paragraph(inline, way)


def _block(around: str, node: _Node, number: int, way: _Way) -> list[_Line]:
    if node.tag == "p":
        return _paragraph(node.parts, way)
    lines = _lines(node, way)
    if node.tag == "li":
        first = f"{number}. " if around == "ol" else "• "
        return _hung(lines, first, " " * len(first))
    if node.tag == "blockquote":
        if way.marks:
            return [dataclasses.replace(line, quoted=True) for line in lines]
        return _hung(lines, "> ", "> ")
    return lines


def _hung(lines: Sequence[_Line], first: str, later: str) -> list[_Line]:
    return [
        dataclasses.replace(line, before=(later if index else first) + line.before)
        for index, line in enumerate(lines)
    ]


def _paragraph(parts: Sequence[_Node | str], way: _Way) -> list[_Line]:
    """The lines of some words; none when there are none."""
    lines: list[list[_Run]] = [[]]
    for run in _runs(parts, frozenset(), "", way):
        if run is None:
            lines.append([])
        else:
            lines[-1].append(run)
    trimmed = [_Line(tuple(_trimmed(line))) for line in lines]
    while trimmed and not trimmed[-1].runs:
        trimmed.pop()
    while trimmed and not trimmed[0].runs:
        trimmed.pop(0)
    return trimmed


def _runs(
    parts: Sequence[_Node | str], kinds: frozenset[Kind], url: str, way: _Way
) -> Iterator[_Run | None]:
    """Runs in order; None where a line ends."""
    for part in parts:
        if isinstance(part, str):
            yield _Run(part, kinds, url)
        elif part.tag == "br":
            yield None
        elif part.tag == "a" and part.href and not url:
            yield from _linked(part, kinds, way)
        else:
            mine = kinds | {_KINDS[part.tag]} if part.tag in _KINDS else kinds
            yield from _runs(part.parts, mine, url, way)


def _linked(node: _Node, kinds: frozenset[Kind], way: _Way) -> Iterator[_Run | None]:
    within = list(_runs(node.parts, kinds, node.href, way))
    words = _BLANKS.sub(" ", "".join(run.text if run else " " for run in within)).strip()
    web = urlsplit(node.href).scheme.lower() != "mailto"
    if not words:
        return
    if way.marks and web:
        yield from within
        return
    yield from (dataclasses.replace(run, url="") if run else None for run in within)
    address = node.href if web else node.href[len("mailto:") :].partition("?")[0]
    if words.rstrip("/") not in {address.rstrip("/"), node.href.partition("://")[2].rstrip("/")}:
        yield _Run(f" ({address})")


def _trimmed(runs: Sequence[_Run]) -> Iterator[_Run]:
    """Blanks in a row as one, and none at the ends."""
    kept: list[_Run] = []
    blank = True  # so stood one before
    for run in runs:
        text = _BLANKS.sub(" ", run.text)
        text = text[1:] if blank and text.startswith(" ") else text
        if text:
            kept.append(dataclasses.replace(run, text=text))
            blank = text.endswith(" ")
    if kept and blank:
        last = kept.pop()
        if text := last.text[:-1]:
            kept.append(dataclasses.replace(last, text=text))
    return iter(kept)


def _text(lines: Sequence[_Line]) -> str:
    said = (line.before + "".join(run.text for run in line.runs) for line in lines)
    return "\n".join(line.rstrip() for line in said)


def _end(text: str) -> int:
    """Where the lines end that were written last."""
    return len(text.rstrip("\n"))


def _joined(marks: Sequence[Mark]) -> Iterator[Mark]:
    """In order; the same form on letters that touch is one."""
    kept: list[Mark] = []
    for mark in sorted(marks, key=lambda one: (one.kind, one.url or "", one.start)):
        last = kept[-1] if kept else None
        if last and (last.kind, last.url, last.end) == (mark.kind, mark.url, mark.start):
            kept[-1] = dataclasses.replace(last, end=mark.end)
        else:
            kept.append(mark)
    return iter(sorted((one for one in kept if one.start < one.end), key=_order))


def _order(mark: Mark) -> tuple[int, int, str]:
    return mark.start, -mark.end, mark.kind
