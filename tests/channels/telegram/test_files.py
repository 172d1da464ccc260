"""Files of citizens: fetched, named when they cannot be had, and never in the way of the words."""

import asyncio

import pytest

from channels.telegram import api as calls
from channels.telegram import polling, webhook
from channels.telegram.fetching import LARGEST
from tests.channels.rig import NotedIntake, running, until
from tests.channels.telegram.rig import CITIZEN, TelegramRig
from tests.peers.botapi import BotApi, broken, hanging, page, photo_sizes
from tests.peers.botapi_checks import Fault
from tickets.domain.traffic import Inbound

pytestmark = pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")
JPEG = b"\xff\xd8 a photo"


@pytest.fixture(autouse=True)
def in_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling, "AGAIN", 0.01)
    monkeypatch.setattr(webhook, "AGAIN", 0.01)


def photo(api: BotApi, file: str = "ktp", caption: str = "KTP saya", **more: object) -> None:
    said = api.message(CITIZEN, "Siti", "id", photo=photo_sizes(file), caption=caption, **more)
    api.raw_update({"message": said})


async def only(rig: TelegramRig) -> Inbound:
    """What is filed when it runs."""
    intake = NotedIntake()
    async with running(rig.channel, intake):
        await until(lambda: bool(intake.received), 20)
    (one,) = intake.received.values()
    return one


async def test_a_photo_comes_with_its_words_in_its_largest_size(either: TelegramRig) -> None:
    either.api.files["ktp"] = JPEG
    photo(either.api)
    said = await only(either)
    (upload,) = said.uploads
    assert (said.text, upload.content, upload.media_type) == ("KTP saya", JPEG, "image/jpeg")
    assert upload.name == "foto-1.jpg"


@pytest.mark.parametrize(
    ("kind", "more", "text"),
    [
        ("document", {"file_name": "akta.pdf"}, "[dokumen: akta.pdf]"),
        ("voice", {"duration": 3}, "[pesan suara]"),
        ("audio", {"duration": 3, "file_name": "a.mp3"}, "[audio: a.mp3]"),
        ("video", {"width": 1, "height": 1, "duration": 1}, "[video]"),
        ("video_note", {"length": 1, "duration": 1}, "[pesan video]"),
        ("animation", {"width": 1, "height": 1, "duration": 1}, "[animasi]"),
    ],
)
async def test_a_file_without_words_is_named(
    rig: TelegramRig, kind: str, more: dict[str, object], text: str
) -> None:
    rig.api.files["f"] = b"bytes"
    content = {kind: {"file_id": "f", "file_unique_id": "f", **more}}
    rig.api.raw_update({"message": rig.api.message(CITIZEN, "Siti", "id", **content)})
    said = await only(rig)
    assert (said.text, [u.content for u in said.uploads]) == (text, [b"bytes"])


@pytest.mark.parametrize("told", [True, False])
async def test_what_is_too_large_is_named_and_the_words_are_filed(
    rig: TelegramRig,
    told: bool,  # noqa: FBT001
) -> None:
    rig.api.files["f"] = b"x" * (LARGEST + 1)
    size = {"file_size": LARGEST + 1} if told else {}
    document = {"file_id": "f", "file_unique_id": "f", "file_name": "akta.pdf", **size}
    content = rig.api.message(CITIZEN, "Siti", "id", document=document, caption="ini aktanya")
    rig.api.raw_update({"message": content})
    said = await only(rig)
    assert said.uploads == ()
    assert said.text == (
        "[dokumen: akta.pdf, terlalu besar untuk diambil, paling besar 20 MB] ini aktanya"
    )
    assert said.larger_than == LARGEST
    assert ("getfile" in rig.api.calls) is not told


async def test_what_is_gone_for_good_is_named_at_once(either: TelegramRig) -> None:
    photo(either.api, "gone")
    said = await only(either)
    assert (said.text, said.uploads) == ("[foto: tidak dapat diambil] KTP saya", ())
    assert either.api.calls.count("getfile") == 1


@pytest.mark.parametrize("method", ["getFile", "download"])
@pytest.mark.parametrize(
    "fault",
    [
        broken(500),
        page(404),
        Fault(status=400, description="Bad Request: the file is temporarily unavailable"),
    ],
)
async def test_what_fails_for_a_moment_is_tried_again(
    either: TelegramRig, method: str, fault: Fault
) -> None:
    either.api.files["ktp"] = JPEG
    either.api.fail(method, fault, times=2)
    photo(either.api)
    said = await only(either)
    assert [upload.content for upload in said.uploads] == [JPEG]
    assert said.text == "KTP saya"


async def test_what_never_comes_is_named_in_the_end(either: TelegramRig) -> None:
    either.api.files["ktp"] = JPEG
    either.api.fail("download", broken(502))
    photo(either.api)
    said = await only(either)
    assert (said.text, said.uploads) == ("[foto: tidak dapat diambil] KTP saya", ())
    assert either.api.calls.count("download") == 5


async def test_a_download_that_hangs_ends(
    rig: TelegramRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("CONNECT", "ANSWER", "GRACE", "TRANSFER"):
        monkeypatch.setattr(calls, name, 0.1)
    rig.api.files["ktp"] = JPEG
    rig.api.fail("download", hanging(), times=1)
    photo(rig.api)
    said = await only(rig)
    assert [upload.content for upload in said.uploads] == [JPEG]


async def test_a_file_that_waits_holds_up_only_its_own_chat(
    rig: TelegramRig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "AGAIN", 0.3)
    rig.api.files["ktp"] = JPEG
    rig.api.fail("download", broken(), times=1)
    photo(rig.api)
    rig.api.say(CITIZEN, "setelah foto")
    rig.api.say(4712, "orang lain")
    intake = NotedIntake()
    async with running(rig.channel, intake):
        await until(lambda: intake.texts == ["orang lain"])
        assert rig.api.acknowledged == 0
        await until(lambda: intake.texts == ["orang lain", "KTP saya", "setelah foto"])
        await until(lambda: rig.api.acknowledged == 3)


async def test_a_crash_before_the_file_came_loses_nothing(rig: TelegramRig) -> None:
    rig.api.files["ktp"] = JPEG
    rig.api.fail("download", hanging())
    photo(rig.api)
    intake = NotedIntake()
    async with running(rig.channel, intake):
        await until(lambda: "download" in rig.api.calls)
    assert not intake.received
    rig.api.mend()
    async with running(rig.channel, intake):
        await until(lambda: intake.texts == ["KTP saya"])
        await asyncio.sleep(0.1)
    assert len(intake.received) == 1
    assert [u.content for i in intake.received.values() for u in i.uploads] == [JPEG]


async def test_a_server_that_keeps_its_files_to_itself(rig: TelegramRig) -> None:
    answer = '{"ok": true, "result": {"file_id": "k", "file_path": "/etc/hostname"}}'
    rig.api.fail("getFile", Fault(status=200, body=answer))
    photo(rig.api)
    said = await only(rig)
    assert (said.text, said.uploads) == ("[foto: tidak dapat diambil] KTP saya", ())
