"""What the desk sees of what the bot understood, and what agents say that it should have been."""

from typing import Any

import pytest

from app.review import READING
from tests.tickets.desk import Desk, number
from tickets.commands.bot import Say
from tickets.commands.case import NotFound
from tickets.commands.reviews import AlreadyDecided, ReviewCommands
from tickets.domain.review import State, Why
from tickets.domain.traffic import Receipt
from tickets.queries.readings import BotView, ReadingQueries
from tickets.queries.reviews import ReviewQueries
from tickets.store.reviews import reviews


def noted(seq: int, intent: str, **more: object) -> dict[str, Any]:
    return {"of": seq, "ranking": [[intent, 0.9]], "action": "answer", **more}


def commands(desk: Desk) -> ReviewCommands:
    return ReviewCommands(desk.db, desk.clock, desk.names, READING)


async def seen(desk: Desk, receipt: Receipt) -> BotView:
    return await ReadingQueries(desk.db).of(number(receipt))


async def test_each_message_with_what_was_read_in_it_the_newest_first(desk: Desk) -> None:
    receipt = await desk.chat("biaya dan jam buka?")
    await desk.bot_turn(
        receipt,
        Say(text="Biayanya …", understood=noted(1, "tanya_biaya")),
        Say(text="Jamnya …", understood=noted(1, "lokasi_jam")),
        "Ada lagi?",
    )
    await desk.chat("terima kasih")
    await desk.bot_turn(receipt, Say(text="Sama-sama", understood=noted(5, "terima_kasih_pamit")))

    thanks, asked = (await seen(desk, receipt)).readings
    assert (thanks.seq, thanks.text) == (5, "terima kasih")
    assert (asked.seq, asked.text, asked.correction) == (1, "biaya dan jam buka?", None)
    assert [one["ranking"][0][0] for one in asked.understood] == ["tanya_biaya", "lokasi_jam"]


async def test_what_was_read_and_not_answered_is_there_too(desk: Desk) -> None:
    receipt = await desk.chat("xyz")
    await desk.chat("minta petugas")
    understood = noted(2, "minta_petugas", also=[noted(1, "sapaan", action="rephrase")])
    await desk.bot_turn(receipt, Say(text="Baik", understood=understood), hand_off="requested")

    readings = (await seen(desk, receipt)).readings
    assert [(one.seq, one.understood[0]["action"]) for one in readings] == [
        (2, "answer"),
        (1, "rephrase"),
    ]


async def test_a_ticket_the_bot_never_read_has_nothing(desk: Desk) -> None:
    view = await seen(desk, await desk.chat("halo"))
    assert (view.readings, view.proposals) == ([], [])


async def test_a_later_correction_takes_the_place_of_the_first(desk: Desk) -> None:
    receipt = await desk.chat("NIK saya 3171010000000001, biaya plang?")
    await desk.bot_turn(receipt, Say(text="Halo", understood=noted(1, "sapaan")))
    message = (await desk.messages(receipt))[0].id
    sari, dewi = await desk.agent("Sari"), await desk.agent("Dewi")
    await commands(desk).correct(message, sari, intent="tanya_biaya", permit="reklame")
    desk.clock.forward(minutes=3)
    await commands(desk).correct(message, dewi, intent="tanya_syarat", ticket=number(receipt))

    [reading] = (await seen(desk, receipt)).readings
    assert reading.correction is not None
    assert (reading.correction.intent, reading.correction.permit) == ("tanya_syarat", None)
    assert (reading.correction.by, reading.correction.at) == ("Dewi", desk.clock())
    assert (reading.correction.state, reading.decided) == (State.OPEN, False)
    assert await desk.count(reviews) == 1
    [review] = await ReviewQueries(desk.db).waiting()
    assert (review.text, review.why) == ("NIK saya [nik], biaya plang?", Why.CORRECTION)
    assert (review.guess, review.confidence) == ("sapaan", 0.9)
    log = [e for e in await desk.log() if e.kind == "review.corrected"]
    assert [e.actor for e in log] == [sari.label, dewi.label]
    assert log[0].facts == {"message": message.hex, "review": review.id.hex}


async def test_what_was_decided_on_stays(desk: Desk) -> None:
    receipt, sari = await desk.chat("plang?"), await desk.agent("Sari")
    await desk.bot_turn(receipt, Say(text="Halo", understood=noted(1, "sapaan")))
    message = (await desk.messages(receipt))[0].id
    review = await commands(desk).correct(message, sari, intent="tanya_biaya")
    await commands(desk).reject(review, by="sari@kantor.id")

    with pytest.raises(AlreadyDecided):
        await commands(desk).correct(message, sari, intent="tanya_syarat")
    [reading] = (await seen(desk, receipt)).readings
    assert reading.decided
    assert reading.correction is not None
    assert reading.correction.intent == "tanya_biaya"
    assert len([e for e in await desk.log() if e.kind == "review.corrected"]) == 1


async def test_a_message_of_another_ticket_is_not_corrected_here(desk: Desk) -> None:
    receipt, other = await desk.chat("plang?"), await desk.mail("halo")
    message = (await desk.messages(receipt))[0].id

    with pytest.raises(NotFound):
        await commands(desk).correct(
            message, await desk.agent(), intent="tanya_biaya", ticket=number(other)
        )
    assert await desk.count(reviews) == 0
