"""Who may do what in the console, and who sees which tickets: the one place that says so."""

import dataclasses
import enum
import hashlib
from uuid import UUID


class Role(enum.StrEnum):
    """What an agent is here for."""

    AGENT = "agent"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"


class Right(enum.StrEnum):
    """What one may be allowed."""

    READ_TICKETS = "read tickets"
    WORK_TICKETS = "work on tickets"
    READ_CONTACTS = "read contacts"
    WORK_CONTACTS = "change and merge contacts"
    ASSIGN_OTHERS = "assign tickets to others"
    MANAGE_AGENTS = "manage agents"
    DEFINE_FIELDS = "define the fields of tickets"
    RETRY_JOBS = "retry jobs"
    READ_LEDGER = "read the ledger of mail"
    MANAGE_TEAMS = "manage teams"
    SHARE_ANSWERS = "write the canned responses and macros of the whole desk"
    OWN_ACCOUNT = "change one's own password, sessions and tokens"
    READ_HEALTH = "read how all parts do"
    SUPERVISE = "watch the desk, look through transcripts and reports"
    EXPORT = "export transcripts"
    READ_AUDIT = "read the audit log"


_AGENT = frozenset(
    {
        Right.READ_TICKETS,
        Right.WORK_TICKETS,
        Right.READ_CONTACTS,
        Right.WORK_CONTACTS,
        Right.OWN_ACCOUNT,
    }
)
_SUPERVISOR = _AGENT | {
    Right.ASSIGN_OTHERS,
    Right.RETRY_JOBS,
    Right.READ_LEDGER,
    Right.MANAGE_TEAMS,
    Right.SHARE_ANSWERS,
    Right.READ_HEALTH,
    Right.SUPERVISE,
    Right.EXPORT,
    Right.READ_AUDIT,
}
_RIGHTS = {
    Role.AGENT: _AGENT,
    Role.SUPERVISOR: _SUPERVISOR,
    Role.ADMIN: _SUPERVISOR | {Right.MANAGE_AGENTS, Right.DEFINE_FIELDS},
}


def may(role: Role, right: Right) -> bool:
    """Whether a role has a right."""
    return right in _RIGHTS[role]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """Whose eyes a ticket is looked at with; ``teams`` counts for limited agents only."""

    agent: UUID
    limited: bool = False
    teams: frozenset[str] = frozenset()

    def sees(self, *, agent: UUID | None, team: str | None) -> bool:
        """Whether a ticket of this assignee and this team is there for them at all.

        `tickets.queries.sight.visible` says the same in SQL.
        """
        return not self.limited or agent == self.agent or team in self.teams

    @property
    def mark(self) -> str:
        """Another one whenever other tickets are seen; empty for those who see all of them."""
        if not self.limited:
            return ""
        named = " ".join([self.agent.hex, *sorted(self.teams)])
        return hashlib.sha256(named.encode()).hexdigest()[:16]


def sight(agent: UUID, role: Role, *, limited: bool, teams: frozenset[str]) -> Sight:
    """What someone sees; those who answer for the desk see all of it, marked or not."""
    narrow = limited and role is Role.AGENT
    return Sight(agent=agent, limited=narrow, teams=teams if narrow else frozenset())
