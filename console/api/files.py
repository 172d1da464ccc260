"""Attachments, handed out so that nothing in them can run in the console."""

import asyncio
from urllib.parse import quote
from uuid import UUID

from aiohttp import web

from console.api.base import QUERIES
from tickets.blobs import Blobs

BLOBS: web.AppKey[Blobs] = web.AppKey("blobs", Blobs)
_SHOWN = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


async def attachment(request: web.Request) -> web.StreamResponse:
    """``GET /api/v1/attachments/{id}``: pictures are shown, everything else is downloaded."""
    try:
        found = await request.app[QUERIES].attachment(UUID(request.match_info["id"]))
    except ValueError:
        found = None
    if found is None:
        raise web.HTTPNotFound(text="there is no such attachment")
    content = await asyncio.to_thread(request.app[BLOBS].get, found.digest)
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
