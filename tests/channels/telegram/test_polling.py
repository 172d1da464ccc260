"""Updates in: order, confirmation, odd ones, outages and who is told what."""

import asyncio

import pytest

from channels.base import Channel, State
from tests.channels.rig import NotedIntake, outbound, running, until
from tests.channels.telegram.rig import CITIZEN, TelegramRig, telegram
from tests.peers.botapi import BEGIN, BotApi, broken, hanging, page, slow_down
from tickets.domain.message import Cause, Choice
from tickets.domain.traffic import Arrival, Inbound, Receipt

pytestmark = pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")


CHOICES = (Choice(id="hours", label="Jam buka"), Choice(id="fee", label="Biaya"))


class Poisoned(NotedIntake):
    """An intake that fails whenever a message says so, and counts."""

    failures = 0

    async def receive(self, inbound: Inbound) -> Receipt:
        if "racun" in inbound.text:
            self.failures += 1
            raise ValueError(inbound.text)
        return await super().receive(inbound)


class Closed(NotedIntake):
    """An intake whose database is away until it is opened."""

    open = False

    async def keep(self, arrival: Arrival) -> bool:
        if not self.open:
            raise ConnectionError("the database, with what somebody wrote")
        return await super().keep(arrival)


async def failing(channel: Channel, reason: str, cause: Cause) -> None:
    """Until it fails for this reason; ``cause`` is what of it an administrator is told."""
    await until(lambda: channel.health.state is State.FAILING and reason in channel.health.reason)
    assert channel.health.cause is cause


async def well(channel: Channel) -> None:
    await until(lambda: channel.health.state is State.OK)


async def test_what_it_asks_for(rig: TelegramRig) -> None:
    async with running(rig.channel, NotedIntake()):
        await until(lambda: len(rig.api.polls) > 1)
    first, second = rig.api.polls
    assert first["allowed_updates"] == [
        "message",
        "edited_message",
        "callback_query",
        "my_chat_member",
    ]
    assert (first["timeout"], second["timeout"]) == ("0", "20")
    assert "offset" not in first


async def test_health_is_known_at_once_though_nobody_writes(rig: TelegramRig) -> None:
    assert rig.channel.health.state is State.STARTING
    async with running(rig.channel, NotedIntake()):
        await well(rig.channel)


async def test_a_button_makes_the_round_trip(rig: TelegramRig) -> None:
    await rig.channel.send(outbound(rig.channel, rig.address(), "Mau apa?", choices=CHOICES))
    intake = NotedIntake()
    intake.may_finish.clear()
    async with running(rig.channel, intake):
        number = rig.api.press(rig.api.sent[0], "fee")
        await asyncio.wait_for(intake.waiting.wait(), 5)
        await asyncio.sleep(0.05)
        assert not rig.api.answered
        intake.may_finish.set()
        await until(lambda: rig.api.answered == [f"query-{number}"])
    said = intake.received[f"update:{number}"]
    assert (said.choice, said.text, said.sender) == ("fee", "Biaya", str(CITIZEN))


async def test_a_button_that_cannot_be_answered_stops_nobody(rig: TelegramRig) -> None:
    rig.api.fail("answerCallbackQuery", page(400))
    await rig.channel.send(outbound(rig.channel, rig.address(), "Mau apa?", choices=CHOICES))
    intake = NotedIntake()
    async with running(rig.channel, intake):
        rig.api.press(rig.api.sent[0], "fee")
        rig.api.say(CITIZEN, "lanjut")
        await until(lambda: intake.texts == ["Biaya", "lanjut"])
        await well(rig.channel)


async def test_one_odd_update_spoils_no_batch(rig: TelegramRig) -> None:
    rig.api.say(CITIZEN, "satu")
    rig.api.raw_update({"message": "nonsense"})
    rig.api.raw_update({"a_kind_of_next_year": {"deep": [1]}})
    rig.api.odd_update({"message": {"text": "without an id"}})
    rig.api.say(CITIZEN, "dua")
    intake = NotedIntake()
    async with running(rig.channel, intake):
        await until(lambda: rig.api.acknowledged == 4)
    assert intake.texts == ["satu", "dua"]
    assert len(intake.kept) == 5
    assert sorted(intake.aside.values()) == [
        "an update without an id",
        "cannot be read: AttributeError in message",
        "unknown kind: a_kind_of_next_year",
    ]
    assert intake.kept[f"update:{BEGIN + 2}"].raw == (
        b'{"update_id":%d,"a_kind_of_next_year":{"deep":[1]}}' % (BEGIN + 2)
    )


async def test_the_cursor_is_the_last_update_and_the_next_run_begins_there(
    rig: TelegramRig,
) -> None:
    intake = NotedIntake()
    last = [rig.api.say(CITIZEN, text) for text in ("satu", "dua")][-1]
    async with running(rig.channel, intake):
        await until(lambda: bool(intake.cursors))
    assert intake.cursors == {"telegram-utama": str(last)}
    rig.api.polls.clear()
    async with running(rig.channel, intake):
        await until(lambda: bool(rig.api.polls))
    assert rig.api.polls[0]["offset"] == str(last + 1)


async def test_nothing_is_confirmed_while_filing_fails(rig: TelegramRig) -> None:
    intake = Closed()
    rig.api.say(CITIZEN, "halo")
    async with running(rig.channel, intake):
        await failing(rig.channel, "could not be filed: ConnectionError", Cause.OWN)
        assert "somebody" not in rig.channel.health.reason
        assert (rig.api.acknowledged, intake.cursors) == (0, {})
        intake.open = True
        await until(lambda: intake.texts == ["halo"])
        await well(rig.channel)


async def test_what_can_never_be_filed_makes_way_for_the_next(rig: TelegramRig) -> None:
    intake = Poisoned()
    rig.api.say(CITIZEN, "satu")
    poison = rig.api.say(CITIZEN, "racun")
    rig.api.say(CITIZEN, "dua")
    async with running(rig.channel, intake):
        await until(lambda: intake.texts == ["satu", "dua"])
    assert intake.failures == 3
    assert intake.aside == {f"update:{poison}": "could not be filed: ValueError"}


async def test_ids_that_start_anew_after_a_quiet_week(rig: TelegramRig) -> None:
    intake = NotedIntake(cursors={"telegram-utama": str(BEGIN + 1_000_000)})
    async with running(rig.channel, intake):
        rig.api.say(CITIZEN, "lama tak jumpa")
        await until(lambda: rig.api.acknowledged == 1)
    assert intake.texts == ["lama tak jumpa"]
    assert intake.cursors == {"telegram-utama": str(BEGIN)}


async def test_a_server_that_goes_down_and_comes_up_again(rig: TelegramRig) -> None:
    intake = NotedIntake()
    async with running(rig.channel, intake):
        rig.api.say(CITIZEN, "sebelum")
        await until(lambda: intake.texts == ["sebelum"])
        await rig.api.stop()
        await failing(rig.channel, "no connection", Cause.UNREACHABLE)
        rig.api.say(CITIZEN, "sesudah")
        await rig.api.start()
        await until(lambda: intake.texts == ["sebelum", "sesudah"])
        await well(rig.channel)


async def test_errors_of_the_server_pass(rig: TelegramRig) -> None:
    rig.api.fail("getUpdates", broken(), times=1)
    intake = NotedIntake()
    async with running(rig.channel, intake):
        await failing(rig.channel, "Bad Gateway", Cause.UNREACHABLE)
        rig.api.say(CITIZEN, "halo")
        await until(lambda: intake.texts == ["halo"])


@pytest.mark.slow
async def test_told_to_slow_down_it_does(rig: TelegramRig) -> None:
    rig.api.fail("getUpdates", slow_down(1), times=1)
    async with running(rig.channel, NotedIntake()):
        await failing(rig.channel, "told to slow down", Cause.NOT_NOW)
        await asyncio.sleep(0.8)
        assert rig.api.calls == ["getme", "deletewebhook", "getupdates"]
        await well(rig.channel)


async def test_a_webhook_of_before_makes_way_and_nothing_that_waits_there_is_lost(
    rig: TelegramRig,
) -> None:
    rig.api.webhook = "http://127.0.0.1:9/hook"
    rig.api.say(CITIZEN, "halo")
    intake = NotedIntake()
    async with running(rig.channel, intake):
        await until(lambda: intake.texts == ["halo"])
    assert rig.api.webhook == ""


async def test_a_webhook_that_gets_in_the_way_is_named(rig: TelegramRig) -> None:
    intake = NotedIntake()
    async with running(rig.channel, intake):
        await well(rig.channel)
        await until(lambda: len(rig.api.polls) > 1)
        rig.api.webhook = "http://127.0.0.1:9/hook"
        rig.api._ring()
        await failing(rig.channel, "a webhook is set for this bot", Cause.SETUP)
        rig.api.webhook = ""
        rig.api.say(CITIZEN, "halo")
        await until(lambda: intake.texts == ["halo"])


async def test_another_poller_is_named(rig: TelegramRig) -> None:
    other = telegram(rig.api.url)
    async with running(rig.channel, NotedIntake()):
        await well(rig.channel)
        await until(lambda: len(rig.api.polls) > 1)
        async with running(other, NotedIntake()):
            await failing(rig.channel, "another program reads this bot's updates", Cause.SETUP)


async def test_a_wrong_token_is_named(api: BotApi) -> None:
    channel = telegram(api.url, "110201543:another")
    async with running(channel, NotedIntake()):
        await failing(channel, "token refused", Cause.SETUP)


async def test_it_can_be_cancelled_while_the_server_hangs_and_lets_go(rig: TelegramRig) -> None:
    rig.api.fail("getUpdates", hanging())
    channel = telegram(rig.api.url)
    async with asyncio.timeout(10):
        async with running(channel, NotedIntake()):
            await until(lambda: bool(rig.api.calls))
    assert channel._api._request._client.is_closed
    rig.api.mend()
    assert await channel.check() == "@tanya_test_bot"
