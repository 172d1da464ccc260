"""Who may do what in the console: the one place that says so."""

import enum


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
    RETRY_JOBS = "retry jobs"
    READ_LEDGER = "read the ledger of mail"
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
    Right.SHARE_ANSWERS,
    Right.READ_HEALTH,
    Right.SUPERVISE,
    Right.EXPORT,
    Right.READ_AUDIT,
}
_RIGHTS = {
    Role.AGENT: _AGENT,
    Role.SUPERVISOR: _SUPERVISOR,
    Role.ADMIN: _SUPERVISOR | {Right.MANAGE_AGENTS},
}


def may(role: Role, right: Right) -> bool:
    """Whether a role has a right."""
    return right in _RIGHTS[role]
