"""A plain text with what Telegram can show of it: bold words, links, a receipt number to copy.

``**bold**`` and ``[words](https://…)`` are what people type by habit.  Offsets are in characters.
"""

import dataclasses
import re
from typing import Literal

from telegram import MessageEntity

from channels.telegram.text import LIMIT, clean, ranges, units
from tickets.domain.richtext import marked

Kind = Literal["bold", "italic", "blockquote", "text_link", "code"]
_KINDS: dict[str, Kind] = {
    "bold": "bold",
    "italic": "italic",
    "quote": "blockquote",
    "link": "text_link",
}
_MARKS = re.compile(
    r"\*\*(?P<bold>[^\s*](?:[^*\n]*[^\s*])?)\*\*"
    r"|\[(?P<words>[^\[\]\n]{1,300})\]\((?P<url>https?://[^\s()]+)\)"
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Some of a text, shown in a way of its own."""

    start: int
    end: int
    kind: Kind
    url: str | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Rich:
    """A text, and how parts of it are shown."""

    text: str
    spans: tuple[Span, ...] = ()

    def entities(self) -> list[MessageEntity]:
        """For Telegram, which counts in UTF-16 units."""
        return [
            MessageEntity(
                type=span.kind,
                offset=units(self.text[: span.start]),
                length=units(self.text[span.start : span.end]),
                url=span.url,
            )
            for span in self.spans
        ]

    def plain(self) -> str:
        """For when the formatting is refused: links are written out."""
        text = self.text
        for span in reversed(self.spans):
            if span.url and span.url not in text[span.start : span.end]:
                text = f"{text[: span.end]} ({span.url}){text[span.end :]}"
        return text


def formatted(text: str, number: str = "") -> Rich:
    """Take the marks out; ``number`` is a word worth copying.

    >>> formatted("**Syarat** PBG").text
    'Syarat PBG'
    """
    said, spans, last = "", list[Span](), 0
    text = clean(text)
    for mark in _MARKS.finditer(text):
        said += text[last : mark.start()]
        words = mark["bold"] or mark["words"]
        kind: Kind = "bold" if mark["bold"] else "text_link"
        spans.append(Span(start=len(said), end=len(said + words), kind=kind, url=mark["url"]))
        said, last = said + words, mark.end()
    said += text[last:]
    spans += _copies(said, number, spans)
    return Rich(text=said, spans=tuple(sorted(spans, key=lambda span: span.start)))


def from_html(html: str, number: str = "") -> Rich:
    """The same of rich text (`tickets.domain.richtext`); lists are lines with a dot or a number.

    >>> from_html("<ul><li><p>KTP <em>asli</em></p></li></ul>")
    Rich(text='• KTP asli', spans=(Span(start=6, end=10, kind='italic', url=None),))
    """
    said = marked(clean(html))
    spans = [
        Span(start=one.start, end=one.end, kind=_KINDS[one.kind], url=one.url) for one in said.marks
    ]
    spans += _copies(said.text, number, spans)
    return Rich(text=said.text, spans=tuple(sorted(spans, key=lambda span: span.start)))


def split(rich: Rich, limit: int = LIMIT) -> tuple[Rich, ...]:
    """Cut as `text.split` does, and not within a span unless it is longer than a part."""
    whole = [(span.start, span.end) for span in rich.spans]
    return tuple(_cut(rich, start, end) for start, end in ranges(rich.text, limit, whole))


def _copies(text: str, number: str, taken: list[Span]) -> list[Span]:
    """Where the number stands, apart from where something else is shown."""
    found = [(m.start(), m.end()) for m in re.finditer(re.escape(number), text)] if number else []
    return [
        Span(start=start, end=end, kind="code")
        for start, end in found
        if not any(span.start < end and start < span.end for span in taken)
    ]


def _cut(rich: Rich, start: int, end: int) -> Rich:
    spans = (
        dataclasses.replace(
            span, start=max(span.start, start) - start, end=min(span.end, end) - start
        )
        for span in rich.spans
        if span.start < end and start < span.end
    )
    return Rich(text=rich.text[start:end], spans=tuple(spans))
