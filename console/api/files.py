"""Attachments, handed out so that nothing in them can run in the console."""

import asyncio
from typing import Any
from urllib.parse import quote
from uuid import UUID

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200

from console.api.base import View
from tickets.blobs import Blobs
from tickets.commands.case import NotFound
from tickets.domain.message import Attachment

BLOBS: web.AppKey[Blobs] = web.AppKey("blobs", Blobs)
_SHOWN = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


class AttachmentView(View):
    """``/api/v1/attachments/{attachment}``."""

    async def get(self, attachment: UUID, /) -> r200[Any]:
        """Read a file: pictures are shown, everything else is downloaded."""
        found = await self.queries.attachment(attachment)
        if found is None:
            raise NotFound("there is no such attachment")
        blobs = self.request.app[BLOBS]
        return _handed_out(found, await asyncio.to_thread(blobs.get, found.digest))


def _handed_out(found: Attachment, content: bytes) -> web.Response:
    shown = found.media_type in _SHOWN
    disposition = "inline" if shown else "attachment"
    return web.Response(
        body=content,
        headers={
            "Content-Type": found.media_type if shown else "application/octet-stream",
            "Content-Disposition": f"{disposition}; filename*=UTF-8''{quote(found.name)}",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cache-Control": "private, max-age=86400",
        },
    )
