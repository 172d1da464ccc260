"""How a ticket stands: told to its person, on any channel, and changed by no question."""

import pytest
import sqlalchemy as sa

from runtime.jobs import jobs
from tests.tickets.desk import SITI, Desk, conversation, number
from tickets.commands.actor import Actor
from tickets.commands.bot import Say, Turn
from tickets.domain.lifecycle import Handler, Status
from tickets.domain.message import AuthorKind, Choice, Trust, Upload
from tickets.domain.progress import Written
from tickets.domain.traffic import Receipt
from tickets.store import messages

BUDI = "budi@contoh.id"


@pytest.fixture
async def sari(desk: Desk) -> Actor:
    return await desk.agent("Sari")


async def queued(desk: Desk, receipt: Receipt) -> None:
    await desk.bot_turn(receipt, "Baik", hand_off="requested")


async def answer(desk: Desk, receipt: Receipt, text: str = "Tiket: …") -> None:
    """The bot answers a question how it stands."""
    view = await desk.turn(receipt)
    turn = Turn(
        conversation=view.conversation,
        as_of=view.version,
        up_to=view.unheard[-1].seq,
        says=[Say(text=text)],
        aside=True,
    )
    await desk.bot.take_turn(turn)


async def test_it_tells_standing_since_when_and_who_wrote_last(desk: Desk) -> None:
    first = await desk.mail(sender=BUDI)
    await queued(desk, first)
    asked = desk.clock.forward(hours=1)
    chat = await desk.chat("halo")
    desk.clock.forward(minutes=1)
    handed = desk.clock()
    await queued(desk, chat)
    found = await desk.queries.progress(number(chat))
    assert found is not None
    assert (found.standing.status, found.standing.handler) == (Status.OPEN, Handler.QUEUE)
    assert found.since == handed
    assert found.channel == "livechat"
    assert found.last == Written(at=handed, by=AuthorKind.BOT)

    desk.clock.forward(hours=1)
    await desk.chat("masih ada?")
    found = await desk.queries.progress(number(chat))
    assert found is not None
    assert found.since == handed, "more words change nothing of it"
    assert found.last == Written(at=desk.clock(), by=AuthorKind.CONTACT)
    assert asked < handed


async def test_there_is_none_of_a_number_nobody_has(desk: Desk) -> None:
    receipt = await desk.chat()
    assert await desk.queries.progress("T-2026-999999-Q") is None
    assert await desk.queries.progress_for(conversation(receipt), "T-2026-999999-Q") is None


async def test_only_its_own_person_is_told(desk: Desk) -> None:
    mine, other = await desk.mail(), await desk.mail(sender=BUDI)
    again = await desk.mail("Hal lain")
    told = await desk.queries.progress_for(conversation(again), number(mine))
    assert told is not None
    assert told.number == number(mine)
    assert await desk.queries.progress_for(conversation(other), number(mine)) is None
    chat = await desk.chat()
    assert await desk.queries.progress_for(conversation(chat), number(mine)) is None


async def test_after_a_merge_the_old_number_tells_of_the_new_ticket(
    desk: Desk, sari: Actor
) -> None:
    old, new = await desk.mail(), await desk.mail(sender=BUDI)
    await desk.agents.take(number(new), sari)
    await desk.agents.merge(number(old), sari, into=number(new))
    told = await desk.queries.progress_for(conversation(old), number(old))
    assert told is not None
    assert (told.number, told.merged_into) == (number(old), number(new))
    assert told.standing.handler is Handler.AGENT


@pytest.mark.parametrize("text", ["/status", "status {}", "{}", "nomor tiket {} ya"])
async def test_a_question_leaves_the_ticket_as_it_stands(
    desk: Desk, sari: Actor, text: str
) -> None:
    chat = await desk.chat("halo")
    await desk.bot_turn(chat, "Halo")
    await desk.agents.resolve(number(chat), sari)
    before = await desk.standing(chat)
    again = await desk.chat(text.format(number(chat)))
    assert again.ticket == chat.ticket
    view = await desk.turn(again)
    assert view.unheard[-1].command == "status"
    await answer(desk, again)
    assert await desk.standing(chat) == before == (Status.RESOLVED, Handler.BOT)
    assert (await desk.texts(chat))[-1] == "Tiket: …"

    last = (await desk.queries.progress(number(chat))) or pytest.fail("gone")
    assert last.last is not None
    assert last.last.by is AuthorKind.BOT, "the bot's Halo; the question does not count"
    assert last.since == desk.clock()


async def test_a_closed_ticket_is_asked_after_without_a_new_one(desk: Desk, sari: Actor) -> None:
    for again, text in ((desk.chat, "/status"), (desk.telegram, "/status"), (desk.mail, "{}")):
        first = await again("halo")
        await desk.agents.close(number(first), sari)
        asking = await again(text.format(number(first)), subject="")
        assert asking.ticket == first.ticket
        await answer(desk, asking)
        assert (await desk.texts(first))[-1] == "Tiket: …"
        assert (await desk.standing(first))[0] is Status.CLOSED
        new = await again("hal baru", thread_keys=(f"ticket:{number(first)}",))
        assert new.ticket != first.ticket, "anything else begins a follow-up"


async def test_a_first_question_begins_nothing_to_work_on(desk: Desk) -> None:
    asking = await desk.telegram("/status")
    assert await desk.standing(asking) == (Status.RESOLVED, Handler.BOT)
    await answer(desk, asking)
    assert await desk.standing(asking) == (Status.RESOLVED, Handler.BOT)
    assert await desk.queries.progress_for(conversation(asking), None) is None, "nothing to tell"
    await desk.telegram("jam buka?")
    assert await desk.standing(asking) == (Status.OPEN, Handler.BOT)


async def test_without_a_number_a_person_is_told_of_their_last_matter(desk: Desk) -> None:
    first = await desk.mail()
    asking = await desk.mail("/status", subject="Halo")
    assert asking.ticket != first.ticket
    told = await desk.queries.progress_for(conversation(asking), None)
    assert told is not None
    assert told.number == number(first)


async def test_a_mail_that_names_the_number_is_filed_on_its_ticket(desk: Desk) -> None:
    first = await desk.mail()
    asking = await desk.mail(f"Status {number(first)}", subject="tanya")
    assert asking.ticket == first.ticket
    assert (await desk.turn(asking)).unheard[-1].asks == number(first)


async def test_a_stranger_who_names_it_is_on_a_ticket_of_their_own(desk: Desk) -> None:
    first = await desk.mail()
    asking = await desk.mail(f"Status {number(first)}", sender=BUDI)
    assert asking.ticket != first.ticket
    assert await desk.queries.progress_for(conversation(asking), number(first)) is None


async def test_a_forged_sender_is_known_as_such_to_the_bot(desk: Desk) -> None:
    first = await desk.mail()
    asking = await desk.mail(number(first), sender=SITI, trust=Trust.FAILED)
    view = await desk.turn(asking)
    assert view.unheard[-1].forged
    assert view.unheard[-1].asks == number(first)
    honest = await desk.turn(await desk.mail(number(first), trust=Trust.UNVERIFIED))
    assert not honest.unheard[-1].forged


async def test_a_mail_with_files_or_of_a_machine_asks_nothing(desk: Desk) -> None:
    first = await desk.mail()
    file = Upload(name="izin.pdf", media_type="application/pdf", content=b"%PDF")
    keys = {"thread_keys": (f"ticket:{number(first)}",)}
    await desk.mail(number(first), automatic=True, **keys)
    await desk.mail(number(first), uploads=(file,), **keys)
    asked = [row.meta.get("command") for row in await desk.rows(messages)]
    assert asked == [None, None, None]


async def test_a_machine_that_asks_without_end_is_not_answered_for_ever(desk: Desk) -> None:
    first = await desk.mail()
    answered = 0
    for _ in range(15):
        asking = await desk.mail(number(first))
        turns = await desk.jobs("turn")
        if any(job.payload["conversation"] == conversation(asking).hex for job in turns):
            await answer(desk, asking)
            await _done(desk)
            answered += 1
    assert answered == 10


async def _done(desk: Desk) -> None:
    await desk.db.write(lambda tx: tx.run(sa.delete(jobs)))


async def test_what_was_offered_before_a_question_still_stands(desk: Desk) -> None:
    chat = await desk.chat("izin")
    offered = (Choice(id="pbg", label="PBG"),)
    await desk.bot_turn(chat, Say(text="Yang mana?", choices=offered))
    await answer(desk, await desk.chat("/status"))
    view = await desk.turn(await desk.chat("1"))
    assert view.offered == offered


async def test_spam_is_not_answered(desk: Desk, sari: Actor) -> None:
    chat = await desk.chat("beli sekarang")
    await desk.agents.mark_spam(number(chat), sari)
    await _done(desk)
    await desk.chat("/status")
    assert await desk.jobs("turn") == []
