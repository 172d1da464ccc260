"""Where a chat goes on: links of the real bot and the real mailbox, over the socket and in mail."""

import contextlib
import datetime as dt
import random
import uuid
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from app.continuing import Continuing
from channels.base import Channel, Refused, TryLater
from channels.livechat.adapter import LiveChat
from channels.livechat.settings import LiveChatSettings
from tests.channels.email.test_link_addresses import mailbox
from tests.channels.livechat.rig import Browser, Seconds, real_desk, served
from tests.channels.telegram.rig import telegram
from tests.peers.botapi import BOT, BotApi, broken
from tests.tickets.desk import Desk, conversation, number, opened
from tickets.domain import link
from tickets.store import tickets

pytestmark = pytest.mark.slow  # real servers


@pytest.fixture
async def desk(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    async with opened(sqlite_url, tmp_path) as made:
        yield made


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as server:
        yield server


@pytest.fixture
def channels(api: BotApi) -> dict[str, Channel]:
    both: list[Channel] = [telegram(api.url), mailbox("tanya@kantor.example")]
    return {channel.name: channel for channel in both}


@pytest.fixture
def continuing(desk: Desk, channels: dict[str, Channel]) -> Continuing:
    return Continuing(desk.links, channels)


@contextlib.asynccontextmanager
async def chatting(
    desk: Desk, continuing: Continuing | None, **settings: Any  # noqa: ANN401
) -> AsyncIterator[Browser]:  # fmt: skip
    chat = LiveChat(
        "obrolan",
        LiveChatSettings(kind="livechat", **settings),
        desk=real_desk(desk),
        bus=desk.bus,
        monotonic=Seconds(),
        chance=random.random,
        elsewhere=continuing,
    )
    async with served(chat, desk.intake) as place, place.browser() as browser:
        yield browser


async def asked(browser: Browser, kind: object) -> dict[str, Any]:
    """Ask to go on there; the answer."""
    client_id = str(uuid.uuid4())
    await browser.send(type="continue", client_id=client_id, channel=kind)
    while (frame := await browser.frame())["type"] not in {"link", "error"}:
        pass
    assert frame["client_id"] == client_id
    return frame


async def test_the_welcome_says_where_one_can_go_on(desk: Desk, continuing: Continuing) -> None:
    async with chatting(desk, continuing) as browser:
        welcome = await browser.hello()
    assert welcome["options"]["continue"] == ["telegram", "email"]


async def test_nothing_is_offered_where_nothing_is_configured(desk: Desk) -> None:
    async with chatting(desk, Continuing(desk.links, {})) as browser:
        assert (await browser.hello())["options"]["continue"] == []
        assert (await asked(browser, "telegram"))["code"] == "not_there"
    async with chatting(desk, None) as browser:
        assert (await browser.hello())["options"]["continue"] == []
        assert (await asked(browser, "email"))["code"] == "not_there"


async def test_a_mailbox_whose_address_is_too_long_is_not_offered(desk: Desk) -> None:
    continuing = Continuing(desk.links, {"surat": mailbox("a" * 60 + "@kantor.example")})
    assert continuing.kinds == ()


async def test_a_chat_goes_on_in_telegram(desk: Desk, continuing: Continuing, api: BotApi) -> None:
    async with chatting(desk, continuing) as browser:
        await browser.hello()
        await browser.write("syarat PBG?")
        given = await asked(browser, "telegram")
        address, _, token = given["url"].partition("?start=")
        assert address == f"https://t.me/{BOT['username']}"
        assert given["channel"] == "telegram"
        assert dt.datetime.fromisoformat(given["until"]) == desk.clock() + dt.timedelta(minutes=30)

        tied = await desk.telegram("/start", command="start", thread_keys=(link.key(token),))
        while (said := await browser.next("message"))["author"]["kind"] != "system":
            pass
        assert "dilanjutkan di Telegram" in said["text"]
    assert len(await desk.rows(tickets)) == 1
    assert tied.seq == 1
    assert api.calls.count("getme") == 1


async def test_a_chat_goes_on_by_mail(desk: Desk, continuing: Continuing) -> None:
    async with chatting(desk, continuing) as browser:
        await browser.hello()
        await browser.write("syarat PBG?")
        given = await asked(browser, "email")
        (ticket,) = await desk.rows(tickets)
        address, _, rest = given["url"].partition("?")
        assert address.startswith("mailto:tanya+")
        assert address.endswith("@kantor.example")
        assert rest == f"subject=Lanjutan%20percakapan%20{ticket.number}"
        token = address.removeprefix("mailto:tanya+").partition("@")[0]
        tied = await desk.mail("halo", thread_keys=(link.key(token),))
    assert tied.ticket == ticket.number


async def test_first_something_is_said(desk: Desk, continuing: Continuing) -> None:
    async with chatting(desk, continuing) as browser:
        await browser.hello(locale="en")
        refused = await asked(browser, "telegram")
    assert refused["code"] == "no_ticket"
    assert refused["detail"] == "Please write your message here first, then go on there."


@pytest.mark.parametrize("kind", ["livechat", "fax", None, 7])
async def test_a_channel_that_is_none_is_a_bad_frame(
    desk: Desk, continuing: Continuing, kind: object
) -> None:
    async with chatting(desk, continuing) as browser:
        await browser.hello()
        assert (await asked(browser, kind))["code"] == "bad_frame"
        await browser.write("masih bisa")
        await browser.next("ack")


async def test_asking_is_paced_as_writing_is(desk: Desk, continuing: Continuing) -> None:
    async with chatting(desk, continuing, messages_per_minute=2) as browser:
        await browser.hello()
        await browser.write("halo")
        assert (await asked(browser, "email"))["type"] == "link"
        assert (await asked(browser, "email"))["code"] == "too_fast"


async def test_a_bot_that_is_away_is_asked_again_later(
    desk: Desk, continuing: Continuing, api: BotApi
) -> None:
    async with chatting(desk, continuing) as browser:
        await browser.hello()
        await browser.write("halo")
        api.fail("getMe", broken())
        assert (await asked(browser, "telegram"))["code"] == "not_now"
        api.mend("getMe")
        assert (await asked(browser, "telegram"))["type"] == "link"
        api.fail("getMe", broken())
        assert (await asked(browser, "telegram"))["type"] == "link", "its name is asked once"


async def test_a_message_is_given_a_link(desk: Desk, continuing: Continuing, api: BotApi) -> None:
    receipt = await desk.mail()
    url = await continuing.for_message(conversation(receipt), "telegram")
    token = url.removeprefix(f"https://t.me/{BOT['username']}?start=")
    tied = await desk.telegram("/start", command="start", thread_keys=(link.key(token),))
    assert tied.ticket == receipt.ticket
    api.fail("getMe", broken())
    fresh = Continuing(desk.links, {"tg": telegram(api.url)})
    with pytest.raises(TryLater):
        await fresh.for_message(conversation(receipt), "telegram")


async def test_a_message_on_a_ticket_that_is_over_gets_none(
    desk: Desk, continuing: Continuing
) -> None:
    receipt = await desk.mail()
    await desk.agents.close(number(receipt), await desk.agent())
    with pytest.raises(Refused):
        await continuing.for_message(conversation(receipt), "telegram")
