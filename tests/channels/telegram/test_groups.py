"""Groups, and people who block us: what the intake is told."""

import pytest

from channels.base import Moved
from tests.channels.rig import NotedIntake, outbound, running, until
from tests.channels.telegram.rig import CITIZEN, TelegramRig

pytestmark = pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")
GROUP = -5
MENTION = {"type": "mention", "offset": 0, "length": 15}


async def test_only_what_calls_us_is_filed(either: TelegramRig) -> None:
    intake = NotedIntake()
    async with running(either.channel, intake):
        aside = either.api.say_in(GROUP, "siapa yang bawa kursi?")
        either.api.say_in(GROUP, "@tanya_test_bot jam buka?", entities=[MENTION])
        await until(lambda: intake.texts == ["jam buka?"])
    assert intake.aside == {f"update:{aside}": "in a group, and not for us"}
    assert intake.meant == {f"update:{aside}"}
    (said,) = intake.received.values()
    assert (said.sender, said.group) == (str(GROUP), "RT 5")


async def test_an_answer_in_a_group_shows_whom_it_answers(rig: TelegramRig) -> None:
    await rig.channel.send(outbound(rig.channel, str(GROUP), "Pukul 8", in_reply_to="-5/77"))
    await rig.channel.send(outbound(rig.channel, str(CITIZEN), "Pukul 8", in_reply_to="4711/77"))
    in_group, alone = (sent.parameters for sent in rig.api.sent)
    assert in_group["reply_parameters"] == {"message_id": 77, "allow_sending_without_reply": True}
    assert "reply_parameters" not in alone


async def test_a_group_that_moves_is_told_by_both_sides(either: TelegramRig) -> None:
    intake = NotedIntake()
    old = either.api.message(7, "Siti", "id", migrate_to_chat_id=-100)
    new = either.api.message(7, "Siti", "id", migrate_from_chat_id=GROUP)
    async with running(either.channel, intake):
        either.api.raw_update({"message": {**old, "chat": {"id": GROUP, "type": "group"}}})
        there = {"id": -100, "type": "supergroup", "title": "RT 5"}
        either.api.raw_update({"message": {**new, "chat": there}})
        await until(lambda: len(intake.aside) == 2)
    assert intake.moves == [("telegram", str(GROUP), "-100")] * 2


async def test_a_group_that_moved_while_we_sent(rig: TelegramRig) -> None:
    rig.api.migrated[GROUP] = -100
    with pytest.raises(Moved) as told:
        await rig.channel.send(outbound(rig.channel, str(GROUP), "Pukul 8"))
    assert told.value.to == "-100"


async def test_who_blocks_us_and_comes_back(either: TelegramRig) -> None:
    intake = NotedIntake()
    async with running(either.channel, intake):
        for status, blocked in (("kicked", True), ("member", False)):
            either.api.raw_update({"my_chat_member": membership(status)})
            await until(lambda: intake.reach == {("telegram", str(CITIZEN)): blocked})  # noqa: B023
    assert intake.meant == {*intake.aside}


def membership(status: str) -> dict[str, object]:
    bot = {"id": 1, "is_bot": True, "first_name": "Tanya"}
    person = {"id": CITIZEN, "first_name": "Siti"}
    return {
        "chat": {**person, "type": "private"},
        "from": {**person, "is_bot": False},
        "date": 1_760_000_000,
        "old_chat_member": {"user": bot, "status": "member"},
        "new_chat_member": {"user": bot, "status": status, "until_date": 0},
    }
