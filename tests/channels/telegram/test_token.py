"""The token is in every URL, and nowhere else: no log line, no error, no health reason."""

import logging
import traceback
from collections.abc import Awaitable, Callable

import aiohttp
import pytest
import structlog
from structlog.testing import capture_logs

from channels.base import Refused, State, TryLater
from channels.telegram import polling
from channels.telegram.adapter import Telegram
from channels.telegram.trouble import Trouble, scrub
from channels.telegram.webhook import HEADER
from tests.channels.rig import NotedIntake, outbound, running, until
from tests.channels.telegram.rig import CITIZEN, Called, TelegramRig, WebhookRig, telegram
from tests.channels.telegram.rig import SECRET as SECRET_OF_HOOK
from tests.peers.botapi import TOKEN, broken, page
from tests.peers.botapi_checks import Fault

SAID = "nomor KTP saya rahasia"
SECRET = TOKEN.split(":")[1]


@pytest.fixture(autouse=True)
def in_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling, "AGAIN", 0.01)


async def exercise(rig: TelegramRig) -> list[str]:
    """Everything that can go well or wrong, at the most talkative level; all that was raised."""
    intake, raised = NotedIntake(), []
    async with running(rig.channel, intake):
        rig.api.say(CITIZEN, SAID)
        await until(lambda: intake.texts == [SAID])
        await rig.channel.send(outbound(rig.channel, rig.address(), SAID))
        raised += [await failure(rig, fault) for fault in FAULTS]
        raised += [
            await unfetched(rig, intake, method, fault) for method in FILES for fault in FAULTS
        ]
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


FILES = ("getFile", "download")


async def unfetched(rig: TelegramRig, intake: NotedIntake, method: str, fault: Fault) -> str:
    """What the adapter says of a file that does not come."""
    rig.api.fail(method, fault)
    document = {"file_id": "f", "file_unique_id": "f", "file_name": "a.pdf"}
    before = len(intake.received)
    rig.api.raw_update({"message": rig.api.message(CITIZEN, "Siti", "id", document=document)})
    await until(lambda: len(intake.received) > before)
    said = [*intake.received.values()][-1].text
    rig.api.fail("getFile", fault)
    return said + await told(lambda: fetched(rig))


async def fetched(rig: TelegramRig) -> str:
    bot = rig.channel.bot if isinstance(rig.channel, Called) else rig.channel
    assert isinstance(bot, Telegram)
    try:
        return str(await bot._api.fetch("nothing"))
    except Trouble as why:
        raise TryLater(why.reason) from why


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


async def test_called_neither_token_nor_secret_nor_what_was_said_is_ever_told(
    hooked: WebhookRig, caplog: pytest.LogCaptureFixture
) -> None:
    intake, answers = NotedIntake(), []
    with caplog.at_level(logging.DEBUG), capture_logs() as ours:
        hooked.api.fail("setWebhook", FAULTS[2], times=1)
        async with running(hooked.channel, intake):
            await until(lambda: hooked.channel.health.state is State.FAILING)
            answers.append(hooked.channel.health.reason)
            hooked.api.say(CITIZEN, SAID)
            await until(lambda: intake.texts == [SAID])
            given = (None, SECRET_OF_HOOK[:-1], SECRET_OF_HOOK)
            answers += [await call(hooked, one) for one in given]
    assert [answer[:3] for answer in answers[1:]] == ["403", "403", "400"]
    everything = "\n".join([caplog.text, *map(str, ours), *answers])
    for hidden in (SECRET, SECRET_OF_HOOK, SAID):
        assert hidden not in everything
    assert SECRET not in hooked.api.hook.url


async def call(rig: WebhookRig, secret: str | None) -> str:
    """Status, headers and words of the answer to a broken body."""
    headers = {HEADER: secret} if secret else {}
    async with (
        aiohttp.ClientSession() as http,
        http.post(rig.called.url, data=SAID.encode(), headers=headers) as answer,
    ):
        return f"{answer.status} {answer.headers} {await answer.text()}"


async def test_the_adapter_does_not_print_it(
    rig: TelegramRig, capsys: pytest.CaptureFixture[str]
) -> None:
    structlog.get_logger().info("an adapter", adapter=rig.channel)
    assert SECRET not in capsys.readouterr().out + repr(vars(telegram("http://127.0.0.1:9")))


def test_it_is_scrubbed_in_both_spellings_and_cut() -> None:
    quoted = TOKEN.replace(":", "%3A")
    assert scrub(f"/bot{TOKEN}/getMe /bot{quoted}/getMe", TOKEN) == "/bot***/getMe /bot***/getMe"
    assert len(scrub("x" * 9999, TOKEN)) == 201
