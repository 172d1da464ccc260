"""The audit log over the API, and whom a line of it names for a request."""

import datetime as dt
import ipaddress
from typing import Annotated, Any
from uuid import UUID

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200
from pydantic import AwareDatetime, Field

from console.api.base import View, answer
from console.schemas import PersonOut
from console.supervising import AuditLineOut, AuditPage, PeopleOut
from tickets.commands.audit import AuditCommands, Reader
from tickets.queries.audit import AuditFilter, AuditLine, AuditQueries

AUDIT: web.AppKey[AuditCommands] = web.AppKey("audit", AuditCommands)
AUDIT_LOG: web.AppKey[AuditQueries] = web.AppKey("audit log", AuditQueries)
Limit = Annotated[int, Field(ge=1, le=200)]


def reader(view: View) -> Reader:
    """Who asks, and from which network."""
    return Reader(agent=view.agent.id, origin=network(view.request.remote or ""))


def network(remote: str) -> str:
    """An address as the audit log keeps it: the network, not the machine.

    >>> network("203.0.113.77"), network("2001:db8:1:2::3"), network("?")
    ('203.0.113.0/24', '2001:db8:1::/48', '')
    """
    try:
        address = ipaddress.ip_address(remote)
    except ValueError:
        return ""
    bits = 24 if address.version == 4 else 48  # noqa: PLR2004
    return str(ipaddress.ip_network((address, bits), strict=False))


class AuditView(View):
    """``/api/v1/audit``."""

    async def get(
        self,
        agent: UUID | None = None,
        ticket: str | None = None,
        since: AwareDatetime | None = None,
        until: AwareDatetime | None = None,
        after: str | None = None,
        limit: Limit = 50,
    ) -> r200[AuditPage]:
        """List who read, downloaded and exported what, the newest first."""
        which = AuditFilter(agent=agent, ticket=ticket, since=_utc(since), until=_utc(until))
        page = await self.request.app[AUDIT_LOG].lines(which, after=after, limit=limit)
        return answer(AuditPage(data=[_line(row) for row in page.rows], next=page.next))


class PeopleView(View):
    """``/api/v1/audit/people``."""

    async def get(self) -> r200[PeopleOut]:
        """List all who work here, by name."""
        people = await self.request.app[AUDIT_LOG].people()
        return answer(PeopleOut(data=[PersonOut(id=who.id, name=who.name) for who in people]))


def _utc(moment: dt.datetime | None) -> dt.datetime | None:
    return moment.astimezone(dt.UTC) if moment is not None else None


def _line(row: AuditLine) -> AuditLineOut:
    entry = row.entry
    facts: dict[str, Any] = {
        "id": entry.id,
        "at": entry.at,
        "agent": PersonOut(id=row.agent.id, name=row.agent.name),
        "action": entry.action,
        "ticket": entry.ticket,
        "message": entry.message,
        "attachment": entry.attachment,
        "export": entry.export,
        "reason": entry.reason,
        "origin": entry.origin,
        "seal": entry.seal,
    }
    return AuditLineOut.model_validate(facts)
