"""Transcripts as one PDF, a ticket after the other; what the font lacks is said by its name."""

import dataclasses
import datetime as dt
import unicodedata
from collections.abc import Container, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import TTFFont

from console.export.words import say
from tickets.domain.fields import in_words, label
from tickets.domain.message import Message
from tickets.queries.transcripts import Exported

_FONT = Path(__file__).parent / "fonts" / "DejaVuSans.ttf"
_MARKS = frozenset({0xFE0E, 0xFE0F, 0x200D})  # they only join or colour what stands beside them
_NAME, _GREY, _INK, _NOTE = "DejaVu", 95, 20, (255, 244, 214)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """What stands under every page."""

    who: str
    at: dt.datetime
    zone: ZoneInfo
    locale: str


class _Paper(FPDF):
    """A4 with the footer that says who took it out, and when."""

    def __init__(self, cover: Cover) -> None:
        super().__init__(format="A4")
        self._cover = cover
        self.set_title("Tanya")
        self.set_creation_date(cover.at)
        self.add_font(_NAME, fname=_FONT)
        self.set_auto_page_break(auto=True, margin=18)

    def footer(self) -> None:
        """Under every page."""
        cover = self._cover
        made = say("made", cover.locale, who=cover.who, at=_when(cover.at, cover.zone))
        self.set_y(-13)
        self.set_font(_NAME, size=7)
        self.set_text_color(_GREY)
        self.cell(0, 4, made, align="L")
        self.set_x(self.l_margin)
        self.cell(0, 4, say("page", cover.locale, n=self.page_no()), align="R")


def as_pdf(exported: Sequence[Exported], cover: Cover) -> bytes:
    """The file; takes time, so it is made in a thread."""
    paper = _Paper(cover)
    paper.set_font(_NAME, size=9)
    font = paper.fonts[_NAME.lower()]
    known = font.cmap if isinstance(font, TTFFont) else {}
    for one in exported:
        paper.add_page()
        _head(paper, one, cover, known)
        for said in one.messages:
            _message(paper, said, cover, known)
        if one.cut:
            _line(paper, say("cut", cover.locale, n=len(one.messages)), 8, _GREY)
    return bytes(paper.output())


def printable(text: str, known: Container[int]) -> str:
    r"""The text with ``[its name]`` for each character that the font does not have.

    >>> printable("a\N{ROCKET}b", {97, 98})
    'a[rocket]b'
    """
    return "".join(_printable(one, known) for one in text)


def _printable(one: str, known: Container[int]) -> str:
    if one in "\n\t" or ord(one) in known:
        return one
    if ord(one) in _MARKS or unicodedata.category(one) == "Cc":
        return ""
    return f"[{unicodedata.name(one, f'U+{ord(one):04X}').lower()}]"


def _head(paper: FPDF, one: Exported, cover: Cover, known: Container[int]) -> None:
    _line(paper, f"{say('ticket', cover.locale)} {one.row.number}", 14, _INK)
    for name, fact in facts(one, cover):
        _line(paper, printable(f"{name}: {fact}", known), 9, _GREY)
    paper.ln(3)


def facts(one: Exported, cover: Cover) -> list[tuple[str, str]]:
    """What stands above a ticket's transcript, the office's own fields last: a name, a fact."""
    row, locale = one.row, cover.locale
    known = [
        ("subject", row.subject),
        ("contact", row.contact.name or say("nobody", locale)),
        ("agent", row.agent.name if row.agent else ""),
        ("channels", ", ".join(row.channels)),
        ("begun", _when(row.created_at, cover.zone)),
        ("settled", _when(row.resolved_at, cover.zone) if row.resolved_at else ""),
        ("rating", f"{row.rating}/5" if row.rating else ""),
    ]
    own = [(label(field, locale), in_words(field, kept, locale)) for field, kept in one.filled]
    return [(say(name, locale), fact) for name, fact in known if fact] + own


def _message(paper: FPDF, said: Message, cover: Cover, known: Container[int]) -> None:
    locale = cover.locale
    kind = say(f"{said.author.kind}_", locale)
    parts = [_when(said.at, cover.zone), said.author.name or kind]
    if said.author.name and said.author.name != kind:
        parts.append(kind)
    parts.append(say("note", locale) if said.private else said.channel)
    _line(paper, printable(" · ".join(parts), known), 7.5, _GREY)
    paper.set_fill_color(*_NOTE)
    text = said.text
    if said.attachments:
        names = ", ".join(file.name for file in said.attachments)
        text += f"\n[{say('files', locale)}: {names}]"
    _line(paper, printable(text.strip() or "-", known), 9.5, _INK, fill=said.private)
    if said.quoted:
        quoted = f"{say('quoted', locale)}: {said.quoted}"
        _line(paper, printable(quoted, known), 7.5, _GREY)
    paper.ln(2)


def _line(paper: FPDF, text: str, size: float, grey: int, *, fill: bool = False) -> None:
    paper.set_font(_NAME, size=size)
    paper.set_text_color(grey)
    paper.multi_cell(
        0,
        size * 0.5,
        text,
        align="L",
        fill=fill,
        new_x=XPos.LMARGIN,
        new_y=YPos.NEXT,
    )


def _when(at: dt.datetime, zone: ZoneInfo) -> str:
    there = at.astimezone(zone)
    return f"{there:%d.%m.%Y %H.%M} {there.tzname() or ''}".strip()
