"""The routes of what helps agents write, and of tags and priority."""

from aiohttp import web

from console.api.marks import PriorityView, TagsView, TicketTagsView
from console.api.saved_filters import SavedFilterDetail, SavedFiltersView
from console.api.suggestions import SuggestionsView
from console.api.writing import (
    WRITING,
    CannedDetail,
    CannedView,
    DraftView,
    FilledView,
    MacroDetail,
    MacroRunView,
    MacrosView,
    Writing,
)
from console.auth import SHARED

_ROOT = "/api/v1"
_TICKET = f"{_ROOT}/tickets/{{number}}"


def mount_writing(app: web.Application, writing: Writing) -> None:
    """Add them; before the moves, which take every name under a ticket."""
    app[WRITING] = writing
    add = app.router.add_view
    add(f"{_TICKET}/draft", DraftView)
    add(f"{_TICKET}/canned", FilledView)
    add(f"{_TICKET}/macros/{{macro}}", MacroRunView)
    add(f"{_TICKET}/suggestions", SuggestionsView)
    add(f"{_TICKET}/tags", TicketTagsView)
    add(f"{_TICKET}/priority", PriorityView)
    add(f"{_ROOT}/tags", TagsView)
    for root in (f"{_ROOT}/", SHARED):
        add(f"{root}canned", CannedView)
        add(f"{root}canned/{{canned}}", CannedDetail)
        add(f"{root}macros", MacrosView)
        add(f"{root}macros/{{macro}}", MacroDetail)
        add(f"{root}filters", SavedFiltersView)
        add(f"{root}filters/{{filter}}", SavedFilterDetail)
