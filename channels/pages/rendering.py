"""Turns a page's values into HTML, in the citizen's language, with nothing that runs."""

import datetime as dt
from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from channels.pages.words import WORDS

STYLE = Path(__file__).parent / "static" / "pages.css"
Moment = Callable[[dt.datetime, str], str]  # a moment and a locale: as people write it
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": _POLICY,
    "Vary": "Accept-Language, Cookie",
}


class Renderer:
    """The templates, read once."""

    def __init__(self, moment: Moment) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(Path(__file__).parent / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._moment = moment

    def page(self, template: str, locale: str, status: int = 200, **values: object) -> web.Response:
        """The page; the template is given ``words``, ``locale`` and ``moment`` besides."""
        text = self._environment.get_template(template).render(
            words=WORDS[locale],
            locale=locale,
            moment=lambda at: self._moment(at, locale),
            **values,
        )
        return web.Response(
            text=text, status=status, content_type="text/html", charset="utf-8", headers=_HEADERS
        )


def see(place: str) -> web.Response:
    """Look there: what was posted is done."""
    headers = {"Location": place, "Cache-Control": "no-store"}
    return web.Response(status=303, headers=headers)


def redirect(place: str) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """The page is there, and has always been."""

    async def moved(_: web.Request) -> web.StreamResponse:
        raise web.HTTPMovedPermanently(place)

    return moved


async def style(_: web.Request) -> web.StreamResponse:
    """``GET /pages.css``."""
    return web.FileResponse(STYLE, headers={"Cache-Control": "no-cache"})
