"""What was misread is noted once and masked, corrected by agents, and decided on once."""

import datetime as dt
import uuid
from uuid import UUID

import pytest

from app.review import READING
from runtime.db import Tx
from tests.tickets.desk import Desk, at_once, conversation, number
from tickets.commands.bot import Say
from tickets.commands.case import NotFound, Stale
from tickets.commands.reviews import AlreadyDecided, ReviewCommands, Unlabelled, note
from tickets.domain.review import Review, State, Unclear, Why
from tickets.domain.traffic import Receipt
from tickets.queries.reviews import ReviewQueries
from tickets.store.reviews import reviews

MISSED = Unclear(seq=1, why=Why.MISS, guess="tanya_biaya", confidence=0.31)


def nothing(_: Review) -> None:
    """Keep no example."""


async def noted(desk: Desk, receipt: Receipt, *unclear: Unclear) -> None:
    """The bot's transaction, as far as the queue is concerned."""
    where = conversation(receipt)
    await desk.db.write(
        lambda tx: note(tx, where, unclear, reading=READING, clock=desk.clock, new_id=desk.names)
    )


async def waiting(desk: Desk) -> list[Review]:
    return await ReviewQueries(desk.db).waiting()


def commands(desk: Desk) -> ReviewCommands:
    return ReviewCommands(desk.db, desk.clock, desk.names, READING)


async def message(desk: Desk, receipt: Receipt, seq: int = 1) -> UUID:
    return next(m.id for m in await desk.messages(receipt) if m.seq == seq)


async def test_what_was_missed_is_noted_with_the_guess(desk: Desk) -> None:
    receipt = await desk.chat("berapa ongkosnya bikin plang toko?")
    await noted(desk, receipt, MISSED)

    [review] = await waiting(desk)
    assert (review.ticket, review.at) == (number(receipt), desk.clock())
    assert review.text == "berapa ongkosnya bikin plang toko?"
    assert (review.why, review.guess, review.confidence) == (Why.MISS, "tanya_biaya", 0.31)
    assert (review.language, review.state, review.intent) == ("id", State.OPEN, None)


async def test_what_is_private_is_not_noted(desk: Desk) -> None:
    receipt = await desk.chat("NIK saya 3171010000000001, hp 0812-0000-0000, surel a@b.co")
    await noted(desk, receipt, MISSED)

    assert [r.text for r in await waiting(desk)] == ["NIK saya [nik], hp [phone], surel [email]"]


async def test_the_language_is_that_of_the_words(desk: Desk) -> None:
    receipt = await desk.chat("where is my permit application?")
    await noted(desk, receipt, MISSED)

    assert [r.language for r in await waiting(desk)] == ["en"]


async def test_a_message_is_noted_once(desk: Desk) -> None:
    receipt = await desk.chat("plang?")
    await noted(desk, receipt, MISSED, Unclear(seq=1, why=Why.DENIAL))
    await noted(desk, receipt, Unclear(seq=1, why=Why.DENIAL))

    assert [r.why for r in await waiting(desk)] == [Why.MISS]


async def test_a_message_noted_by_two_at_once_is_noted_once(desk: Desk) -> None:
    receipt = await desk.chat("plang?")
    await at_once(noted(desk, receipt, MISSED), noted(desk, receipt, MISSED))

    assert await desk.count(reviews) == 1


async def test_only_words_of_citizens_are_noted(desk: Desk) -> None:
    receipt = await desk.chat("plang?")
    await desk.bot_turn(receipt, "Maaf?")
    await noted(desk, receipt, Unclear(seq=2, why=Why.MISS), Unclear(seq=9, why=Why.MISS))

    assert await waiting(desk) == []


async def test_nothing_is_noted_when_the_turn_is_dropped(desk: Desk) -> None:
    receipt = await desk.chat("plang?")

    def work(tx: Tx) -> None:
        where = conversation(receipt)
        note(tx, where, [MISSED], reading=READING, clock=desk.clock, new_id=desk.names)
        raise Stale

    with pytest.raises(Stale):
        await desk.db.write(work)
    assert await waiting(desk) == []


async def test_an_agent_says_what_was_meant(desk: Desk) -> None:
    receipt = await desk.chat("plang toko, 081200000000")
    understood = {"of": 1, "ranking": [["tanya_biaya", 0.62], ["sapaan", 0.1]]}
    await desk.bot_turn(receipt, Say(text="Biayanya …", understood=understood))
    agent = await desk.agent()
    meant = await message(desk, receipt)
    made = await commands(desk).correct(meant, agent, intent="tanya_syarat", permit="reklame")

    [review] = await waiting(desk)
    assert (review.id, review.why) == (made, Why.CORRECTION)
    assert (review.intent, review.permit) == ("tanya_syarat", "reklame")
    assert (review.guess, review.confidence) == ("tanya_biaya", 0.62)
    assert review.text == "plang toko, [phone]"
    assert [row.corrected_by for row in await desk.rows(reviews)] == [agent.id]


async def test_a_correction_of_what_was_noted_is_the_same_review(desk: Desk) -> None:
    receipt = await desk.chat("plang?")
    await noted(desk, receipt, MISSED)
    [before] = await waiting(desk)
    agent, meant = await desk.agent(), await message(desk, receipt)
    for intent in ("tentang_izin", "tanya_syarat"):
        assert await commands(desk).correct(meant, agent, intent=intent) == before.id

    [after] = await waiting(desk)
    assert (after.why, after.intent, after.guess) == (
        Why.CORRECTION,
        "tanya_syarat",
        "tanya_biaya",
    )


async def test_only_words_of_citizens_are_corrected(desk: Desk) -> None:
    receipt = await desk.chat("plang?")
    await desk.bot_turn(receipt, "Maaf?")
    agent = await desk.agent()
    for meant in (await message(desk, receipt, 2), uuid.uuid4()):
        with pytest.raises(NotFound, match="message of a citizen"):
            await commands(desk).correct(meant, agent, intent="sapaan")


async def test_accepting_says_who_and_when_and_keeps_it(desk: Desk) -> None:
    await noted(desk, await desk.chat("plang?"), MISSED)
    await desk.agent("Sari")
    [review] = await waiting(desk)
    at, kept = desk.clock.forward(hours=1), list[Review]()
    done = await commands(desk).accept(
        review.id, by=" Sari@kantor.id", intent="tanya_syarat", permit="reklame", then=kept.append
    )

    assert kept == [done]
    assert (done.state, done.intent, done.permit) == (State.ACCEPTED, "tanya_syarat", "reklame")
    assert (done.decided_by, done.decided_at) == ("sari@kantor.id", at)
    assert await waiting(desk) == []


async def test_what_an_agent_said_need_not_be_said_again(desk: Desk) -> None:
    receipt = await desk.chat("plang?")
    meant, agent = await message(desk, receipt), await desk.agent()
    review = await commands(desk).correct(meant, agent, intent="tentang_izin", permit="reklame")
    done = await commands(desk).accept(review, by="sari@kantor.id", then=nothing)

    assert (done.intent, done.permit) == ("tentang_izin", "reklame")


async def test_a_new_intent_takes_the_old_permit_away(desk: Desk) -> None:
    receipt = await desk.chat("plang?")
    meant, agent = await message(desk, receipt), await desk.agent()
    review = await commands(desk).correct(meant, agent, intent="tentang_izin", permit="reklame")
    done = await commands(desk).accept(review, by="sari@kantor.id", intent="sapaan", then=nothing)

    assert (done.intent, done.permit) == ("sapaan", None)


async def test_without_a_meaning_nothing_is_accepted(desk: Desk) -> None:
    await noted(desk, await desk.chat("plang?"), MISSED)
    await desk.agent()
    [review] = await waiting(desk)

    with pytest.raises(Unlabelled):
        await commands(desk).accept(review.id, by="sari@kantor.id", then=nothing)
    assert await waiting(desk) == [review]


async def test_what_cannot_be_kept_is_not_accepted(desk: Desk) -> None:
    await noted(desk, await desk.chat("plang?"), MISSED)
    await desk.agent()
    [review] = await waiting(desk)

    def full(_: Review) -> None:
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        await commands(desk).accept(review.id, by="sari@kantor.id", intent="sapaan", then=full)
    assert await waiting(desk) == [review]


async def test_a_review_is_decided_once(desk: Desk) -> None:
    receipt = await desk.chat("plang?")
    await noted(desk, receipt, MISSED)
    agent = await desk.agent()
    [review] = await waiting(desk)
    await commands(desk).reject(review.id, by="sari@kantor.id")

    with pytest.raises(AlreadyDecided, match="is rejected already"):
        await commands(desk).accept(review.id, by="sari@kantor.id", intent="x", then=nothing)
    with pytest.raises(AlreadyDecided):
        await commands(desk).reject(review.id, by="sari@kantor.id")
    with pytest.raises(AlreadyDecided):
        await commands(desk).correct(await message(desk, receipt), agent, intent="x")
    [after] = await ReviewQueries(desk.db).since(desk.clock())
    assert (after.state, after.decided_by, after.intent) == (State.REJECTED, "sari@kantor.id", None)


async def test_two_who_accept_at_once_keep_one_example(desk: Desk) -> None:
    await noted(desk, await desk.chat("plang?"), MISSED)
    await desk.agent()
    [review] = await waiting(desk)
    kept = list[Review]()

    async def try_it(intent: str) -> bool:
        try:
            await commands(desk).accept(
                review.id, by="sari@kantor.id", intent=intent, then=kept.append
            )
        except AlreadyDecided:
            return False
        return True

    assert sorted(await at_once(try_it("sapaan"), try_it("tentang_izin"))) == [False, True]
    assert len(kept) == 1


async def test_only_people_who_work_here_decide(desk: Desk) -> None:
    await noted(desk, await desk.chat("plang?"), MISSED)
    [review] = await waiting(desk)

    with pytest.raises(NotFound, match=r"orang@luar\.id"):
        await commands(desk).reject(review.id, by="orang@luar.id")
    assert await waiting(desk) == [review]


async def test_a_review_nobody_knows_cannot_be_decided(desk: Desk) -> None:
    await desk.agent()
    with pytest.raises(NotFound, match="there is no review"):
        await commands(desk).reject(uuid.uuid4(), by="sari@kantor.id")


async def test_what_is_read_by_time_and_by_meaning(desk: Desk) -> None:
    first = await desk.chat("plang?")
    await noted(desk, first, MISSED)
    begun = desk.clock.forward(days=1)
    second = await desk.mail("Mohon info papan nama toko")
    agent = await desk.agent()
    meant = await message(desk, second)
    review = await commands(desk).correct(meant, agent, intent="tentang_izin", permit="reklame")

    queries = ReviewQueries(desk.db)
    assert [r.text for r in await queries.since(begun)] == ["Mohon info papan nama toko"]
    assert len(await queries.since(begun - dt.timedelta(days=1))) == 2
    assert [r.id for r in await queries.corrected()] == [review]
    await commands(desk).reject(review, by="sari@kantor.id")
    assert await queries.corrected() == []
