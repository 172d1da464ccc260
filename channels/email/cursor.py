"""How far each folder of a mailbox has been read: by UID, never by a flag and never by a date."""

import dataclasses
import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

BEGINNING = 65_536  # bytes of a mail that its mark is made of
_MESSAGE_ID = re.compile(rb"^message-id:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_HEAD_ENDS = re.compile(rb"\r?\n\r?\n")


@dataclasses.dataclass(frozen=True, slots=True)
class Cursor:
    """Everything up to ``uid`` was dealt with, as long as ``uidvalidity`` stays.

    ``mark`` tells whether the mail with this UID is still the one we read: a folder that is put
    back from a backup gives the same numbers to other mails.
    """

    uidvalidity: int
    uid: int
    mark: str = ""


def mark_of(raw: bytes) -> str:
    """What a mail is known by, 16 hex digits: of its Message-ID, else of its beginning.

    Some servers write the same mail a little differently each time; its Message-ID stays.
    """
    beginning = raw[:BEGINNING]
    found = _MESSAGE_ID.search(_HEAD_ENDS.split(beginning, maxsplit=1)[0])
    return hashlib.sha256(found[1] if found else beginning).hexdigest()[:16]


def resume(stored: Mapping[str, Cursor], folder: str, uidvalidity: int) -> Cursor:
    """Go on where we stopped; from the very first mail when the numbers are new.

    >>> resume({"INBOX": Cursor(7, 12)}, "INBOX", 7), resume({"INBOX": Cursor(7, 12)}, "INBOX", 8)
    (Cursor(uidvalidity=7, uid=12, mark=''), Cursor(uidvalidity=8, uid=0, mark=''))
    """
    at = stored.get(folder)
    return at if at and at.uidvalidity == uidvalidity else Cursor(uidvalidity, 0)


def written(cursors: Mapping[str, Cursor]) -> str:
    """One line for all folders."""
    return json.dumps({name: dataclasses.astuple(at) for name, at in cursors.items()})


def read(stored: str | None) -> dict[str, Cursor]:
    """The folders of a line; of one that says nothing to us, none.

    >>> read(written({"INBOX": Cursor(7, 12, "ab")})), read(None), read("7:12")
    ({'INBOX': Cursor(uidvalidity=7, uid=12, mark='ab')}, {}, {})
    """
    try:
        found: dict[str, Any] = json.loads(stored or "{}")
        return {name: Cursor(int(v), int(uid), str(mark)) for name, (v, uid, mark) in found.items()}
    except (ValueError, TypeError, AttributeError):
        return {}  # all is read anew, and what was filed is known
