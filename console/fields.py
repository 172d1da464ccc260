"""The routes of the office's own fields."""

from aiohttp import web

from console.api.fields import (
    FIELDS,
    DefineView,
    DefinitionView,
    FieldArchiveView,
    FieldOrderView,
    FieldRestoreView,
    Fields,
    FieldsView,
    TicketFieldView,
)
from console.auth import ADMIN


def mount_fields(app: web.Application, fields: Fields) -> None:
    """Add them; before the moves, which take every name under a ticket."""
    app[FIELDS] = fields
    add = app.router.add_view
    add("/api/v1/fields", FieldsView)
    add("/api/v1/tickets/{number}/fields/{key}", TicketFieldView)
    add(f"{ADMIN}fields", DefineView)
    add(f"{ADMIN}fields/order", FieldOrderView)
    add(f"{ADMIN}fields/{{field}}", DefinitionView)
    add(f"{ADMIN}fields/{{field}}/archive", FieldArchiveView)
    add(f"{ADMIN}fields/{{field}}/restore", FieldRestoreView)
