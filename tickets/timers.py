"""What time brings about: snoozed tickets wake up, what stays unread goes on by e-mail."""

import datetime as dt
from uuid import UUID

from runtime.worker import Done, Job, Outcome
from tickets.commands.agents import AgentCommands
from tickets.commands.following import FollowCommands


class Timers:
    """Does the jobs that were put on the clock."""

    def __init__(self, agents: AgentCommands) -> None:
        self._agents = agents

    async def wake(self, job: Job) -> Outcome:
        """A snooze is over."""
        until = dt.datetime.fromisoformat(job.payload["until"])
        await self._agents.wake(job.payload["ticket"], until)
        return Done()


class Following:
    """Looks after chats that were left."""

    def __init__(self, commands: FollowCommands) -> None:
        self._commands = commands

    async def follow(self, job: Job) -> Outcome:
        """Something was written in a chat a while ago."""
        await self._commands.follow(UUID(job.payload["conversation"]))
        return Done()
