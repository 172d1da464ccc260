"""Files that agents send here, to go with what they write."""

import asyncio
from typing import Any

from aiohttp import BodyPartReader, MultipartReader, web
from aiohttp.http_exceptions import BadHttpMessage
from aiohttp_pydantic.oas.typing import r201

from console import presenter
from console.api.base import View, answer
from console.api.files import BLOBS
from console.problems import problem
from console.schemas import UploadOut
from tickets.commands.written import Empty
from tickets.domain.files import LARGEST, kind_of, name_of

FORM: dict[str, Any] = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {"file": {"type": "string", "format": "binary"}},
            }
        }
    },
}


class UploadsView(View):
    """``/api/v1/uploads``."""

    async def post(self) -> r201[UploadOut]:
        """Send one file (up to 10 MB), to be named in ``attachments`` of a message."""
        if self.request.content_type != "multipart/form-data":
            raise web.HTTPUnsupportedMediaType(text="send multipart/form-data")
        try:
            parts = await self.request.multipart()
            part = await _file(parts)
            content = await _content(part)
            if content is not None and await parts.next() is not None:
                raise web.HTTPBadRequest(text="send one file in a form of its own")
        except (ValueError, RuntimeError, BadHttpMessage):
            raise web.HTTPBadRequest(text="the form cannot be read") from None
        if content is None:
            detail = f"a file has at most {LARGEST >> 20} MB"
            return problem(413, "Too large", detail, "too_large", params={"mb": LARGEST >> 20})
        if not content:
            raise Empty("the file is empty", "empty_file")
        file = await self.commands.upload(
            self.actor,
            digest=await asyncio.to_thread(self.request.app[BLOBS].put, content),
            name=name_of(part.filename or ""),
            media_type=kind_of(part.headers.get("Content-Type", ""), content),
            size=len(content),
        )
        return answer(presenter.upload(file), status=201)


async def _file(parts: MultipartReader) -> BodyPartReader:
    part = await parts.next()
    if not isinstance(part, BodyPartReader) or part.filename is None:
        raise web.HTTPBadRequest(text="the form holds no file")
    return part


async def _content(part: BodyPartReader) -> bytes | None:
    """The bytes; None when there are too many, which are not read to their end."""
    content = bytearray()
    while chunk := await part.read_chunk():
        content += chunk
        if len(content) > LARGEST:
            return None
    return bytes(content)
