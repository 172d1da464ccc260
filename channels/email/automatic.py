"""Was this mail written by a machine?  Such mail is kept and never answered (RFC 3834)."""

from collections.abc import Mapping, Sequence

Fields = Mapping[str, Sequence[str]]  # header names in lower case, values on one line

LOOP_HEADER = "X-Tanya-Loop"
_ANY_VALUE = ("list-id", "x-autoreply", "x-autorespond", LOOP_HEADER.lower())
MACHINES = frozenset({"mailer-daemon", "postmaster"})
_PRECEDENCE = frozenset({"bulk", "list", "junk", "auto_reply"})


def is_automatic(fields: Fields, content_type: str, sender: str, own: str) -> bool:
    """Say so on any of the usual signs, a report, or our own address."""
    return (
        _says_so(fields)
        or content_type == "multipart/report"
        or sender.partition("@")[0] in MACHINES
        or _without_tag(sender) == _without_tag(own.lower())
    )


def _says_so(fields: Fields) -> bool:
    def words(name: str) -> set[str]:
        return {v.partition(";")[0].strip().lower() for v in fields.get(name, ())}

    return (
        bool(words("auto-submitted") - {"no", ""})
        or bool(words("precedence") & _PRECEDENCE)
        or bool(words("x-auto-response-suppress") - {"none", ""})
        or any(fields.get(name) for name in _ANY_VALUE)
        or "<>" in words("return-path")
    )


def _without_tag(address: str) -> str:
    """Our address with a plus-tag is ours too."""
    local, _, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"
