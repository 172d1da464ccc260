"""What plain forms need: their fields within limits, where they came from, sealed cookies."""

import base64
import binascii
import hashlib
import hmac
import json
import urllib.parse
from collections.abc import Mapping
from typing import Any

from aiohttp import web

LARGEST = 128 * 1024  # bytes of a form; 8,000 characters may be 96,000 bytes on the way
_DRAINED = 2 * 1024 * 1024  # read of a form that is too large, so that the answer arrives
_MOST_FIELDS = 30
_TYPE = "application/x-www-form-urlencoded"


class BadForm(Exception):
    """It cannot be read; ``code`` names the words for it, ``status`` is HTTP's."""

    def __init__(self, code: str, status: int) -> None:
        super().__init__(code)
        self.code, self.status = code, status


async def read(request: web.Request, public_url: str) -> Mapping[str, str]:
    """The fields of a form of ours; raises `BadForm`."""
    body = await _body(request)
    if not _is_ours(request, public_url):
        raise BadForm("foreign", 403)
    if len(body) > LARGEST:
        raise BadForm("too_large", 413)
    if request.content_type != _TYPE:
        raise BadForm("no_form", 415)
    try:
        text = body.decode("ascii")
        fields = urllib.parse.parse_qsl(
            text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS
        )
    except ValueError:
        raise BadForm("no_form", 400) from None
    return {name: value.replace("\r\n", "\n") for name, value in fields}


async def _body(request: web.Request) -> bytes:
    body, seen = bytearray(), 0
    async for chunk in request.content.iter_any():
        seen += len(chunk)
        if len(body) <= LARGEST:
            body += chunk
        if seen > _DRAINED:
            break
    return bytes(body)


def _is_ours(request: web.Request, public_url: str) -> bool:
    """Whether one of our own pages sent it, as far as the browser tells."""
    origin = request.headers.get("Origin")
    if origin is None:
        return request.headers.get("Sec-Fetch-Site", "none") in {"same-origin", "none"}
    host = urllib.parse.urlsplit(origin).netloc
    return host in {request.host, urllib.parse.urlsplit(public_url).netloc}


def locale_of(request: web.Request, form: Mapping[str, str], otherwise: str) -> str:
    """The language that was chosen, else the first of the browser's that we speak."""
    chosen = form.get("lang") or request.query.get("lang")
    if chosen in {"id", "en"}:
        return chosen
    for one in request.headers.get("Accept-Language", "")[:200].split(","):
        if (language := one.strip()[:2].lower()) in {"id", "en"}:
            return language
    return otherwise


class Seal:
    """Values that a browser keeps for us for a while, and cannot change."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def closed(self, values: Mapping[str, str], until: float) -> str:
        """The values, good until this moment (seconds since the epoch)."""
        told = json.dumps({**values, "until": int(until)}, separators=(",", ":"))
        plain = base64.urlsafe_b64encode(told.encode()).decode()
        return f"{plain}.{self._mark(plain)}"

    def opened(self, sealed: str | None, now: float) -> Mapping[str, Any]:
        """The values; none when it is not ours, was altered or is over."""
        plain, _, mark = (sealed or "").partition(".")
        if not mark.isascii() or not hmac.compare_digest(mark, self._mark(plain)):
            return {}
        try:
            values: dict[str, Any] = json.loads(base64.urlsafe_b64decode(plain))
        except (ValueError, binascii.Error):
            return {}
        return values if values.get("until", 0) > now else {}

    def _mark(self, plain: str) -> str:
        return hmac.new(self._secret, plain.encode(), hashlib.sha256).hexdigest()
