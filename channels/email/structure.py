"""Takes a mail apart: its tree, the readable text, the HTML and the files, within limits.

The standard library reads the heads.  Where parts begin and end is found here: its own way takes
time for each line times each level, and a mail may be made to have many of both.
"""

import dataclasses
import mimetypes
import re
from collections.abc import Iterator
from email.errors import MessageDefect
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from email.utils import collapse_rfc2231_value
from typing import Final

from channels.email import decoding, hypertext
from tickets.domain.message import Upload

MOST_PARTS = 200  # that are read
DEEPEST = 20
LONGEST_TEXT = 1_000_000  # characters that are read, in all parts together
_MOST_SECTIONS = 500  # that are told apart
_MOST_SCANS = 8  # of the whole mail, in search of boundaries
_FEW_BYTES = 10_000_000  # may be looked through in any case
_MOST_FORWARDED = 5  # mails within the mail whose text is read
_LONGEST_HEAD = 262_144  # bytes: of the mail, and of a part
_LONGEST_PART_HEAD = 4096
_LONGEST_BOUNDARY = 200  # RFC 2046 allows 70
_LONGEST_UUENCODED = 5_000_000  # bytes; it is undone slowly
_HEAD_END = re.compile(rb"^(?!From |[!-9;-~]*:|[\t ])", re.MULTILINE)  # the first other line
_BLANK = re.compile(rb"[\t ]*\r?(?:\n|\Z)")
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"|?*\u202a-\u202e\u2066-\u2069]')
_MIME_TYPE = re.compile(r"^[a-z0-9!#$&^_.+-]{1,80}/[a-z0-9!#$&^_.+-]{1,80}$")
_TOLD = ("From", "Date", "To", "Subject")  # of a forwarded mail, before its text
_FORWARDED = "message/rfc822"
_CALENDAR = "text/calendar"
_LONGEST_EVENT = 100_000  # characters
_EVENT_FIELD = re.compile(
    r"^(SUMMARY|DTSTART|DTEND|LOCATION|DESCRIPTION)\b[^:\n]{0,200}:(.*)$", re.MULTILINE
)
_OUTLOOK: Final = "application/ms-tnef"  # what Outlook packs files into
_OUTLOOK_NAME: Final = "winmail.dat"
Mime = Message


class TooManyParts(MessageDefect):
    """Parts were left that are not even told apart."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What a mail holds.  ``left`` names the files that were not taken."""

    text: str
    html: str | None
    uploads: tuple[Upload, ...]
    left: tuple[str, ...]
    forwarded: str = ""  # what the mails attached to it say
    event: str = ""  # what it invites to


@dataclasses.dataclass(slots=True)
class _Found:
    """What the walk has gathered so far."""

    take_files: bool
    open_mails: bool  # read the mails within it
    seen: int = 0
    room: int = LONGEST_TEXT
    room_for_html: int = hypertext.LONGEST
    texts: list[str] = dataclasses.field(default_factory=list)
    htmls: list[str] = dataclasses.field(default_factory=list)
    uploads: list[Upload] = dataclasses.field(default_factory=list)
    left: list[str] = dataclasses.field(default_factory=list)
    forwarded: list[str] = dataclasses.field(default_factory=list)
    events: list[str] = dataclasses.field(default_factory=list)


def read(raw: bytes) -> Mime:
    """Read the tree of a mail, in linear time; what is too deep or too much is left whole."""
    raw = raw if b"\n" in raw else raw.replace(b"\r", b"\n")
    return _Tree(room=max(_FEW_BYTES, _MOST_SCANS * len(raw))).grown(raw, 0)


@dataclasses.dataclass(slots=True)
class _Tree:
    room: int  # bytes that may still be looked through for boundaries
    sections: int = 0  # so far

    def grown(self, raw: bytes, depth: int, default: str = "text/plain") -> Mime:
        part, body = _head(raw, _LONGEST_PART_HEAD if depth else _LONGEST_HEAD)
        part.set_default_type(default)
        kind = part.get_content_type()
        boundary = parameter(part, "boundary").encode("utf-8", "replace")
        if kind.startswith("multipart/") and depth < DEEPEST and boundary:
            self.room -= len(body)
            within = _FORWARDED if kind == "multipart/digest" else "text/plain"
            if sections := self._cut(part, body, boundary[: _LONGEST_BOUNDARY + 1]):
                part.set_payload([self.grown(one, depth + 1, within) for one in sections])
                return part
        part.set_payload(body.decode("ascii", "surrogateescape"))
        return part

    def _cut(self, part: Mime, body: bytes, boundary: bytes) -> list[bytes]:
        """Cut at the boundaries; what comes before the first and after the last is nothing."""
        if self.room < 0:
            part.defects.append(TooManyParts())
            return []
        line = re.compile(rb"\n--" + re.escape(boundary) + rb"(--)?[ \t]*\r?(?=\n|\Z)")
        body = b"\n" + body
        cut: list[bytes] = []
        start = None
        for mark in line.finditer(body):
            if start is not None:
                if self.sections >= _MOST_SECTIONS:
                    part.defects.append(TooManyParts())
                    return cut
                self.sections += 1
                cut.append(body[start : mark.start()].removesuffix(b"\r"))
            start = None if mark[1] else mark.end() + 1
            if mark[1]:
                break
        if start is not None and self.sections < _MOST_SECTIONS:
            self.sections += 1
            cut.append(body[start:])
        return cut


def _head(raw: bytes, longest: int) -> tuple[Mime, bytes]:
    """Give the headers, and the bytes after them."""
    found = _HEAD_END.search(raw)
    end = found.start() if found else len(raw)
    blank = _BLANK.match(raw, end)
    head, body = raw[:end], raw[blank.end() if blank else end :]
    part = BytesParser(policy=compat32).parsebytes(head[:longest], headersonly=True)
    for name in ("content-type", "content-disposition"):
        if (value := raw_header(part, name)) is not None:
            part.replace_header(name, decoding.unfold(value))  # raw 8-bit made plain text
    return part, body


def take_apart(message: Mime, *, take_files: bool) -> Body:
    """Read a whole mail.  Parts beyond the limits are left, and named."""
    is_report = message.get_content_type() == "multipart/report"
    found = _Found(take_files, open_mails=not is_report)
    _walk(message, found, 0)
    return Body(
        text=_joined(found.texts),
        html="\n".join(found.htmls) or None,
        uploads=tuple(found.uploads),
        left=tuple(found.left),
        forwarded=_joined(found.forwarded),
        event=_joined(found.events),
    )


def _joined(texts: list[str]) -> str:
    return "\n\n".join(text for text in texts if text.strip())


def _walk(part: Mime, found: _Found, depth: int) -> None:
    kind = part.get_content_type()
    left_whole = any(isinstance(one, TooManyParts) for one in part.defects)
    if kind.startswith("multipart/") and (
        depth >= DEEPEST or (left_whole and not part.is_multipart())
    ):
        found.left.append(kind)
        return
    if part.is_multipart():
        if kind == "multipart/alternative":
            _alternative(part, found, depth)
        else:
            for child in children(part):
                _walk(child, found, depth + 1)
        if left_whole:
            found.left.append("…")
        return
    found.seen += 1
    if _is_text(part, kind):
        _take_text(part, kind, found)
    elif kind.startswith("multipart/"):  # its boundary never came
        _add(found, part, kind, found.texts, decoding.decode(payload(part)[:LONGEST_TEXT], None))
    else:
        _take_file(part, kind, found)
        if kind == _FORWARDED and found.open_mails and len(found.forwarded) < _MOST_FORWARDED:
            found.forwarded.append(_forwarded(payload(part)))
        elif kind == _CALENDAR and len(found.events) < _MOST_FORWARDED:
            found.events.append(_event(_decoded(part, _LONGEST_EVENT)))


def _alternative(part: Mime, found: _Found, depth: int) -> None:
    """Several renderings of one text: the plain one is read unless it is blank."""
    before = len(found.texts)
    plain: list[str] = []
    rendered: list[str] = []
    for child in children(part):
        _walk(child, found, depth + 1)
        is_plain = child.get_content_type() == "text/plain"
        (plain if is_plain else rendered).extend(found.texts[before:])
        del found.texts[before:]
    found.texts += plain if "".join(plain).strip() else rendered


def _is_text(part: Mime, kind: str) -> bool:
    named = part.get_content_disposition() == "attachment" or file_name(part)
    return kind in {"text/plain", "text/html"} and not named


def _take_text(part: Mime, kind: str, found: _Found) -> None:
    if found.seen > MOST_PARTS:
        found.left.append(kind)
        return
    if kind == "text/html":
        source = hypertext.without_pictures(_decoded(part, hypertext.LONGEST_SOURCE))
        room, found.room_for_html = found.room_for_html, found.room_for_html - len(source)
        if room <= 0:
            _take_file(part, kind, found)
            return
        if len(source) > room:
            _take_file(part, kind, found)
        source = source[:room]
        if hypertext.is_safe(source):
            found.htmls.append(source)
        _add(found, part, kind, found.texts, hypertext.to_text(source))
        return
    text = _decoded(part, LONGEST_TEXT + 1)
    if parameter(part, "format").lower() == "flowed":
        text = unflow(text, delete_space=parameter(part, "delsp").lower() == "yes")
    _add(found, part, kind, found.texts, text)


def _add(found: _Found, part: Mime, kind: str, texts: list[str], text: str) -> None:
    """Take the text as far as there is room; a text that is cut is kept whole as a file."""
    if len(text) > found.room:
        _take_file(part, kind, found)
        text = text[: found.room]
    found.room -= len(text)
    texts.append(text)


def _decoded(part: Mime, longest: int) -> str:
    raw = payload(part)
    return decoding.decode(decoding.beginning(raw, 4 * longest), parameter(part, "charset"))[
        :longest
    ]


def _forwarded(raw: bytes) -> str:
    """What a mail says that was attached: its sender, its subject, its text."""
    inner = read(raw)
    told = [
        f"{name}: {value}"
        for name in _TOLD
        if (value := decoding.header(raw_header(inner, name.lower()))[:1000])
    ]
    found = _Found(take_files=False, open_mails=False)
    _walk(inner, found, 1)
    return "\n".join(told) + "\n\n" + _joined(found.texts)


def _event(text: str) -> str:
    """What an invitation is to, when and where."""
    unfolded = re.sub(r"\n[ \t]", "", text)
    inside = unfolded.partition("\nBEGIN:VEVENT\n")[2].partition("\nEND:VEVENT")[0]
    values = {name: value for name, value in _EVENT_FIELD.findall(inside) if value.strip()}
    start, end = (_moment(values.get(name, "")) for name in ("DTSTART", "DTEND"))
    when = " – ".join(one for one in (start, end) if one)  # noqa: RUF001
    told = [values.get("SUMMARY"), when, values.get("LOCATION"), values.get("DESCRIPTION")]
    return "\n".join(re.sub(r"\\[nN]", "\n", one) for one in told if one).replace("\\", "").strip()


def _moment(value: str) -> str:
    """A date or time as people write it.

    >>> _moment("20260302T100000Z")
    '2026-03-02 10:00 UTC'
    """
    found = re.match(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d*(Z?))?", value)
    if not found:
        return value
    year, month, day, hour, minute, utc = found.groups()
    time = f" {hour}:{minute}" if hour else ""
    return f"{year}-{month}-{day}{time}{' UTC' if utc else ''}"


def _take_file(part: Mime, kind: str, found: _Found) -> None:
    kind = kind if _MIME_TYPE.match(kind) else "application/octet-stream"
    name = file_name(part)
    if name.lower() == _OUTLOOK_NAME or kind == "application/vnd.ms-tnef":
        kind = _OUTLOOK
    name = _OUTLOOK_NAME if kind == _OUTLOOK else name or _made_up_name(part, kind, found.seen)
    if not found.take_files or found.seen > MOST_PARTS:
        found.left.append(name)
        return
    disposition = part.get_content_disposition()
    inline = disposition == "inline" or (disposition is None and "content-id" in part)
    upload = Upload(name=name, media_type=kind, content=payload(part), inline=inline)
    found.uploads.append(upload)


def _made_up_name(part: Mime, kind: str, number: int) -> str:
    if kind == _CALENDAR:
        method = re.sub(r"[^a-z]", "", parameter(part, "method").lower())[:20]
        return f"undangan-{method}.ics" if method not in {"", "request"} else "undangan.ics"
    ending = ".eml" if kind == _FORWARDED else mimetypes.guess_extension(kind)
    return f"{kind.partition('/')[0]}-{number}{ending or '.bin'}"


def children(part: Mime) -> Iterator[Mime]:
    """Give the direct parts."""
    inner = part.get_payload()
    if isinstance(inner, list):
        yield from (child for child in inner if isinstance(child, Message))


def payload(part: Mime) -> bytes:
    """Give a part's bytes, its transfer encoding undone; for a message within, as it stands."""
    if part.is_multipart():
        try:
            return b"\n".join(child.as_bytes() for child in children(part))
        except (UnicodeError, LookupError, ValueError, RecursionError):
            return b""
    encoded = part.get_payload()
    encoding = (raw_header(part, "content-transfer-encoding") or "").strip().lower()
    if len(encoded) > _LONGEST_UUENCODED and "uu" in encoding:
        return str(encoded).encode("ascii", "surrogateescape")
    try:
        raw = part.get_payload(decode=True)
    except (UnicodeError, LookupError, ValueError, AssertionError):
        raw = None
    return raw if isinstance(raw, bytes) else b""


def raw_header(part: Mime, name: str) -> str | None:
    """Give the first header of this name as it stands in the mail."""
    return next((str(value) for key, value in part.raw_items() if key.lower() == name), None)


def parameter(part: Mime, name: str) -> str:
    """Give a parameter of the Content-Type, or nothing."""
    try:
        value = part.get_param(name)
        return collapse_rfc2231_value(value).strip() if value else ""
    except (ValueError, LookupError, TypeError):
        return ""


def file_name(part: Mime) -> str:
    """Give the file name (RFC 2231, RFC 2047 or raw), without folders and traps; or nothing."""
    try:
        name = decoding.header(part.get_filename() or "")
    except (ValueError, LookupError, TypeError):
        return ""
    name = _UNSAFE.sub("_", re.split(r"[/\\]", name)[-1]).strip(" .")
    stem, dot, ending = name.rpartition(".")
    return name if len(name) <= 150 else f"{stem[:120]}{dot}{ending[:20]}"  # noqa: PLR2004


def unflow(text: str, *, delete_space: bool = False) -> str:
    r"""Join the lines of ``format=flowed`` again (RFC 3676).

    >>> unflow("Selamat \npagi\n-- \nBudi")
    'Selamat pagi\n-- \nBudi'
    """
    lines: list[tuple[str, list[str]]] = []  # quote marks, pieces of text
    flows = False
    for line in text.split("\n"):
        rest = line.lstrip(">")
        marks = ">" * (len(line) - len(rest))
        rest = rest.removeprefix(" ")
        continued = flows and rest != "-- " and lines[-1][0] == marks
        flows = rest.endswith(" ") and rest != "-- "
        piece = rest[:-1] if flows and delete_space else rest
        if continued:
            lines[-1][1].append(piece)
        else:
            lines.append((marks, [piece]))
    texts = ((marks, "".join(pieces)) for marks, pieces in lines)
    return "\n".join(f"{marks} {rest}" if marks else rest for marks, rest in texts)
