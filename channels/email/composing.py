"""Writes a mail: an `Outbound` in, a message out, the same Message-ID on every try.  Pure."""

import dataclasses
import datetime as dt
import email.policy
import re
from email.headerregistry import Address
from email.message import EmailMessage

from channels.email import token
from channels.email.automatic import LOOP_HEADER
from channels.email.letters import Letters, Words
from channels.email.phrases import phrase
from channels.email.quoting import bare_subject
from channels.email.threading import message_ids
from tickets.domain.message import Upload
from tickets.domain.traffic import Outbound, Spoken

_LONGEST_LOCAL = 64  # RFC 5321 4.5.3.1.1
_LONGEST_SUBJECT = 200
_LONGEST_NAME = 100
_MOST_REFERENCES = 20
_ONE_LINE = 900  # below the limit of 998 (RFC 5322 2.1.1)
_MEDIA_TYPE = re.compile(r"([a-z0-9][a-z0-9!#$&^_.+-]*)/([a-z0-9][a-z0-9!#$&^_.+-]*)")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029\ud800-\udfff]+")


class BadAddress(ValueError):
    """No mail can go to this address."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """Who writes."""

    address: str
    display_name: str
    secret: bytes
    letters: Letters = dataclasses.field(default_factory=Letters)


class _Letter(email.policy.EmailPolicy):
    """Like SMTP's policy; long ids and addresses stay whole, where Python would encode them."""

    def fold(self, name: str, value: str) -> str:
        """Fold for text."""
        if name.lower() == "references":
            return f"{name}: " + "\r\n ".join(str(value).split()) + "\r\n"
        whole = str(value)
        if name.lower() != "subject" and whole.isascii() and len(whole) < _ONE_LINE:
            return f"{name}: {whole}\r\n"
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: str) -> bytes:
        """Fold for the wire."""
        return self.fold(name, value).encode("ascii", "surrogateescape")


def compose(out: Outbound, writer: Writer, now: dt.datetime) -> EmailMessage:
    """Write it, or raise `BadAddress`."""
    policy = _Letter(linesep="\r\n", cte_type="7bit")
    mail = EmailMessage(policy=policy)
    mail["From"] = Address(_line(writer.display_name), addr_spec=writer.address)
    mail["To"] = _recipient(out)
    mail["Subject"] = subject(out)
    mail["Date"] = now
    mail["Message-ID"] = message_id(out, writer)
    mail["Reply-To"] = Address(_line(writer.display_name), addr_spec=_answers_to(out, writer))
    _refer(mail, out)
    mail[LOOP_HEADER] = _mark(out, writer)
    if out.automatic:
        mail["Auto-Submitted"] = "auto-generated" if out.transcript else "auto-replied"
        mail["X-Auto-Response-Suppress"] = "All"
    mail["Content-Language"] = "en" if out.locale == "en" else "id"
    _write(mail, out, writer.letters)
    return mail


def message_id(out: Outbound, writer: Writer) -> str:
    """Name the mail: the same for the same message, and proof of its conversation."""
    domain = writer.address.rpartition("@")[2]
    return f"<{out.key.hex}.{_mark(out, writer)}@{domain}>"


def _mark(out: Outbound, writer: Writer) -> str:
    """The signed token; none in a copy, which may go to anybody."""
    return "transcript" if out.transcript else token.sign(out.conversation, writer.secret)


def _answers_to(out: Outbound, writer: Writer) -> str:
    if out.transcript:
        return writer.address
    return reply_address(writer.address, token.sign(out.conversation, writer.secret))


def reply_address(address: str, signed: str) -> str:
    """Add the token to our address, unless the local part would grow too long.

    >>> reply_address("tanya@example.org", "abc")
    'tanya+abc@example.org'
    """
    local, _, domain = address.rpartition("@")
    return (
        f"{local}+{signed}@{domain}" if len(local) + 1 + len(signed) <= _LONGEST_LOCAL else address
    )


def subject(out: Outbound) -> str:
    """Name the ticket once, whatever the subject already says."""
    mark = f"[{out.ticket}]"
    if out.transcript:
        return f"{phrase('transcript', out.locale)} {mark}"
    bare = bare_subject(_line(out.subject.replace(mark, " "))).strip()
    said = bare or phrase("no_subject", out.locale)
    answer = "" if out.letter == "follow" and out.in_reply_to is None else "Re: "
    return f"{answer}{said[:_LONGEST_SUBJECT]} {mark}" if out.ticket else f"{answer}{said}"


def _line(text: str) -> str:
    """Put text on one line: nobody writes headers of ours."""
    return " ".join(_CONTROLS.sub(" ", text).split())


def _recipient(out: Outbound) -> Address:
    local, _, domain = out.to.rpartition("@")
    if _CONTROLS.search(out.to) or not local or not domain or not local.isascii():
        raise BadAddress("this is no address that mail can be sent to")
    try:
        ascii_domain = domain if domain.isascii() else domain.encode("idna").decode()
        return Address(_line(out.to_name)[:_LONGEST_NAME], addr_spec=f"{local}@{ascii_domain}")
    except Exception as why:  # email.headerregistry fails in many ways
        raise BadAddress("this is no address that mail can be sent to") from why


def _refer(mail: EmailMessage, out: Outbound) -> None:
    answered = message_ids(out.in_reply_to or "")
    before = [one for key in out.references for one in message_ids(key)]
    chain = list(dict.fromkeys([*before, *answered]))
    if answered:
        mail["In-Reply-To"] = answered[0]
    if chain:  # the first and the latest, where there are too many
        mail["References"] = " ".join([*chain[:1], *chain[1:][-_MOST_REFERENCES:]])


def _write(mail: EmailMessage, out: Outbound, letters: Letters) -> None:
    plain, page = letters.written(
        Words(
            text=_encodable(out.text),
            html=_encodable(out.html) if out.html else None,
            choices=[_encodable(_line(choice.label)) for choice in out.choices],
            ticket=out.ticket,
            locale=out.locale,
            automatic=out.automatic,
            author=_encodable(_line(out.author.name)),
            name=_encodable(_line(out.to_name)[:_LONGEST_NAME]),
            lines=[_encoded(one) for one in out.transcript],
        ),
        "transcript" if out.transcript else out.letter,
    )
    mail.set_content(plain, cte="quoted-printable")
    mail.add_alternative(page, subtype="html", cte="quoted-printable")
    for upload in out.uploads:
        _attach(mail, upload)


def _attach(mail: EmailMessage, upload: Upload) -> None:
    known = _MEDIA_TYPE.fullmatch(upload.media_type.lower())
    main, sub = known.groups() if known else ("application", "octet-stream")
    if main in {"message", "multipart"}:  # these may not be base64 (RFC 2045 6.4)
        main, sub = "application", "octet-stream"
    name = _line(upload.name) or "file"
    mail.add_attachment(upload.content, maintype=main, subtype=sub, filename=name)


def _encoded(line: Spoken) -> Spoken:
    """Its words as they can be sent, names and files on one line."""
    author = dataclasses.replace(line.author, name=_encodable(_line(line.author.name)))
    files = tuple(_encodable(_line(name)) for name in line.files)
    return dataclasses.replace(line, author=author, text=_encodable(line.text), files=files)


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()
