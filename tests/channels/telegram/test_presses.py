"""Buttons: a choice counts once and is marked; what no longer counts says so."""

import pytest

from tests.channels.rig import NotedIntake, outbound, running, until
from tests.channels.telegram.rig import CITIZEN, TelegramRig
from tests.peers.botapi import Sent, broken
from tickets.domain.message import Choice
from tickets.domain.traffic import Inbound, Receipt

pytestmark = pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")
CHOICES = (Choice(id="hours", label="Jam buka"), Choice(id="fee", label="Biaya"))
OUTDATED = "Tombol ini sudah tidak berlaku. Silakan tulis pertanyaan Anda."
RECEIVED = "Pilihan Anda sudah kami terima."


async def asked(rig: TelegramRig, chat: int = CITIZEN) -> Sent:
    """A message with buttons, as the person sees it."""
    await rig.channel.send(outbound(rig.channel, str(chat), "Mau apa?", choices=CHOICES))
    return rig.api.sent[-1]


def labels(message: Sent) -> list[str]:
    return [button["text"] for row in message.buttons for button in row]


async def test_a_choice_is_marked_in_place_of_the_buttons(either: TelegramRig) -> None:
    message = await asked(either)
    intake = NotedIntake()
    async with running(either.channel, intake):
        number = either.api.press(message, "fee")
        await until(lambda: labels(message) == ["✓ Biaya"])
        assert intake.texts == ["Biaya"]
        assert either.api.notices == {f"query-{number}": ""}
        again = either.api.press(message, ".")
        await until(lambda: f"query-{again}" in either.api.notices)
    assert either.api.notices[f"query-{again}"] == RECEIVED
    assert intake.texts == ["Biaya"]
    assert intake.meant == {f"update:{again}"}


async def test_a_button_that_is_gone_says_so(either: TelegramRig) -> None:
    message = await asked(either)
    message.reply_markup = None
    intake = NotedIntake()
    async with running(either.channel, intake):
        number = either.api.press(message, "fee")
        await until(lambda: either.api.notices == {f"query-{number}": OUTDATED})
    assert not intake.received
    assert "editmessagereplymarkup" not in either.api.calls


async def test_a_button_in_another_language(rig: TelegramRig) -> None:
    message = await asked(rig)
    message.reply_markup = None
    async with running(rig.channel, NotedIntake()):
        rig.api.press(message, "fee", language="en")
        await until(lambda: bool(rig.api.notices))
    assert [*rig.api.notices.values()] == [
        "This button is no longer valid. Please write your question."
    ]


class OnceEach(NotedIntake):
    """An intake that knows copies by their fingerprint, as the real one does."""

    async def receive(self, inbound: Inbound) -> Receipt:
        prints = {one.fingerprint for one in self.received.values()}
        receipt = await super().receive(inbound)
        if inbound.fingerprint in prints:
            self.aside[inbound.external_id] = "a copy"
            del self.received[inbound.external_id]
            return Receipt(ticket=None, conversation=None, seq=None, fresh=False)
        return receipt


async def test_two_quick_presses_are_one_choice(either: TelegramRig) -> None:
    message = await asked(either)
    first = either.api.press(message, "fee")
    second = either.api.press(message, "hours")  # before the buttons were gone
    intake = OnceEach()
    async with running(either.channel, intake):
        await until(lambda: len(either.api.notices) == 2)
    assert intake.texts == ["Biaya"]
    assert either.api.notices == {f"query-{first}": "", f"query-{second}": RECEIVED}


async def test_a_mark_that_fails_harms_nothing(either: TelegramRig) -> None:
    message = await asked(either)
    either.api.fail("editMessageReplyMarkup", broken())
    intake = NotedIntake()
    async with running(either.channel, intake):
        either.api.press(message, "fee")
        either.api.say(CITIZEN, "lanjut")
        await until(lambda: intake.texts == ["Biaya", "lanjut"])


async def test_a_press_in_a_group_is_the_groups(either: TelegramRig) -> None:
    message = await asked(either, -5)
    intake = NotedIntake()
    async with running(either.channel, intake):
        either.api.press(message, "fee")
        await until(lambda: labels(message) == ["✓ Biaya"])
    (said,) = intake.received.values()
    assert (said.sender, said.group, said.choice) == ("-5", "RT 5", "fee")
