"""What it takes to come in: how long one waits after failures, and what is still owed; pure."""

import dataclasses
import datetime as dt
import enum

from tickets.domain.access import Role
from tickets.domain.refusal import Refusal

TRIES_OF_ACCOUNT = 5
TRIES_OF_ADDRESS = 30  # an office may sit behind one
_FIRST = dt.timedelta(seconds=30)
_LONGEST = dt.timedelta(minutes=15)  # whoever locks a colleague out cannot do it for long
_DOUBLINGS = 10
FORGOTTEN_AFTER = dt.timedelta(hours=12)


class Debt(enum.StrEnum):
    """What someone has to do before they may work."""

    PASSWORD = "password"  # noqa: S105  the one they have was made by somebody else
    TOTP = "totp"


class Owed(Refusal):
    """Something is to be done first: a password of one's own, an authenticator."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FactorRule:
    """Whether codes of an authenticator are asked for, and who has to have one."""

    offered: bool = True
    required_for: frozenset[Role] = frozenset()

    def requires(self, role: Role) -> bool:
        """Whether this role cannot work without."""
        return self.offered and role in self.required_for


def pause(failures: int, tries: int) -> dt.timedelta:
    """How long nobody is heard after so many failures in a row; nothing for the first ``tries``.

    >>> [int(pause(n, 5).total_seconds()) for n in (4, 5, 6, 7, 99)]
    [0, 30, 60, 120, 900]
    """
    beyond = failures - tries
    if beyond < 0:
        return dt.timedelta()
    return min(_LONGEST, _FIRST * (1 << min(beyond, _DOUBLINGS)))


def debts(rule: FactorRule, role: Role, *, must_change: bool, has_factor: bool) -> tuple[Debt, ...]:
    """What is owed, in the order in which it is to be done."""
    owed = []
    if must_change:
        owed.append(Debt.PASSWORD)
    if rule.requires(role) and not has_factor:
        owed.append(Debt.TOTP)
    return tuple(owed)
