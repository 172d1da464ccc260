"""What time brings about: snoozed tickets wake up."""

import datetime as dt

from runtime.worker import Done, Job, Outcome
from tickets.commands.agents import AgentCommands


class Timers:
    """Does the jobs that were put on the clock."""

    def __init__(self, agents: AgentCommands) -> None:
        self._agents = agents

    async def wake(self, job: Job) -> Outcome:
        """A snooze is over."""
        until = dt.datetime.fromisoformat(job.payload["until"])
        await self._agents.wake(job.payload["ticket"], until)
        return Done()
