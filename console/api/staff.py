"""Those who work here, for administrators."""

import dataclasses
from typing import Any
from uuid import UUID

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200, r201, r204

from console.admin_schemas import (
    LogLineOut,
    LogOut,
    OneTimePasswordOut,
    StaffIn,
    StaffListOut,
    StaffOut,
    StaffPatch,
    StepOut,
    TokensOut,
    WebSessionsOut,
)
from console.api.account import AccountView, sessions_out, tokens_out
from console.api.base import answer
from console.schemas import NothingIn
from tickets.commands.case import NotFound
from tickets.commands.staff import StaffCommands
from tickets.domain.access import Role

STAFF: web.AppKey[StaffCommands] = web.AppKey("staff", StaffCommands)
_UNKEPT = {"Cache-Control": "no-store"}
_DONE = 204


class _StaffView(AccountView):
    @property
    def staff(self) -> StaffCommands:
        """What may be done about those who work here."""
        return self.request.app[STAFF]


class StaffListView(_StaffView):
    """``/api/v1/admin/agents``."""

    async def get(self) -> r200[StaffListOut]:
        """List everyone, those who work here first."""
        found = await self.reads.staff()
        return answer(StaffListOut(agents=[StaffOut(**dataclasses.asdict(one)) for one in found]))

    async def post(self, body: StaffIn) -> r201[OneTimePasswordOut]:
        """Add someone; the password for their first sign-in is shown this once."""
        agent, password = await self.staff.add(
            email=body.email, name=body.name.strip(), role=Role(body.role), actor=self.actor.label
        )
        made = OneTimePasswordOut(agent=agent.id, password=password)
        return answer(made, status=201, headers=_UNKEPT)


class StaffOneView(_StaffView):
    """``/api/v1/admin/agents/{agent}``."""

    async def patch(self, agent: UUID, /, body: StaffPatch) -> r204[Any]:
        """Give them another name or role, or say what they speak and know best."""
        await self.staff.change(
            agent,
            self.actor.label,
            name=body.name.strip() if body.name else None,
            role=Role(body.role) if body.role else None,
            languages=body.languages,
            skills=body.skills,
        )
        return web.Response(status=_DONE)


class StaffStepView(_StaffView):
    """``/api/v1/admin/agents/{agent}/{step}``."""

    async def post(self, agent: UUID, step: str, /, body: NothingIn) -> r200[StepOut]:  # noqa: ARG002
        """Take a step: deactivate, activate, password, totp, unlock or end-sessions."""
        actor, staff = self.actor.label, self.staff
        done = StepOut()
        match step:
            case "deactivate":
                done = StepOut(released=await staff.deactivate(agent, actor))
            case "activate":
                await staff.activate(agent, actor)
            case "password":
                done = StepOut(password=await staff.reset_password(agent, actor))
            case "totp":
                await staff.reset_factor(agent, actor)
            case "unlock":
                await staff.unlock(agent, actor)
            case "end-sessions":
                await staff.end_sessions(agent, actor)
            case _:
                raise NotFound(f"there is no step {step[:40]!r}")
        return answer(done, headers=_UNKEPT)


class StaffSessionsView(_StaffView):
    """``/api/v1/admin/agents/{agent}/sessions``."""

    async def get(self, agent: UUID, /) -> r200[WebSessionsOut]:
        """List the browsers an agent is signed in with."""
        return answer(sessions_out(await self.reads.sessions(agent, self.cookie)))


class StaffSessionEndView(_StaffView):
    """``/api/v1/admin/agents/{agent}/sessions/{session}/end``."""

    async def post(self, agent: UUID, session: str, /, body: NothingIn) -> r204[Any]:  # noqa: ARG002
        """End one of them."""
        await self.does.end_session(agent, session, self.actor.label)
        return web.Response(status=_DONE)


class StaffTokensView(_StaffView):
    """``/api/v1/admin/agents/{agent}/tokens``."""

    async def get(self, agent: UUID, /) -> r200[TokensOut]:
        """List the keys of an agent's scripts."""
        return answer(tokens_out(await self.reads.tokens(agent)))


class StaffTokenRevokeView(_StaffView):
    """``/api/v1/admin/agents/{agent}/tokens/{token}/revoke``."""

    async def post(self, agent: UUID, token: str, /, body: NothingIn) -> r204[Any]:  # noqa: ARG002
        """Make it worth nothing."""
        await self.does.revoke_token(agent, token, self.actor.label)
        return web.Response(status=_DONE)


class AdminLogView(_StaffView):
    """``/api/v1/admin/log``."""

    async def get(self) -> r200[LogOut]:
        """Read what was changed about people and jobs, the newest first."""
        found = await self.reads.log()
        return answer(LogOut(lines=[LogLineOut(**dataclasses.asdict(one)) for one in found]))
