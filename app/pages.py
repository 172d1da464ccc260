"""The citizens' pages, put together and mounted."""

import time

from aiohttp import web

from app.bootstrap import House, key_for
from channels.pages import contact, status
from channels.pages.contact import ContactPage
from channels.pages.rendering import Renderer, redirect, style
from channels.pages.status import Site, StatusPage
from tickets.domain import number


def mount_pages(app: web.Application, house: House) -> None:
    """Add the status page, and the form where there is a live chat behind it."""
    settings = house.settings
    site = Site(
        renderer=Renderer(house.status.moment),
        public_url=settings.web.public_url,
        locale=settings.office.locale,
        now=house.clock,
        monotonic=time.monotonic,
        remote=lambda request: request.remote or "",
    )
    page = StatusPage(
        site,
        house.status_desk,
        secret=key_for(settings, "status page"),
        example=number.make(settings.office.number_prefix, house.clock().year, 123),
    )
    add = app.router
    add.add_get("/pages.css", style)
    add.add_get(status.PATH, page.show)
    add.add_post(status.PATH, page.post)
    add.add_get("/status", redirect(status.PATH))
    for chat in house.livechats[:1]:
        form = ContactPage(
            site,
            house.form_desk,
            house.intake,
            house.bus,
            channel=chat.name,
            messages_per_minute=chat.messages_per_minute,
        )
        add.add_get(contact.PATH, form.show)
        add.add_post(contact.PATH, form.post)
        add.add_get(f"{contact.PATH}/", redirect(contact.PATH))
