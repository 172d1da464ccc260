"""What the bot may do, and that it steps back when someone moved first."""

import uuid

import pytest

from tests.tickets.desk import Desk, at_once, number
from tickets.commands.bot import Say, Turn
from tickets.commands.case import NotFound, Stale
from tickets.domain.lifecycle import Handler, Status
from tickets.domain.message import AuthorKind, Choice, DeliveryState
from tickets.domain.traffic import Receipt


async def test_an_answer_is_said_and_queued(desk: Desk) -> None:
    receipt = await desk.mail("jam buka?")
    await desk.bot_turn(receipt, "Kami buka 08.00-16.00")

    said = (await desk.messages(receipt))[-1]
    assert (said.seq, said.author.kind, said.author.name) == (2, AuthorKind.BOT, "Tanya")
    assert said.delivery is not None
    assert said.delivery.state is DeliveryState.QUEUED
    [job] = await desk.jobs("deliver")
    assert job.payload == {"message": said.id.hex}
    assert await desk.standing(receipt) == (Status.PENDING, Handler.BOT)


async def test_an_answer_in_a_chat_is_said_and_there(desk: Desk) -> None:
    receipt = await desk.chat("jam buka?")
    await desk.bot_turn(receipt, "Kami buka 08.00-16.00")

    said = (await desk.messages(receipt))[-1]
    assert (said.seq, said.author.kind, said.author.name) == (2, AuthorKind.BOT, "Tanya")
    assert said.delivery is not None
    assert said.delivery.state is DeliveryState.SENT
    assert await desk.jobs("deliver") == []
    assert await desk.thread() == [(1, "jam buka?"), (2, "Kami buka 08.00-16.00")]
    assert await desk.standing(receipt) == (Status.PENDING, Handler.BOT)


async def test_a_person_is_acknowledged_once_a_day(desk: Desk) -> None:
    async def turn(receipt: Receipt) -> str:
        view = await desk.turn(receipt)
        up_to = view.unheard[-1].seq
        assert receipt.conversation is not None
        await desk.bot.take_turn(
            Turn(
                conversation=receipt.conversation,
                as_of=view.version,
                up_to=up_to,
                says=(Say(text="Jawaban"), Say(text="Lagi")),
                acknowledgement="Diterima",
            )
        )
        return "|".join(m.text for m in (await desk.messages(receipt))[-2:])

    assert await turn(await desk.mail("satu")) == "Jawaban\n\nDiterima|Lagi"
    assert await turn(await desk.mail("dua")) == "Jawaban|Lagi", "another ticket of the same day"
    assert await turn(await desk.mail("x", sender="budi@contoh.id")) == "Jawaban\n\nDiterima|Lagi"
    desk.clock.forward(hours=25)
    assert await turn(await desk.mail("tiga")) == "Jawaban\n\nDiterima|Lagi"


async def test_choices_are_kept_with_the_words(desk: Desk) -> None:
    receipt = await desk.chat()
    choices = (Choice(id="ya", label="Ya"), Choice(id="tidak", label="Tidak"))
    await desk.bot_turn(receipt, Say(text="Itu maksudnya?", choices=choices))

    assert (await desk.messages(receipt))[-1].choices == choices
    await desk.chat("ya")
    assert (await desk.turn(receipt)).offered == choices


async def test_only_the_choices_offered_last_are_open(desk: Desk) -> None:
    receipt = await desk.chat()
    await desk.bot_turn(receipt, Say(text="Ya?", choices=(Choice(id="ya", label="Ya"),)))
    await desk.bot_turn(receipt, "Baik")
    await desk.agents.note(number(receipt), await desk.agent(), "catatan")
    await desk.chat("ya")

    assert (await desk.turn(receipt)).offered == ()


async def test_what_was_answered_is_not_heard_again(desk: Desk) -> None:
    receipt = await desk.chat("jam buka?")
    await desk.bot_turn(receipt, "08.00")
    await desk.chat("hari Sabtu?")

    view = await desk.turn(receipt)
    assert [u.text for u in view.unheard] == ["hari Sabtu?"]


async def test_misses_are_counted_in_a_row(desk: Desk) -> None:
    receipt = await desk.chat("???")
    await desk.bot_turn(receipt, "Maaf?", misses=1)

    assert (await desk.turn(receipt)).misses == 1


async def test_calling_a_person_puts_the_ticket_in_the_queue(desk: Desk) -> None:
    receipt = await desk.chat("agen")
    await desk.bot_turn(receipt, "Sebentar ya", hand_off="asked")

    ticket = await desk.ticket(receipt)
    assert await desk.standing(receipt) == (Status.OPEN, Handler.QUEUE)
    assert (ticket.handed_off_for, ticket.waiting_since) == ("asked", desk.clock())
    assert [e.facts for e in await desk.log() if e.kind == "ticket.handed_off"] == [
        {"why": "asked"}
    ]


async def test_a_person_can_be_called_without_a_word(desk: Desk) -> None:
    receipt = await desk.chat("agen")
    await desk.bot_turn(receipt, hand_off="asked")

    assert await desk.texts(receipt) == ["agen"]
    assert (await desk.standing(receipt))[1] is Handler.QUEUE


async def test_the_bot_drops_its_turn_when_the_citizen_wrote_on(desk: Desk) -> None:
    receipt = await desk.chat("halo")
    seen = await desk.turn(receipt)
    await desk.chat("jam buka?")

    with pytest.raises(Stale):
        await desk.bot_turn(receipt, "Halo!", seen=seen)
    assert await desk.texts(receipt) == ["halo", "jam buka?"]
    assert len((await desk.turn(receipt)).unheard) == 2


async def test_the_bot_drops_its_turn_when_a_person_took_the_ticket(desk: Desk) -> None:
    receipt = await desk.chat("halo")
    seen = await desk.turn(receipt)
    await desk.agents.take(number(receipt), await desk.agent())

    with pytest.raises(Stale):
        await desk.bot_turn(receipt, "Halo!", seen=seen)
    assert await desk.texts(receipt) == ["halo"]


async def test_the_same_turn_twice_at_once_is_said_once(desk: Desk) -> None:
    receipt = await desk.chat("halo")
    seen = await desk.turn(receipt)

    async def try_it() -> bool:
        try:
            await desk.bot_turn(receipt, "Halo!", seen=seen)
        except Stale:
            return False
        return True

    assert sorted(await at_once(try_it(), try_it())) == [False, True]
    assert await desk.texts(receipt) == ["halo", "Halo!"]


@pytest.mark.parametrize("over", ["mark_spam", "close"])
async def test_nothing_is_said_on_what_is_over(desk: Desk, over: str) -> None:
    receipt = await desk.mail("halo")
    await getattr(desk.agents, over)(number(receipt), await desk.agent())
    before = await desk.standing(receipt)
    await desk.bot_turn(receipt, "Halo!", hand_off="asked")

    assert await desk.texts(receipt) == ["halo"]
    assert await desk.standing(receipt) == before
    assert await desk.jobs("deliver") == []


async def test_an_answer_to_a_command_does_not_take_the_ticket_from_a_person(desk: Desk) -> None:
    receipt = await desk.chat()
    await desk.agents.take(number(receipt), await desk.agent())
    await desk.chat("/status", command="status")
    await desk.bot_turn(receipt, "Tiket Anda sedang ditangani")

    assert await desk.standing(receipt) == (Status.OPEN, Handler.AGENT)
    assert (await desk.texts(receipt))[-1] == "Tiket Anda sedang ditangani"


async def test_a_conversation_nobody_knows_cannot_be_answered(desk: Desk) -> None:
    turn = Turn(conversation=uuid.uuid4(), as_of=1, up_to=0, says=(Say(text="Halo"),))
    with pytest.raises(NotFound):
        await desk.bot.take_turn(turn)
