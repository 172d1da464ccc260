"""Sends the one-time codes that were asked for."""

from runtime.worker import Done, Job, Outcome
from tickets.commands.codes import CodeCommands


class Codes:
    """Does ``code`` jobs."""

    def __init__(self, commands: CodeCommands) -> None:
        self._commands = commands

    async def send(self, job: Job) -> Outcome:
        """One wish."""
        await self._commands.send(job.payload["flow"], job.payload["number"])
        return Done()
