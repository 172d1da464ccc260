"""Names as IMAP writes them: quoted strings, and folders in modified UTF-7 (RFC 3501 5.1.3)."""

import re


def quoted(name: str) -> str:
    r"""Write a quoted string.

    >>> print(quoted('a "b" \\'))
    "a \"b\" \\"
    """
    return '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'


def quoted_folder(name: str) -> str:
    """Write a folder's name.

    >>> quoted_folder("Kotak Masuk/Pengaduan & Café")
    '"Kotak Masuk/Pengaduan &- Caf&AOk-"'
    """
    parts = re.split(r"([^\x20-\x7e]+)", name.replace("&", "&-"))
    return quoted("".join(p if not p or p.isascii() else _shifted(p) for p in parts))


def _shifted(text: str) -> str:
    """Write what is not ASCII."""
    coded = text.encode("utf-7").decode().removeprefix("+").removesuffix("-")
    return "&" + coded.replace("/", ",") + "-"
