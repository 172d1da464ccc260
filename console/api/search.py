"""Search over everything that was said, the people who said it, and receipt numbers."""

import datetime as dt
import math
import time
from typing import Annotated
from uuid import UUID

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200
from pydantic import AwareDatetime, Field

from console import presenter
from console.api.base import View, answer
from console.schemas import SearchPage
from runtime.pace import Paces
from tickets.domain.lifecycle import Status
from tickets.queries.search import SearchFilter, SearchQueries

SEARCH: web.AppKey[SearchQueries] = web.AppKey("search", SearchQueries)
SEARCH_PACES: web.AppKey[Paces] = web.AppKey("search paces", Paces)  # by agent
SEARCHES_A_MINUTE = 120  # of one agent: the console asks while they type
_ONE = "|".join(Status)
Statuses = Annotated[str, Field(pattern=f"^({_ONE})(,({_ONE}))*$")]
Words = Annotated[str, Field(min_length=1, max_length=300)]
Limit = Annotated[int, Field(ge=1, le=50)]


class SearchView(View):
    """``/api/v1/search``."""

    async def get(
        self,
        q: Words,
        status: Statuses | None = None,
        channel: str | None = None,
        agent: str | None = None,
        since: AwareDatetime | None = None,
        until: AwareDatetime | None = None,
        attachment: bool = False,  # noqa: FBT001, FBT002  a field of the query string
        after: str | None = None,
        limit: Limit = 20,
    ) -> r200[SearchPage]:
        """Search: words and what is akin to them, "phrases", the beginning of the last word.

        agent: who has the ticket, an id or me; since (included) and until (not) with a time zone.
        Every hit has all words; those found by receipt number or by the contact come first, then
        messages: the words in a row, the words as written, only akin; each the newest first.
        """
        self._keep_pace()
        which = SearchFilter(
            statuses=tuple(status.split(",")) if status else (),
            channel=channel,
            agent=self._whose(agent),
            since=_utc(since),
            until=_utc(until),
            attachment=attachment,
        )
        search = self.request.app[SEARCH].search
        page = await search(q, self.agent.sight, which, after=after, limit=limit)
        return answer(presenter.search_page(page, self.sla))

    def _keep_pace(self) -> None:
        pace = self.request.app[SEARCH_PACES].of(str(self.agent.id))
        if not pace.allows(time.monotonic()):
            wait = str(max(1, math.ceil(pace.wait)))
            raise web.HTTPTooManyRequests(
                text="too many searches; wait a moment", headers={"Retry-After": wait}
            )

    def _whose(self, named: str | None) -> UUID | None:
        if named is None:
            return None
        try:
            return self.agent.id if named == "me" else UUID(named)
        except ValueError:
            raise web.HTTPBadRequest(text="agent: me, or an agent's id") from None


def _utc(moment: dt.datetime | None) -> dt.datetime | None:
    return moment.astimezone(dt.UTC) if moment else None
