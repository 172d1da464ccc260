"""Reads a mail: bytes in, an `Inbound` out, or the reason why not.  Pure.

A mail over ``max_bytes`` keeps its text; the names of its files are listed at the end of
``quoted``, as are those beyond the limits of `structure`.  A text too long to be read is kept whole
as a file.  A mail without words of its own has as its text what it forwards, what it invites to, or
its subject.
"""

import dataclasses
import datetime as dt
import email.utils
import hashlib
from collections import defaultdict
from collections.abc import Iterable
from email.errors import MessageError

from channels.email import automatic, bounces, decoding, quoting, structure, threading, trust
from channels.email.automatic import Fields
from channels.email.phrases import phrase
from channels.email.structure import Body, Mime
from tickets.domain.traffic import Inbound

LONGEST_TEXT = 100_000  # characters; the rest is folded away
_LONGEST_SUBJECT = 500
_LONGEST_ADDRESS = 320
_MOST_VALUES = 100  # of one header
_MOST_LEFT = 50_000  # characters of names of files that were not taken
_LONGEST_QUOTED = 2_000_000
_SENDERS = ("from", "reply-to", "sender", "return-path")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What reading depends on, besides the mail."""

    channel: str
    address: str  # ours
    secret: bytes
    max_bytes: int
    authserv_id: str | None = None  # the server whose word on senders counts


@dataclasses.dataclass(frozen=True, slots=True)
class Unreadable:
    """The mail cannot be read."""

    reason: str


def parse(raw: bytes, external_id: str, reading: Reading) -> Inbound | Unreadable:
    """Read one mail."""
    try:
        message = structure.read(raw)
        fields = _fields(message)
        name, sender = _sender(fields)
        if not sender:
            return Unreadable("no address of a sender")
        body = structure.take_apart(message, take_files=len(raw) <= reading.max_bytes)
        return _inbound(raw, external_id, reading, message, fields, (name, sender), body)
    except RecursionError:
        return Unreadable("parts nested too deeply")
    except (MessageError, ValueError, LookupError, TypeError, AttributeError) as why:
        return Unreadable(f"broken beyond reading ({type(why).__name__})")


def _inbound(  # the one place where everything comes together
    raw: bytes,
    external_id: str,
    reading: Reading,
    message: Mime,
    fields: Fields,
    author: tuple[str, str],
    body: Body,
) -> Inbound:
    full_subject = _first(fields, "subject", decode=True)
    subject = quoting.bare_subject(full_subject)[:_LONGEST_SUBJECT]
    split = quoting.split(body.text, forwarded=quoting.is_forward(full_subject))
    text, folded = split.new, body.forwarded
    if not (text or split.quoted):
        text = body.forwarded or body.event or subject
        folded = "" if text is body.forwarded else folded
    locale = _locale(fields)
    digest = hashlib.sha256(_after_headers(raw)).hexdigest()
    key = _message_key(fields, digest)
    left = phrase("not_taken", locale or "id").format(names=", ".join(body.left)[:_MOST_LEFT])
    rest = (text[LONGEST_TEXT:], split.quoted, folded)
    quoted = "\n\n".join(part for part in rest if part)[:_LONGEST_QUOTED]
    machine = automatic.is_automatic(fields, message.get_content_type(), author[1], reading.address)
    report = bounces.report(raw) if machine else message
    returned = tuple(bounces.returned(report, body.text)) if machine else ()
    return Inbound(
        channel=reading.channel,
        kind="email",
        external_id=external_id,
        sender=author[1],
        sender_name=author[0],
        text=text[:LONGEST_TEXT],
        html=body.html,
        quoted="\n\n".join(part for part in (quoted, left if body.left else "") if part),
        subject=subject,
        sent_at=_first_date([*fields.get("date", ()), *_received(fields)]),
        received_at=_first_date(_received(fields)),
        locale=locale,
        thread_keys=threading.thread_keys(fields, returned, reading.secret, reading.address),
        message_key=key,
        fingerprint=f"{key} {digest}",
        trust=trust.trust(fields, author[1], server) if (server := reading.authserv_id) else None,
        uploads=body.uploads,
        automatic=machine,
        bounce=bounces.bounce(report, body.text, returned[0]) if returned else None,
    )


def _fields(message: Mime) -> Fields:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name, value in message.raw_items():
        if len(values := found[name.lower()]) < _MOST_VALUES:
            values.append(decoding.unfold(value))
    return found


def _first(fields: Fields, name: str, *, decode: bool = False) -> str:
    value = next(iter(fields.get(name, ())), "")
    return decoding.header(value) if decode else value


def _sender(fields: Fields) -> tuple[str, str]:
    """Give name and address, from the first header that has an address."""
    for header in _SENDERS:
        for value in fields.get(header, ()):
            for name, address in email.utils.getaddresses([value[:2000]]):
                address = address.strip().lower()  # noqa: PLW2901
                local, _, domain = address.rpartition("@")
                whole = bool(local and domain and " " not in address)
                if (whole or address in automatic.MACHINES) and len(address) <= _LONGEST_ADDRESS:
                    return decoding.header(name)[:200], address
    return "", ""


def _received(fields: Fields) -> list[str]:
    """Give when the last server received it, by its own header."""
    return [value.rpartition(";")[2] for value in fields.get("received", ())[:1]]


def _first_date(values: Iterable[str]) -> dt.datetime | None:
    """Give the first that is a date; in UTC."""
    for value in values:
        try:
            at = email.utils.parsedate_to_datetime(value[:200])
            return (at if at.tzinfo else at.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
        except (ValueError, TypeError, OverflowError, IndexError):
            continue
    return None


def _locale(fields: Fields) -> str | None:
    language = _first(fields, "content-language")[:2].lower()
    return language if language in {"id", "en"} else None


def _after_headers(raw: bytes) -> bytes:
    """Give the body as sent: copies of one mail differ in their Received headers."""
    ends = [at for at in (raw.find(b"\r\n\r\n"), raw.find(b"\n\n")) if at >= 0]
    return raw[min(ends) :].strip().replace(b"\r\n", b"\n") if ends else raw


def _message_key(fields: Fields, digest: str) -> str:
    """Give the Message-ID, or one made up that is the same for the same mail."""
    if found := threading.message_ids(_first(fields, "message-id")):
        return found[0]
    told = "\0".join(_first(fields, name) for name in ("from", "date", "subject"))
    made_up = hashlib.sha256(f"{told}\0{digest}".encode()).hexdigest()[:32]
    return f"<{made_up}@no-message-id.invalid>"
