"""Messages out: what the person sees, and what each refusal means."""

import asyncio
import datetime as dt

import pytest

from channels.base import Refused, TryLater
from channels.telegram import api as calls
from tests.channels.rig import outbound
from tests.channels.telegram.rig import CITIZEN, TelegramRig, telegram
from tests.peers.botapi import (
    TOKEN,
    BotApi,
    blocked,
    broken,
    chat_not_found,
    hanging,
    page,
    slow_down,
)
from tests.peers.botapi_checks import Fault
from tickets.domain.message import Choice

CHOICES = (Choice(id="hours", label="Jam buka"), Choice(id="ü" * 30, label="Biaya"))
pytestmark = pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")


async def send(rig: TelegramRig, text: str = "halo", **more: object) -> str:
    return await rig.channel.send(outbound(rig.channel, rig.address(), text, **more))


async def test_plain_text_without_previews(rig: TelegramRig) -> None:
    number = await send(rig, "<b>*apa adanya*</b> https://dpmptsp.example.id")
    (message,) = rig.api.sent
    assert number == str(message.message_id)
    assert message.text == "<b>*apa adanya*</b> https://dpmptsp.example.id"
    assert "parse_mode" not in message.parameters
    assert message.parameters["link_preview_options"] == {"is_disabled": True}
    assert message.buttons == []


async def test_choices_are_buttons_one_a_row(rig: TelegramRig) -> None:
    await send(rig, "Mau tanya apa?", choices=CHOICES)
    assert rig.api.sent[0].buttons == [
        [{"text": "Jam buka", "callback_data": "hours"}],
        [{"text": "Biaya", "callback_data": "ü" * 30}],
    ]


async def test_a_long_text_goes_out_in_parts(rig: TelegramRig) -> None:
    paragraph = "😀" * 1000 + "."
    number = await send(rig, "\n\n".join([paragraph] * 5), choices=CHOICES)
    first, second, last = rig.api.sent
    assert [first.text, second.text, last.text] == [
        f"{paragraph}\n\n{paragraph}",
        f"{paragraph}\n\n{paragraph}",
        paragraph,
    ]
    assert number == str(last.message_id)
    assert not first.buttons
    assert last.buttons


async def test_it_waits_as_long_as_it_is_told(rig: TelegramRig) -> None:
    rig.api.fail("sendMessage", slow_down(7), times=1)
    with pytest.raises(TryLater) as told:
        await send(rig)
    assert told.value.after == dt.timedelta(seconds=7)
    with pytest.raises(TryLater) as told:  # not even asked before
        await send(rig)
    assert told.value.after is not None
    assert 6 < told.value.after.total_seconds() <= 7
    assert rig.api.calls == ["sendmessage"]
    assert await rig.channel.send(outbound(rig.channel, "4712", "yang lain tidak menunggu"))


async def test_a_person_who_blocked_us(rig: TelegramRig) -> None:
    rig.api.blocked_by.add(CITIZEN)
    with pytest.raises(Refused, match="blocked by the user") as told:
        await send(rig)
    assert told.value.blocked


@pytest.mark.parametrize(
    "fault", [chat_not_found(), Fault(status=400, description="Bad Request: BUTTON_DATA_INVALID")]
)
async def test_what_is_never_taken(rig: TelegramRig, fault: Fault) -> None:
    rig.api.fail("sendMessage", fault)
    with pytest.raises(Refused) as told:
        await send(rig)
    assert not told.value.blocked


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        (broken(500), "Bad Gateway"),
        (broken(502), "Bad Gateway"),
        (page(503), "not the Bot API's answer"),
        (page(403), "not the Bot API's answer"),  # a proxy: nobody blocked us
        (page(400), "not the Bot API's answer"),
        (page(401), "not the Bot API's answer"),
        (page(200), "not the Bot API's answer"),
        (Fault(status=401, description="Unauthorized"), "token refused"),
        (Fault(status=404, description="Not Found"), "token refused"),
        (Fault(status=429, description="Too Many Requests"), "Too Many Requests"),
        (Fault(status=200, body='{"ok": true, "result": {"odd": 1}}'), "do not understand"),
    ],
)
async def test_our_faults_and_theirs_never_lose_a_message(
    rig: TelegramRig, fault: Fault, reason: str
) -> None:
    rig.api.fail("sendMessage", fault)
    with pytest.raises(TryLater, match=reason):
        await send(rig)


async def test_nobody_listens() -> None:
    channel = telegram("http://127.0.0.1:9")
    with pytest.raises(TryLater, match="no connection: ConnectError"):
        await channel.send(outbound(channel, "7", "halo"))


async def test_an_answer_that_never_comes(
    rig: TelegramRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CONNECT", "ANSWER", "GRACE"):
        monkeypatch.setattr(calls, name, 0.05)
    rig.api.fail("sendMessage", hanging())
    with pytest.raises(TryLater, match="timed out"):
        await asyncio.wait_for(send(rig), 5)


async def test_half_a_message_is_sent_again_whole(rig: TelegramRig) -> None:
    long = "a" * 4096 + " b"
    rig.api.fail("sendMessage", broken())
    with pytest.raises(TryLater):
        await send(rig, long)
    rig.api.mend()
    await send(rig, long)
    assert rig.api.texts() == ["a" * 4096, "b"]


async def test_check_says_the_name(rig: TelegramRig) -> None:
    assert await rig.channel.check() == "@tanya_test_bot"


async def test_check_says_what_is_wrong(api: BotApi) -> None:
    with pytest.raises(Refused, match="token refused"):
        await telegram(api.url, "110201543:another").check()
    api.fail("getMe", broken())
    with pytest.raises(TryLater):
        await telegram(api.url, TOKEN).check()
    api.fail("getMe", blocked())
    with pytest.raises(Refused):
        await telegram(api.url, TOKEN).check()
