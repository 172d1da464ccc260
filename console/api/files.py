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
from tickets.domain.files import PDF, headers_of, kind_of, pdf_headers

BLOBS: web.AppKey[Blobs] = web.AppKey("blobs", Blobs)


class AttachmentView(View):
    """``/api/v1/attachments/{attachment}``."""

    async def get(self, attachment: UUID, /, view: bool = False) -> r200[Any]:  # noqa: FBT001, FBT002
        """Read a file: pictures are shown, everything else is downloaded.

        With ``view`` a PDF is shown too, in the browser's own viewer, where nothing of it runs.
        """
        found = await self.queries.attachment(attachment)
        if found is None:
            raise NotFound("there is no such attachment")
        await self.request.app[AUDIT].attachment(reader(self), attachment)
        content = await asyncio.to_thread(self.request.app[BLOBS].get, found.digest)
        paper = view and found.media_type == PDF and kind_of(PDF, content) == PDF
        headers = pdf_headers(found.name) if paper else headers_of(found.name, found.media_type)
        return web.Response(body=content, headers=headers)
