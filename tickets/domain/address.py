"""E-mail addresses as people say them: which can be written to, in one form, safe in a header."""

import re

_LONGEST, _LONGEST_LOCAL, _LONGEST_NAME = 254, 64, 80  # characters; RFC 5321 4.5.3.1
_LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_WRITTEN = re.compile(r"[^\s<>()\[\],;:\"]+@[^\s<>()\[\],;:\"]+")
_AROUND = ".!?'\u2018\u2019\u201c\u201d*_"  # what people put around an address in a sentence
_MACHINES = frozenset({"mailer-daemon", "postmaster"})
_NO_NAME = re.compile(r"[@<>/\\]|www\.|[\x00-\x1f\x7f\u0085\u2028\u2029]", re.IGNORECASE)


def usable(text: str) -> str | None:
    r"""The address in lower case, its domain as the mail servers write it; None for anything else.

    Only plain characters are left, so nothing in it can end a line of a header.

    >>> usable(" Siti.Aminah@Contoh.ID "), usable("siti@contoh.id\r\nBcc: x@y.id")
    ('siti.aminah@contoh.id', None)
    """
    local, _, domain = text.strip(" \t").lower().rpartition("@")
    domain = _ascii(domain)
    labels = domain.split(".")
    address = f"{local}@{domain}"
    good = (
        len(address) <= _LONGEST
        and len(local) <= _LONGEST_LOCAL
        and local not in _MACHINES
        and _LOCAL.fullmatch(local)
        and len(labels) > 1
        and all(_LABEL.fullmatch(label) for label in labels)
        and not labels[-1].isdecimal()
    )
    return address if good else None


def said_in(text: str) -> str | None:
    """The one address in what a person wrote; None when there is none, or more than one.

    >>> said_in("ke siti@contoh.id saja ya, terima kasih."), said_in("a@b.id atau c@d.id")
    ('siti@contoh.id', None)
    """
    found = {usable(one.strip(_AROUND)) for one in _WRITTEN.findall(text[:2000])}
    return found.pop() if len(found) == 1 else None


def shortened(address: str) -> str:
    """As it may stand where others read: enough to know one's own by.

    >>> shortened("siti.aminah@contoh.id")
    's•••@contoh.id'
    """
    local, at, domain = address.rpartition("@")
    return f"{local[:1]}•••{at}{domain}"


def person_name(text: str) -> str:
    """A name that a person gives; nothing when it is no name but, say, an advertisement.

    >>> person_name("  Siti   Aminah "), person_name("menang! www.contoh.id")
    ('Siti Aminah', '')
    """
    name = " ".join(text.split())
    return "" if len(name) > _LONGEST_NAME or _NO_NAME.search(text) else name


def without_tag(address: str) -> str:
    """The mailbox behind a plus-address.

    >>> without_tag("tanya+abc@kantor.id")
    'tanya@kantor.id'
    """
    local, _, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def _ascii(domain: str) -> str:
    try:
        return domain if domain.isascii() else domain.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
