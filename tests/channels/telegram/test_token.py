"""The token is in every URL, and nowhere else: no log line, no error, no health reason."""

import logging
import traceback
from collections.abc import Awaitable, Callable

import pytest
import structlog
from structlog.testing import capture_logs

from channels.base import Refused, State, TryLater
from channels.telegram.trouble import scrub
from tests.channels.rig import NotedIntake, outbound, running, until
from tests.channels.telegram.rig import CITIZEN, TelegramRig, telegram
from tests.peers.botapi import TOKEN, broken, page
from tests.peers.botapi_checks import Fault

SAID = "nomor KTP saya rahasia"
SECRET = TOKEN.split(":")[1]


async def exercise(rig: TelegramRig) -> list[str]:
    """Everything that can go well or wrong, at the most talkative level; all that was raised."""
    intake, raised = NotedIntake(), []
    async with running(rig.channel, intake):
        rig.api.say(CITIZEN, SAID)
        await until(lambda: intake.texts == [SAID])
        await rig.channel.send(outbound(rig.channel, rig.address(), SAID))
        raised += [await failure(rig, fault) for fault in FAULTS]
        await rig.api.stop()
        await until(lambda: rig.channel.health.state is State.FAILING)
        raised += [rig.channel.health.reason, await told(rig.channel.check)]
    return raised


FAULTS = (
    broken(),
    page(404),
    Fault(status=400, description=f"Bad Request: https://api.telegram.org/bot{TOKEN}/sendMessage"),
    Fault(status=500, body=f"no such page: /bot{TOKEN}/sendMessage"),
)


async def failure(rig: TelegramRig, fault: Fault) -> str:
    rig.api.fail("sendMessage", fault)
    return await told(lambda: rig.channel.send(outbound(rig.channel, rig.address(), SAID)))


async def told(call: Callable[[], Awaitable[str]]) -> str:
    """The whole traceback, causes and contexts included, as the most talkative log would have."""
    try:
        return await call()
    except (TryLater, Refused) as why:
        lines = traceback.format_exception(why)
        context = why.__context__
        while context:
            lines += traceback.format_exception_only(context)
            context = context.__context__
        return "".join(lines)


async def test_neither_the_token_nor_what_was_said_is_ever_told(
    rig: TelegramRig, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG), capture_logs() as ours:
        raised = await exercise(rig)
    assert raised
    assert any(entry["event"] == "telegram.not_reading" for entry in ours)
    everything = "\n".join([caplog.text, *map(str, ours), *raised])
    assert SECRET not in everything
    assert SAID not in everything


async def test_the_adapter_does_not_print_it(
    rig: TelegramRig, capsys: pytest.CaptureFixture[str]
) -> None:
    structlog.get_logger().info("an adapter", adapter=rig.channel)
    assert SECRET not in capsys.readouterr().out + repr(vars(telegram("http://127.0.0.1:9")))


def test_it_is_scrubbed_in_both_spellings_and_cut() -> None:
    quoted = TOKEN.replace(":", "%3A")
    assert scrub(f"/bot{TOKEN}/getMe /bot{quoted}/getMe", TOKEN) == "/bot***/getMe /bot***/getMe"
    assert len(scrub("x" * 9999, TOKEN)) == 201
