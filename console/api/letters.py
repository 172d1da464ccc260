"""A mail as its sender formatted it, where nothing runs or is fetched; and as it came."""

import asyncio
from typing import Any
from uuid import UUID

import nh3
from aiohttp import web
from aiohttp_pydantic.oas.typing import r200

from console.api.audit import AUDIT, reader
from console.api.base import View
from console.api.files import BLOBS
from tickets.commands.case import NotFound

_PAGE = """\
<!doctype html>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="referrer" content="no-referrer">
<style>
html {{ background: #fff; color: #1a1a1a; font: 15px/1.5 system-ui, sans-serif }}
body {{ margin: 12px; overflow-wrap: anywhere }}
img, table {{ max-width: 100%; height: auto }}
</style>
<body>{html}</body>
"""
_WITHOUT_PICTURES = nh3.ALLOWED_TAGS - {"img"}


class LetterView(View):
    """``/api/v1/messages/{message}/html``."""

    async def get(self, message: UUID, /, pictures: bool = False) -> r200[Any]:  # noqa: FBT001, FBT002
        """Read a message's HTML as a page of its own; ``pictures``: those of other servers too.

        A picture on another server tells it who reads the mail, and when: not unless asked for.
        """
        said = await self.queries.message(message)
        if said is None or said.html is None:
            raise NotFound("there is no such message, or it has no HTML")
        await self.request.app[AUDIT].opened_message(reader(self), message)
        tags = nh3.ALLOWED_TAGS if pictures else _WITHOUT_PICTURES
        html = nh3.clean(
            said.html,
            tags=set(tags),
            url_schemes={"https", "mailto"},
            set_tag_attribute_values={"a": {"target": "_blank"}},
        )
        allowed = "https:" if pictures else "'none'"
        policy = (
            f"default-src 'none'; style-src 'unsafe-inline'; img-src {allowed}; base-uri 'none'; "
            "form-action 'none'; frame-ancestors 'self'; "
            "sandbox allow-popups allow-popups-to-escape-sandbox"
        )
        return web.Response(
            text=_PAGE.format(html=html),
            content_type="text/html",
            headers={
                "Content-Security-Policy": policy,
                "Referrer-Policy": "no-referrer",
                "Cache-Control": "private, no-store",
            },
        )


class OriginalView(View):
    """``/api/v1/messages/{message}/original``."""

    async def get(self, message: UUID, /) -> r200[Any]:
        """Download a mail as it came, with all that was not taken of it."""
        raw = await self.queries.original(message)
        if raw is None:
            raise NotFound("there is no such message, or it did not come as a mail")
        await self.request.app[AUDIT].original(reader(self), message)
        content = await asyncio.to_thread(self.request.app[BLOBS].get, raw)
        return web.Response(
            body=content,
            headers={
                "Content-Type": "application/octet-stream",
                "Content-Disposition": f'attachment; filename="{message}.eml"',
                "Content-Security-Policy": "default-src 'none'; sandbox",
                "Cache-Control": "private, no-store",
            },
        )
