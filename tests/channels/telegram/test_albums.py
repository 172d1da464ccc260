"""Several photos sent at once are one message, whenever their parts come and whatever crashes."""

import asyncio
import json

import pytest

from channels.telegram.albums import Albums
from tests.channels.rig import NotedIntake, running, until
from tests.channels.telegram.rig import CITIZEN, SETTLE, TelegramRig, WebhookRig
from tests.peers.botapi import BEGIN, broken
from tickets.domain.traffic import Arrival, Inbound, Receipt

pytestmark = pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")
FILES = {"a": b"first", "b": b"second", "c": b"third"}


def contents(inbound: Inbound) -> list[bytes]:
    return [upload.content for upload in inbound.uploads]


def all_of(intake: NotedIntake) -> list[tuple[str, list[bytes]]]:
    return [(one.text, contents(one)) for one in intake.received.values()]


async def test_an_album_is_one_message_with_its_captions(either: TelegramRig) -> None:
    either.api.files.update(FILES)
    intake = NotedIntake()
    async with running(either.channel, intake):
        either.api.album(CITIZEN, ["a", "b", "c"], captions=["KTP", "", "dan KK"])
        await until(lambda: bool(intake.received))
        await until(lambda: either.api.acknowledged == 3)
    assert all_of(intake) == [("KTP\ndan KK", [b"first", b"second", b"third"])]
    assert intake.parts == {f"update:{BEGIN + 1}", f"update:{BEGIN + 2}"}


async def test_parts_that_come_apart_are_still_one_message(either: TelegramRig) -> None:
    either.api.files.update(FILES)
    intake = NotedIntake()
    async with running(either.channel, intake):
        for file in FILES:
            either.api.part(CITIZEN, "album", file)
            await asyncio.sleep(SETTLE / 3)
        await until(lambda: bool(intake.received))
        await asyncio.sleep(2 * SETTLE)
    assert all_of(intake) == [("[foto] [foto] [foto]", [b"first", b"second", b"third"])]


async def test_what_follows_an_album_comes_after_it(either: TelegramRig) -> None:
    either.api.files.update(FILES)
    intake = NotedIntake()
    async with running(either.channel, intake):
        either.api.album(CITIZEN, ["a", "b"], captions=["KTP"])
        either.api.say(CITIZEN, "sudah saya kirim")
        await until(lambda: len(intake.received) == 2)
    assert intake.texts == ["KTP", "sudah saya kirim"]


async def test_an_album_does_not_hold_up_others(rig: TelegramRig) -> None:
    rig.api.files.update(FILES)
    rig.api.album(CITIZEN, ["a", "b"], captions=["KTP"])
    rig.api.say(4712, "orang lain")
    intake = NotedIntake()
    async with running(rig.channel, intake):
        await until(lambda: len(intake.received) == 2)
        await until(lambda: rig.api.acknowledged == 3)
    assert intake.texts == ["orang lain", "KTP"]


async def test_two_albums_at_once_are_two_messages(either: TelegramRig) -> None:
    either.api.files.update(FILES)
    intake = NotedIntake()
    async with running(either.channel, intake):
        either.api.album(CITIZEN, ["a", "b"], captions=["satu"])
        either.api.album(4712, ["c", "a"], captions=["dua"])
        await until(lambda: len(intake.received) == 2)
    assert sorted(all_of(intake)) == [
        ("dua", [b"third", b"first"]),
        ("satu", [b"first", b"second"]),
    ]


async def test_polled_nothing_is_confirmed_before_the_album_is_filed(rig: TelegramRig) -> None:
    rig.api.files.update(FILES)
    rig.api.fail("download", broken())
    rig.api.album(CITIZEN, ["a", "b"])
    intake = NotedIntake()
    async with running(rig.channel, intake):  # and killed while it waits for a file
        await until(lambda: "download" in rig.api.calls)
    assert (rig.api.acknowledged, intake.received) == (0, {})
    rig.api.mend()
    async with running(rig.channel, intake):
        await until(lambda: rig.api.acknowledged == 2)
    assert all_of(intake) == [("[foto] [foto]", [b"first", b"second"])]


async def test_called_an_album_survives_a_crash_before_it_was_filed(hooked: WebhookRig) -> None:
    hooked.api.files.update(FILES)
    hooked.api.fail("download", broken())
    intake = NotedIntake()
    async with running(hooked.channel, intake):  # and killed when all parts were answered
        hooked.api.album(CITIZEN, ["a", "b"], captions=["KTP"])
        await until(lambda: hooked.api.acknowledged == 2)
    assert not intake.received
    assert len(intake.kept) == 2
    hooked.api.mend()
    intake.left = [*intake.kept.values()]
    async with running(hooked.channel, intake):
        await until(lambda: bool(intake.received))
        await asyncio.sleep(2 * SETTLE)
    assert all_of(intake) == [("KTP", [b"first", b"second"])]


async def test_what_a_called_bot_left_behind_is_filed_by_a_polling_one(rig: TelegramRig) -> None:
    rig.api.files.update(FILES)
    parts = [photo_part(rig, number, file) for number, file in ((7, "a"), (8, "b"))]
    intake = NotedIntake(left=parts, kept={one.external_id: one for one in parts})
    async with running(rig.channel, intake):
        await until(lambda: bool(intake.received))
    assert all_of(intake) == [("[foto] [foto]", [b"first", b"second"])]


def photo_part(rig: TelegramRig, number: int, file: str) -> Arrival:
    content = rig.api.message(
        CITIZEN, "Siti", "id", photo=[size(file)], media_group_id="left behind"
    )
    raw = json.dumps({"update_id": number, "message": content}).encode()
    return Arrival(channel="telegram-utama", external_id=f"update:{number}", raw=raw)


def size(file: str) -> dict[str, object]:
    return {"file_id": file, "file_unique_id": file, "width": 5, "height": 5}


class Hesitant(NotedIntake):
    """An intake that fails twice."""

    failures = 0

    async def receive(self, inbound: Inbound) -> Receipt:
        if self.failures < 2:
            self.failures += 1
            raise ConnectionError
        return await super().receive(inbound)


async def test_filing_that_fails_for_a_moment_neither_loses_nor_splits_it(
    either: TelegramRig,
) -> None:
    either.api.files.update(FILES)
    intake = Hesitant()
    async with running(either.channel, intake):
        either.api.album(CITIZEN, ["a", "b"], captions=["KTP"])
        await until(lambda: bool(intake.received))
    assert all_of(intake) == [("KTP", [b"first", b"second"])]


async def test_a_part_that_comes_much_later_is_a_message_of_its_own(either: TelegramRig) -> None:
    either.api.files.update(FILES)
    intake = NotedIntake()
    async with running(either.channel, intake):
        album = either.api.album(CITIZEN, ["a", "b"], captions=["KTP"])
        await until(lambda: bool(intake.received))
        either.api.part(CITIZEN, album, "c")
        await until(lambda: len(intake.received) == 2)
    assert all_of(intake) == [("KTP", [b"first", b"second"]), ("[foto]", [b"third"])]


def test_an_album_is_whole_when_it_grows_no_more() -> None:
    albums = Albums(settle=1.0)
    assert not albums.whole("a", 1, 10.0)
    assert not albums.whole("a", 2, 10.9)
    assert not albums.whole("a", 2, 11.8)
    assert albums.whole("a", 2, 12.0)
    assert albums.whole("b", 10, 12.0)  # there are never more
