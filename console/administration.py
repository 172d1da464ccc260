"""The desk's part for administrators, and one's own account."""

import dataclasses

from aiohttp import web

from console.api.account import (
    ACCOUNTS,
    PEOPLE,
    MyFactorConfirmView,
    MyFactorOffView,
    MyFactorView,
    MyPasswordView,
    MyRecoveryView,
    MySessionEndView,
    MySessionsEndView,
    MySessionsView,
    MyTokenRevokeView,
    MyTokensView,
)
from console.api.house import (
    BUILDING,
    DEAD,
    UNDERTAKER,
    Building,
    HealthView,
    HoursView,
    JobDiscardView,
    JobRetryView,
    JobsRetryView,
    JobsView,
)
from console.api.staff import (
    STAFF,
    AdminLogView,
    StaffListView,
    StaffOneView,
    StaffSessionEndView,
    StaffSessionsView,
    StaffStepView,
    StaffTokenRevokeView,
    StaffTokensView,
)
from console.auth import ACCOUNT, ADMIN, DOOR
from tickets.commands.account import AccountCommands
from tickets.commands.dead_jobs import DeadJobCommands
from tickets.commands.signing_in import SignInCommands
from tickets.commands.staff import StaffCommands
from tickets.queries.dead_jobs import DeadJobQueries
from tickets.queries.people import PeopleQueries


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Administration:
    """Everything behind these routes but the building itself."""

    door: SignInCommands
    account: AccountCommands
    staff: StaffCommands
    people: PeopleQueries
    undertaker: DeadJobCommands
    dead: DeadJobQueries


def mount_administration(app: web.Application, parts: Administration, building: Building) -> None:
    """Add the routes under ``/api/v1/me/`` and ``/api/v1/admin/``."""
    app[DOOR], app[ACCOUNTS], app[STAFF] = parts.door, parts.account, parts.staff
    app[PEOPLE], app[DEAD], app[UNDERTAKER] = parts.people, parts.dead, parts.undertaker
    app[BUILDING] = building
    _account(app.router)
    _staff(app.router)
    add = app.router.add_view
    add(f"{ADMIN}jobs", JobsView)
    add(f"{ADMIN}jobs/retry", JobsRetryView)
    add(f"{ADMIN}jobs/{{job}}/retry", JobRetryView)
    add(f"{ADMIN}jobs/{{job}}/discard", JobDiscardView)
    add(f"{ADMIN}health", HealthView)
    add(f"{ADMIN}hours", HoursView)
    add(f"{ADMIN}log", AdminLogView)


def _account(router: web.UrlDispatcher) -> None:
    add = router.add_view
    add(f"{ACCOUNT}password", MyPasswordView)
    add(f"{ACCOUNT}totp", MyFactorView)
    add(f"{ACCOUNT}totp/confirm", MyFactorConfirmView)
    add(f"{ACCOUNT}totp/off", MyFactorOffView)
    add(f"{ACCOUNT}totp/codes", MyRecoveryView)
    add(f"{ACCOUNT}sessions", MySessionsView)
    add(f"{ACCOUNT}sessions/end", MySessionsEndView)
    add(f"{ACCOUNT}sessions/{{session}}/end", MySessionEndView)
    add(f"{ACCOUNT}tokens", MyTokensView)
    add(f"{ACCOUNT}tokens/{{token}}/revoke", MyTokenRevokeView)


def _staff(router: web.UrlDispatcher) -> None:
    add, one = router.add_view, f"{ADMIN}agents/{{agent}}"
    add(f"{ADMIN}agents", StaffListView)
    add(one, StaffOneView)
    add(f"{one}/sessions", StaffSessionsView)
    add(f"{one}/sessions/{{session}}/end", StaffSessionEndView)
    add(f"{one}/tokens", StaffTokensView)
    add(f"{one}/tokens/{{token}}/revoke", StaffTokenRevokeView)
    add(f"{one}/{{step}}", StaffStepView)
