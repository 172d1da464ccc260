"""Attachments, handed out so that nothing in them can run in the console."""

import asyncio
from typing import Any
from uuid import UUID

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200

from console.api.audit import AUDIT, reader
from console.api.base import View
from tickets.blobs import Blobs
from tickets.commands.case import NotFound
from tickets.domain.files import headers_of

BLOBS: web.AppKey[Blobs] = web.AppKey("blobs", Blobs)


class AttachmentView(View):
    """``/api/v1/attachments/{attachment}``."""

    async def get(self, attachment: UUID, /) -> r200[Any]:
        """Read a file: pictures are shown, everything else is downloaded."""
        found = await self.queries.attachment(attachment)
        if found is None:
            raise NotFound("there is no such attachment")
        await self.request.app[AUDIT].attachment(reader(self), attachment)
        content = await asyncio.to_thread(self.request.app[BLOBS].get, found.digest)
        return web.Response(body=content, headers=headers_of(found.name, found.media_type))
