"""How far a mailbox has been read: ``uidvalidity:uid``, never a flag and never a date."""

import dataclasses


@dataclasses.dataclass(frozen=True, slots=True)
class Cursor:
    """Everything up to ``uid`` was dealt with, as long as ``uidvalidity`` stays."""

    uidvalidity: int
    uid: int

    def __str__(self) -> str:
        return f"{self.uidvalidity}:{self.uid}"


def resume(stored: str | None, uidvalidity: int) -> Cursor:
    """Go on where we stopped; from the very first mail when the numbers are new.

    >>> resume("7:12", 7), resume("7:12", 8), resume(None, 7)
    (Cursor(uidvalidity=7, uid=12), Cursor(uidvalidity=8, uid=0), Cursor(uidvalidity=7, uid=0))
    """
    before, _, uid = (stored or "").partition(":")
    if before == str(uidvalidity) and uid.isdecimal():
        return Cursor(uidvalidity, int(uid))
    return Cursor(uidvalidity, 0)
