"""What administrators and agents do with the office's own fields."""

from uuid import UUID

from tests.console.replay.stage import Command, Stage, scene
from tickets.commands.fields import Definition, FieldCommands
from tickets.domain.fields import FieldKind

_STREET = Definition(label_id="Jalan", label_en="Street")


def _commands(s: Stage) -> FieldCommands:
    return FieldCommands(s.desk.db, s.desk.clock, s.desk.names)


async def defined(s: Stage, key: str = "jalan") -> UUID:
    return await _commands(s).define("operator", key, FieldKind.TEXT, _STREET)


@scene(FieldCommands.define)
async def _define(s: Stage) -> Command:
    """There is a new field."""
    return lambda: defined(s)


@scene(FieldCommands.change)
async def _change(s: Stage) -> Command:
    """A field has another label."""
    field = await defined(s)
    street = Definition(label_id="Nama jalan", label_en="Street")
    return lambda: _commands(s).change(field, "operator", street)


@scene(FieldCommands.archive)
async def _archive(s: Stage) -> Command:
    """A field is put away."""
    field = await defined(s)
    return lambda: _commands(s).archive(field, "operator")


@scene(FieldCommands.order)
async def _order(s: Stage) -> Command:
    """Another field comes first."""
    await defined(s)
    second = await defined(s, "lantai")
    return lambda: _commands(s).order("operator", [second])


@scene(FieldCommands.fill)
async def _fill(s: Stage) -> Command:
    """Budi fills a field of a ticket."""
    await defined(s)
    ticket = await s.taken()
    return lambda: _commands(s).fill(ticket, s.budi, "jalan", "Melati")
