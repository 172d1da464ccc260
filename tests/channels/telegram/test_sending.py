"""Messages out: what the person sees, and what each refusal means."""

import asyncio
import datetime as dt

import pytest

from channels.base import Refused, State, TryLater
from channels.telegram import api as calls
from tests.channels.rig import NotedIntake, outbound, running, until
from tests.channels.telegram.rig import CITIZEN, TelegramRig, telegram
from tests.peers.botapi import (
    TOKEN,
    BotApi,
    blocked,
    broken,
    chat_not_found,
    done_but_silent,
    hanging,
    page,
    slow_down,
)
from tests.peers.botapi_checks import Fault
from tickets.domain.message import Cause, Choice, Upload

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
    ("fault", "reason", "cause"),
    [
        (broken(500), "Bad Gateway", Cause.UNREACHABLE),
        (broken(502), "Bad Gateway", Cause.UNREACHABLE),
        (page(503), "not the Bot API's answer", Cause.UNREACHABLE),
        (page(403), "not the Bot API's answer", Cause.UNREACHABLE),  # a proxy: nobody blocked us
        (page(400), "not the Bot API's answer", Cause.UNREACHABLE),
        (page(401), "not the Bot API's answer", Cause.UNREACHABLE),
        (page(200), "not the Bot API's answer", Cause.UNREACHABLE),
        (Fault(status=401, description="Unauthorized"), "token refused", Cause.SETUP),
        (Fault(status=404, description="Not Found"), "token refused", Cause.SETUP),
        (slow_down(7), "told to slow down", Cause.NOT_NOW),
        (
            Fault(status=429, description="Too Many Requests"),
            "Too Many Requests",
            Cause.UNREACHABLE,
        ),
        (
            Fault(status=200, body='{"ok": true, "result": {"odd": 1}}'),
            "do not understand",
            Cause.UNREACHABLE,
        ),
    ],
)
async def test_our_faults_and_theirs_never_lose_a_message(
    rig: TelegramRig, fault: Fault, reason: str, cause: Cause
) -> None:
    rig.api.fail("sendMessage", fault)
    with pytest.raises(TryLater, match=reason) as told:
        await send(rig)
    assert told.value.cause is cause


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


async def test_parts_that_were_sent_are_not_sent_again(rig: TelegramRig) -> None:
    out = outbound(rig.channel, rig.address(), f"{'a' * 4096} b")

    async def break_down_after_the_first() -> None:
        while not rig.api.sent:
            await asyncio.sleep(0.01)
        rig.api.fail("sendMessage", broken(), times=1)

    async with asyncio.TaskGroup() as group:
        group.create_task(break_down_after_the_first())
        with pytest.raises(TryLater):
            await rig.channel.send(out)
    assert rig.api.texts() == ["a" * 4096]
    await rig.channel.send(out)
    assert rig.api.texts() == ["a" * 4096, "b"]


async def test_a_lost_answer_is_the_one_way_to_a_double(
    rig: TelegramRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CONNECT", "ANSWER", "GRACE"):
        monkeypatch.setattr(calls, name, 0.1)
    rig.api.fail("sendMessage", done_but_silent(), times=1)
    out = outbound(rig.channel, rig.address(), "halo")
    with pytest.raises(TryLater, match="timed out"):
        await rig.channel.send(out)
    assert await rig.channel.send(out) == str(rig.api.sent[-1].message_id)
    assert rig.api.texts() == ["halo", "halo"]


async def test_formatting_goes_out_as_entities(rig: TelegramRig) -> None:
    await send(rig, "😀 **Syarat** ada [di sini](https://a.id/x), tiket T-2026-000001-A")
    (message,) = rig.api.sent
    assert message.text == "😀 Syarat ada di sini, tiket T-2026-000001-A"
    assert message.parameters["entities"] == [
        {"type": "bold", "offset": 3, "length": 6},
        {"type": "text_link", "offset": 14, "length": 7, "url": "https://a.id/x"},
        {"type": "code", "offset": 29, "length": 15},
    ]


async def test_formatting_that_is_refused_goes_out_plain(rig: TelegramRig) -> None:
    said = "Bad Request: can't parse entities: unsupported entity"
    rig.api.fail("sendMessage", Fault(status=400, description=said), times=1)
    await send(rig, "**Syarat** ada [di sini](https://a.id/x)")
    (message,) = rig.api.sent
    assert message.text == "Syarat ada di sini (https://a.id/x)"
    assert "entities" not in message.parameters


async def test_rich_text_is_shown_as_such(rig: TelegramRig) -> None:
    html = (
        "<p>😀 <strong>Syarat <em>NIB</em></strong> ada "
        '<a href="https://a.id/x?a=1&amp;b=2">di sini</a>, 1 &lt; 2</p>'
        "<blockquote><p>satu</p><p>dua</p></blockquote><ol><li><p>KTP</p></li></ol>"
    )
    await send(rig, "teks yang sama", html=html)
    (message,) = rig.api.sent
    assert message.text == "😀 Syarat NIB ada di sini, 1 < 2\n\nsatu\n\ndua\n\n1. KTP"
    assert "parse_mode" not in message.parameters
    assert message.parameters["entities"] == [
        {"type": "bold", "offset": 3, "length": 10},
        {"type": "italic", "offset": 10, "length": 3},
        {"type": "text_link", "offset": 18, "length": 7, "url": "https://a.id/x?a=1&b=2"},
        {"type": "blockquote", "offset": 34, "length": 9},
    ]


async def test_rich_text_that_is_refused_goes_out_plain(rig: TelegramRig) -> None:
    said = "Bad Request: can't parse entities: unsupported entity"
    rig.api.fail("sendMessage", Fault(status=400, description=said), times=1)
    await send(rig, "x", html='<p><em>Buka</em> <a href="https://a.id/x">di sini</a></p>')
    (message,) = rig.api.sent
    assert message.text == "Buka di sini (https://a.id/x)"


async def test_long_rich_text_is_cut_with_its_forms(rig: TelegramRig) -> None:
    html = "".join(f"<p>{'kata ' * 300}<strong>akhir {n}</strong></p>" for n in range(5))
    await send(rig, "x", html=html)
    assert len(rig.api.sent) > 1
    for message in rig.api.sent:
        for entity in message.parameters["entities"]:
            start = entity["offset"]
            assert message.text[start : start + entity["length"]].startswith("akhir ")


JPEG, PNG = b"\xff\xd8 photo", b"\x89PNG picture"
PDF = Upload(name="izin.pdf", media_type="application/pdf", content=b"%PDF")


def photo(name: str, content: bytes = JPEG) -> Upload:
    return Upload(name=name, media_type="image/jpeg", content=content)


def shown(rig: TelegramRig) -> list[tuple[str, str, str]]:
    return [(one.kind, one.name, one.text) for one in rig.api.sent]


async def test_a_photo_goes_out_with_its_words(rig: TelegramRig) -> None:
    number = await send(rig, "**Ini** petanya", uploads=(photo("peta.jpg"),))
    assert shown(rig) == [("photo", "peta.jpg", "Ini petanya")]
    (message,) = rig.api.sent
    assert (number, message.content) == (str(message.message_id), JPEG)
    assert message.parameters["caption_entities"] == [{"type": "bold", "offset": 0, "length": 3}]


async def test_several_photos_are_an_album(rig: TelegramRig) -> None:
    await send(rig, "petanya", uploads=(photo("a.jpg"), photo("b.jpg", PNG)))
    assert shown(rig) == [("photo", "a.jpg", "petanya"), ("photo", "b.jpg", "")]
    assert len({one.album for one in rig.api.sent}) == 1
    assert rig.api.sent[0].album


async def test_other_files_are_documents_and_not_mixed_with_photos(rig: TelegramRig) -> None:
    await send(rig, "berkasnya", uploads=(PDF, photo("a.jpg")))
    assert shown(rig) == [
        ("photo", "a.jpg", ""),
        ("document", "izin.pdf", ""),
        ("text", "", "berkasnya"),
    ]


async def test_a_long_text_or_buttons_follow_the_file(rig: TelegramRig) -> None:
    await send(rig, "a" * 1025, uploads=(PDF,))
    await rig.channel.send(
        outbound(rig.channel, "4712", "mau apa?", uploads=(PDF,), choices=CHOICES)
    )
    assert [one.kind for one in rig.api.sent] == ["document", "text", "document", "text"]
    assert len(rig.api.sent[-1].buttons) == 2


async def test_a_file_without_words(rig: TelegramRig) -> None:
    await send(rig, "", uploads=(PDF,))
    assert shown(rig) == [("document", "izin.pdf", "")]


@pytest.mark.parametrize("count", [1, 2])
async def test_what_is_no_photo_for_telegram_goes_out_as_a_document(
    rig: TelegramRig, count: int
) -> None:
    files = tuple(photo(f"{n}.jpg", b"not really a photo") for n in range(count))
    await send(rig, "ini", uploads=files)
    assert [one.kind for one in rig.api.sent] == ["document"] * count


async def test_more_than_ten_files_are_two_albums(rig: TelegramRig) -> None:
    files = tuple(photo(f"{n}.jpg") for n in range(11))
    await send(rig, "ini", uploads=files)
    assert [one.name for one in rig.api.sent] == [*(f"{n}.jpg" for n in range(11)), ""]


async def test_a_file_that_telegram_never_takes_is_refused_by_name(rig: TelegramRig) -> None:
    large = Upload(name="besar.zip", media_type="application/zip", content=b"x" * (50 * 2**20 + 1))
    with pytest.raises(Refused, match=r"besar\.zip is larger than the 50 MB"):
        await send(rig, "ini", uploads=(large,))
    assert not rig.api.calls


async def test_a_file_that_fails_for_a_moment(rig: TelegramRig) -> None:
    rig.api.fail("sendDocument", broken(), times=1)
    out = outbound(rig.channel, rig.address(), "ini", uploads=(PDF,))
    with pytest.raises(TryLater):
        await rig.channel.send(out)
    await rig.channel.send(out)
    assert shown(rig) == [("document", "izin.pdf", "ini")]


async def test_the_menu_is_shown_in_both_languages(rig: TelegramRig) -> None:
    rig.api.fail("setMyCommands", broken(), times=1)  # no reason not to read
    for _ in range(2):
        async with running(rig.channel, NotedIntake()):
            await until(lambda: rig.channel.health.state is State.OK)
            await until(lambda: len(rig.api.polls) > 1)
        rig.api.polls.clear()
    assert [*rig.api.menus] == ["", "id", "en"]
    assert rig.api.menus[""] == rig.api.menus["id"]
    assert [one["command"] for one in rig.api.menus["en"]] == [
        "start",
        "status",
        "bahasa",
        "petugas",
        "hapus",
    ]


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
