"""Reads delivery reports: which mail of ours came back, for good or not, and why; pure.

RFC 3464 where the server keeps to it; else flufl.bounce knows the wording of common servers.
"""

import email
import email.policy
import re
from collections.abc import Iterator
from email.message import Message

from flufl.bounce import all_failures

from channels.email import decoding, structure, threading
from channels.email.structure import Mime
from tickets.domain.traffic import Bounce

_REPORT = "multipart/report"
_FINAL, _DELAYED = "failed", "delayed"
_RETURNED = frozenset({"message/rfc822", "text/rfc822-headers"})
_NAMED = re.compile(r"^[> \t]*Message-ID:\s*(<[!-;=?-~]{1,500}>)", re.IGNORECASE | re.MULTILINE)
_NOT_ASCII = re.compile(rb"[\x80-\xff]")
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_LONGEST = 300  # characters of the server's own words
_READ = 65_536  # characters of a report that are looked at
_READ_REPORT = 262_144  # bytes of a mail that is a report by its type
_READ_WORDS = 32_768  # bytes of another; the detectors take quadratic time
_MOST_NESTED = 50  # parts; the standard parser takes quadratic time in them
_BOUNDARY = re.compile(rb"boundary[*0-9\s]{0,20}=", re.IGNORECASE)
_MEANINGS = (  # RFC 3463, the nearest first
    ("5.1.", "there is no such address"),
    ("5.2.1", "the mailbox does not take mail"),
    ("5.2.2", "the mailbox is full"),
    ("5.3.4", "the mail is too large for that server"),
    ("5.4.", "the server of that address cannot be found"),
    ("5.7.", "the server of that address refuses it"),
    ("4.", "not yet; the server keeps trying"),
    ("5.", "it cannot be delivered"),
)


def report(raw: bytes) -> Mime:
    """Read the beginning of a mail by the standard library, which knows delivery reports."""
    if len(_BOUNDARY.findall(raw[:_READ_REPORT])) > _MOST_NESTED:
        return Message()
    message = email.message_from_bytes(raw[:_READ_REPORT], policy=email.policy.compat32)
    if message.get_content_type() == _REPORT:
        return message
    plain = _NOT_ASCII.sub(b"?", raw[:_READ_WORDS])  # the detectors stumble over raw 8-bit
    return email.message_from_bytes(plain, policy=email.policy.compat32)


def bounce(message: Mime, text: str, original: str) -> Bounce | None:
    """Read what a machine wrote about ``original``, which it returned; None for no report."""
    if message.get_content_type() == _REPORT:
        return _by_report(message, original)
    return _by_wording(message, text, original)


def returned(message: Mime, text: str) -> Iterator[str]:
    """Give the Message-IDs of the mail that came back, or that was read (RFC 8098)."""
    for part in structure.children(message):
        if part.get_content_type() == "message/disposition-notification":
            for told in structure.children(part):
                yield from threading.message_ids(str(told.get("original-message-id", "")))
        if part.get_content_type() in _RETURNED:
            head = structure.payload(part)[:_READ]
            inner = email.message_from_bytes(head, policy=email.policy.compat32)
            yield from threading.message_ids(str(inner.get("message-id", "")))
    yield from _NAMED.findall(text[:_READ])


def _by_report(message: Mime, original: str) -> Bounce | None:
    told = [told for part in structure.children(message) for told in _recipients(part)]
    ranked = (one for action in (_FINAL, _DELAYED) for one in told if one["action"] == action)
    if (first := next(ranked, None)) is None:
        return None
    words = first.get("diagnostic-code", "").partition(";")[2].strip()
    return Bounce(
        message_key=original,
        final=first["action"] == _FINAL,
        reason=_reason(first.get("status", ""), words),
    )


def _recipients(part: Mime) -> Iterator[dict[str, str]]:
    """Give the fields about each recipient; the first block is about the whole mail."""
    if part.get_content_type() != "message/delivery-status":
        return
    for block in [*structure.children(part)][1:]:
        fields = {name.lower(): decoding.unfold(value) for name, value in block.raw_items()}
        yield fields | {"action": fields.get("action", "").strip().lower()}


def _by_wording(message: Mime, text: str, original: str) -> Bounce | None:
    try:
        passing, final = all_failures(message)
    except Exception:  # noqa: BLE001  its detectors stumble over odd mails; then it is no report
        return None
    if not (passing or final):
        return None
    line = next((one for one in text[:_READ].splitlines() if _STATUS.search(one)), "")
    status = found[1] if (found := _STATUS.search(line)) else ("5." if final else "4.")
    return Bounce(message_key=original, final=bool(final), reason=_reason(status, line))


def _reason(status: str, words: str) -> str:
    """Say it in clear language, with the server's own words behind it."""
    found = _STATUS.search(status) or _STATUS.search(words)
    code = found[1] if found else status.strip()
    meaning = next((m for start, m in _MEANINGS if code.startswith(start)), _MEANINGS[-1][1])
    own = " ".join(words.split())[:_LONGEST] or (found[1] if found else "")
    return f"{meaning} ({own})" if own else meaning
