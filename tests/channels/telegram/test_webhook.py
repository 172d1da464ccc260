"""Telegram calls us: who is let in, when it is told that we have it, and changing sides."""

import asyncio
import json

import aiohttp
import pytest

from channels.base import State
from channels.telegram import webhook
from channels.telegram.webhook import HEADER, path_of, secret_of
from tests.channels.rig import NotedIntake, running, until
from tests.channels.telegram.rig import CITIZEN, SECRET, TelegramRig, WebhookRig
from tests.peers.botapi import TOKEN, broken
from tickets.domain.message import Cause
from tickets.domain.traffic import Inbound, Receipt

pytestmark = pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")


async def post(rig: WebhookRig, body: object, secret: str | None = SECRET) -> tuple[int, str]:
    """Call it as anybody could."""
    headers = {HEADER: secret} if secret is not None else {}
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    async with (
        aiohttp.ClientSession() as session,
        session.post(rig.called.url, data=raw, headers=headers) as answer,
    ):
        return answer.status, await answer.text()


async def test_telegram_is_told_where_we_are(hooked: WebhookRig) -> None:
    async with running(hooked.channel, NotedIntake()):
        await until(lambda: bool(hooked.api.hook.url))
        await until(lambda: hooked.channel.health.state is State.OK)
    hook = hooked.api.hook
    assert (hook.url, hook.secret, hook.max_connections) == (hooked.called.url, SECRET, 40)
    assert [*hook.allowed_updates] == [
        "message",
        "edited_message",
        "callback_query",
        "my_chat_member",
    ]
    assert TOKEN not in hook.url
    assert "getupdates" not in hooked.api.calls


def test_the_secret_is_made_of_our_key_and_fits_a_header() -> None:
    assert secret_of("a", b"key") == secret_of("a", b"key")
    assert len({secret_of("a", b"key"), secret_of("b", b"key"), secret_of("a", b"other")}) == 3
    assert len(SECRET) == 64
    assert SECRET.isalnum()
    assert path_of("bot utama/1") == "/telegram/bot%20utama%2F1/webhook"


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET[:-1], SECRET + "x", "ünïcode"])
async def test_nobody_else_is_let_in_and_that_is_counted(
    hooked: WebhookRig, secret: str | None
) -> None:
    intake = NotedIntake()
    async with running(hooked.channel, intake):
        await until(lambda: hooked.channel.health.state is State.OK)
        status, said = await post(hooked, {"update_id": 5, "message": {}}, secret)
    assert status == 403
    assert SECRET not in said
    assert hooked.called.bot.hook is not None
    assert hooked.called.bot.hook.refused == 1
    assert not intake.kept


async def test_bad_bodies_are_refused_and_the_next_is_taken(hooked: WebhookRig) -> None:
    intake = NotedIntake()
    async with running(hooked.channel, intake):
        await until(lambda: hooked.channel.health.state is State.OK)
        assert (await post(hooked, b"{not json"))[0] == 400
        assert (await post(hooked, b"[" * 100_000))[0] == 400
        assert (await post(hooked, b'"' + b"x" * (2**20) + b'"'))[0] == 413
        assert not intake.kept
        assert (await post(hooked, {"message": "without an id"}))[0] == 200
        assert [*intake.aside.values()] == ["an update without an id"]
        hooked.api.say(CITIZEN, "halo")
        await until(lambda: intake.texts == ["halo"])


async def test_the_same_update_twice_at_once_and_out_of_order(hooked: WebhookRig) -> None:
    intake = NotedIntake()
    said = [hooked.api.message(CITIZEN, "Siti", "id", text=text) for text in ("satu", "dua")]
    async with running(hooked.channel, intake):
        await until(lambda: hooked.channel.health.state is State.OK)
        async with asyncio.TaskGroup() as group:
            for number in (8, 7, 8, 7, 8):
                body = {"update_id": number, "message": said[number - 7]}
                group.create_task(post(hooked, body))
    assert sorted(intake.texts) == ["dua", "satu"]


class Shut(NotedIntake):
    """An intake whose database is away until it is opened."""

    open = False

    async def receive(self, inbound: Inbound) -> Receipt:
        if not self.open:
            raise ConnectionError("the database, with what somebody wrote")
        return await super().receive(inbound)


async def test_what_is_not_filed_is_offered_again(hooked: WebhookRig) -> None:
    intake = Shut()
    async with running(hooked.channel, intake):
        hooked.api.say(CITIZEN, "halo")
        await until(lambda: 503 in hooked.api.pusher.statuses)
        assert hooked.api.acknowledged == 0
        intake.open = True
        await until(lambda: intake.texts == ["halo"])
        await until(lambda: hooked.api.acknowledged == 1)


async def test_before_it_runs_it_is_not_ready(hooked: WebhookRig) -> None:
    assert (await post(hooked, {"update_id": 5}))[0] == 503


async def test_changing_sides_loses_nothing_and_doubles_nothing(
    rig: TelegramRig, hooked: WebhookRig
) -> None:
    intake, said = NotedIntake(), []

    def say(text: str) -> None:
        said.append(text)
        rig.api.say(CITIZEN, text)

    for round_ in range(2):
        say(f"polled {round_}")
        async with running(rig.channel, intake):
            await until(lambda: intake.texts == said)
            await until(lambda: len(rig.api.polls) > 1)
        say(f"between {round_}")
        async with running(hooked.channel, intake):
            await until(lambda: intake.texts == said)
            say(f"called {round_}")
            await until(lambda: intake.texts == said)
        say(f"nobody listens {round_}")
    async with running(rig.channel, intake):
        await until(lambda: intake.texts == said)
        await until(lambda: not rig.api._updates)
    assert rig.api.webhook == ""


async def test_ids_that_start_anew_while_it_was_called(
    rig: TelegramRig, hooked: WebhookRig
) -> None:
    intake = NotedIntake(cursors={"telegram-utama": "999999999"})
    async with running(hooked.channel, intake):
        await until(lambda: hooked.channel.health.state is State.OK)
    async with running(rig.channel, intake):
        rig.api.say(CITIZEN, "halo")
        await until(lambda: intake.texts == ["halo"])
    assert "offset" not in rig.api.polls[0]


async def test_a_webhook_that_somebody_moved_is_set_again(
    hooked: WebhookRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "WATCH", 0.05)
    async with running(hooked.channel, NotedIntake()):
        await until(lambda: hooked.channel.health.state is State.OK)
        hooked.api.webhook = "http://127.0.0.1:9/elsewhere"
        await until(lambda: hooked.api.webhook == hooked.called.url)


async def test_that_telegram_cannot_reach_us_is_shown(
    hooked: WebhookRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhook, "WATCH", 0.05)
    intake = Shut()
    async with running(hooked.channel, intake):
        hooked.api.say(CITIZEN, "halo")
        await until(lambda: hooked.channel.health.state is State.FAILING)
        assert "Telegram cannot give us updates: Wrong response" in hooked.channel.health.reason
        assert hooked.channel.health.cause is Cause.SETUP
        intake.open = True
        await until(lambda: hooked.channel.health.state is State.OK)


async def test_the_bot_api_away_at_the_start(hooked: WebhookRig) -> None:
    hooked.api.fail("setWebhook", broken(), times=2)
    intake = NotedIntake()
    async with running(hooked.channel, intake):
        await until(lambda: hooked.channel.health.state is State.FAILING)
        hooked.api.say(CITIZEN, "halo")
        await until(lambda: intake.texts == ["halo"])


async def test_check_says_how_it_is_read(hooked: WebhookRig) -> None:
    assert await hooked.channel.check() == "@tanya_test_bot, by webhook"
