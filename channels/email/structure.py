"""Takes a MIME tree apart: the readable text, the HTML, and the files, within limits."""

import dataclasses
import mimetypes
import re
from collections.abc import Iterator
from email.message import Message
from email.utils import collapse_rfc2231_value

from channels.email import decoding, hypertext
from tickets.domain.message import Upload

MOST_PARTS = 200
DEEPEST = 20
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"|?*\u202a-\u202e\u2066-\u2069]')
_MIME_TYPE = re.compile(r"^[a-z0-9!#$&^_.+-]{1,80}/[a-z0-9!#$&^_.+-]{1,80}$")
Mime = Message


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """What a mail holds.  ``left`` names the files that were not taken."""

    text: str
    html: str | None
    uploads: tuple[Upload, ...]
    left: tuple[str, ...]


@dataclasses.dataclass(slots=True)
class _Found:
    """What the walk has gathered so far."""

    take_files: bool
    seen: int = 0
    texts: list[str] = dataclasses.field(default_factory=list)
    htmls: list[str] = dataclasses.field(default_factory=list)
    uploads: list[Upload] = dataclasses.field(default_factory=list)
    left: list[str] = dataclasses.field(default_factory=list)


def take_apart(message: Mime, *, take_files: bool) -> Body:
    """Read a whole mail.  Parts beyond the limits are left, and named."""
    found = _Found(take_files)
    _walk(message, found, 0)
    return Body(
        text="\n\n".join(text for text in found.texts if text.strip()),
        html="\n".join(found.htmls) or None,
        uploads=tuple(found.uploads),
        left=tuple(found.left),
    )


def _walk(part: Mime, found: _Found, depth: int) -> None:
    for name in ("content-type", "content-disposition"):
        if (value := raw_header(part, name)) is not None:
            part.replace_header(name, decoding.unfold(value))  # raw 8-bit made plain text
    kind = part.get_content_type()
    if kind.startswith("multipart/") and part.is_multipart():
        if depth >= DEEPEST:
            found.left.append(kind)
        elif kind == "multipart/alternative":
            _alternative(part, found, depth)
        else:
            for child in children(part):
                _walk(child, found, depth + 1)
        return
    found.seen += 1
    if _is_text(part, kind):
        _take_text(part, kind, found)
    elif kind.startswith("multipart/") and not part.is_multipart():
        found.texts.append(decoding.decode(payload(part), None))  # a boundary that never came
    else:
        _take_file(part, kind, found)


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
    text = decoding.decode(payload(part), _parameter(part, "charset"))
    if kind == "text/html":
        found.htmls.append(text)
        text = hypertext.to_text(text)
    elif _parameter(part, "format").lower() == "flowed":
        text = unflow(text, delete_space=_parameter(part, "delsp").lower() == "yes")
    found.texts.append(text)


def _take_file(part: Mime, kind: str, found: _Found) -> None:
    kind = kind if _MIME_TYPE.match(kind) else "application/octet-stream"
    name = file_name(part) or _made_up_name(kind, found.seen)
    if not found.take_files or found.seen > MOST_PARTS:
        found.left.append(name)
        return
    disposition = part.get_content_disposition()
    inline = disposition == "inline" or (disposition is None and "content-id" in part)
    upload = Upload(name=name, media_type=kind, content=payload(part), inline=inline)
    found.uploads.append(upload)


def _made_up_name(kind: str, number: int) -> str:
    ending = ".eml" if kind == "message/rfc822" else mimetypes.guess_extension(kind)
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
    try:
        raw = part.get_payload(decode=True)
    except (UnicodeError, LookupError, ValueError, AssertionError):
        raw = None
    return raw if isinstance(raw, bytes) else b""


def raw_header(part: Mime, name: str) -> str | None:
    """Give the first header of this name as it stands in the mail."""
    return next((str(value) for key, value in part.raw_items() if key.lower() == name), None)


def _parameter(part: Mime, name: str) -> str:
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
    lines: list[tuple[str, str]] = []  # quote marks, text
    flows = False
    for line in text.split("\n"):
        rest = line.lstrip(">")
        marks = ">" * (len(line) - len(rest))
        rest = rest.removeprefix(" ")
        if flows and rest != "-- " and lines[-1][0] == marks:
            lines[-1] = (marks, lines[-1][1] + rest)
        else:
            lines.append((marks, rest))
        flows = rest.endswith(" ") and rest != "-- "
        if flows and delete_space:
            lines[-1] = (marks, lines[-1][1][:-1])
    return "\n".join(f"{marks} {rest}" if marks else rest for marks, rest in lines)
