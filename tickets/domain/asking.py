"""Whether a text does nothing but ask how a ticket stands, and which; pure."""

import dataclasses
import re

from tickets.domain import number

STATUS = "status"  # the command such a text is filed under
_COMMAND = re.compile(r"/status(?:@\w+)?(?=\s|$)", re.IGNORECASE)
_STATUS_WORD = re.compile(r"\bstatus(?:nya)?\b", re.IGNORECASE)
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))
_LONGEST = 200  # characters; whoever writes more has more to say
_AROUND = frozenset(  # what people write around a number and mean nothing else by
    [
        "status",
        "tiket",
        "nomor",
        "nomer",
        "no",
        "nmr",
        "kode",
        "resi",
        "tanda",
        "terima",
        "bukti",
        "penerimaan",
        "saya",
        "aku",
        "ini",
        "itu",
        "dari",
        "dengan",
        "untuk",
        "atas",
        "mohon",
        "minta",
        "tolong",
        "cek",
        "check",
        "info",
        "informasi",
        "informasinya",
        "statusnya",
        "ya",
        "dong",
        "kak",
        "min",
        "pak",
        "bu",
        "halo",
        "hai",
        "permisi",
        "selamat",
        "pagi",
        "siang",
        "sore",
        "malam",
        "terima",
        "kasih",
        "terimakasih",
        "makasih",
        "re",
        "fw",
        "fwd",
        "bls",
        "ticket",
        "number",
        "receipt",
        "code",
        "my",
        "the",
        "of",
        "for",
        "is",
        "this",
        "please",
        "pls",
        "hi",
        "hello",
        "thanks",
        "thank",
        "you",
    ]
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question after a ticket; ``number`` as it was written when it is no receipt number."""

    number: str | None = None  # None: the one this conversation is about


def asked(text: str, prefix: str) -> Asked | None:
    """The question that a text is; None when it says anything else.

    ``prefix`` is that of the office's numbers: by it a mistyped one is known.

    >>> asked("Nomor tiket: t 2026 000123 x", "T")
    Asked(number='T-2026-000123-X')
    >>> asked("T-2026-000123-X belum dijawab sejak Senin", "T")
    """
    line = text.strip().translate(_DASHES)
    command = _COMMAND.match(line)
    rest = " ".join(line[command.end() if command else 0 :][: _LONGEST + 1].split())
    if command is None and len(line) > _LONGEST:
        return None
    named = number.find(rest) or number.nearly(rest, prefix)
    if command is None and (named is None or not _says_no_more(rest)):
        return None
    return Asked(number=named)


def asked_by_mail(subject: str, text: str, prefix: str, *, reply: bool) -> Asked | None:
    """The same of a mail.

    What is new in it decides.  A mail of its own may name the number in its subject; a ``reply``
    is about its thread, where the one word "status" will do.
    """
    told = asked(text, prefix)
    if told is not None:
        return told
    if reply:
        bare = _says_no_more(text) and _STATUS_WORD.search(text) is not None
        return Asked() if bare else None
    return asked(subject, prefix) if _says_no_more(text) else None


def _says_no_more(text: str) -> bool:
    words = re.findall(r"\w+", number.without(text[: 2 * _LONGEST]).casefold())
    return len(text) <= _LONGEST and all(word in _AROUND for word in words)
