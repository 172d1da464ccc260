"""Wires the console's routes about the bot."""

from aiohttp import web

from app.bootstrap import House
from app.lexicon import KnownWords
from app.review import commands
from console.api.bot import mount_bot
from runtime.ids import new_id
from tickets.commands.proposals import ProposalCommands
from tickets.queries.readings import ReadingQueries


def mount_bot_desk(app: web.Application, house: House) -> None:
    """Add what agents see of the bot, and do about it."""
    mount_bot(
        app,
        readings=ReadingQueries(house.db),
        proposals=ProposalCommands(house.db, house.clock, new_id, house.agents),
        reviews=commands(house.db, house.clock),
        lexicon=KnownWords(house.knowledge),
    )
