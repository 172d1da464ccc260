"""Two tickets of one matter become one, and can be taken apart again."""

import pytest

from tests.tickets.desk import Desk, number
from tickets.commands.actor import Actor
from tickets.commands.case import NotFound
from tickets.domain.lifecycle import Handler, NotAllowed, Status
from tickets.domain.traffic import Receipt
from tickets.queries import TicketFilter


@pytest.fixture
async def sari(desk: Desk) -> Actor:
    return await desk.agent("Sari")


@pytest.fixture
async def chat(desk: Desk) -> Receipt:
    """A chat that waits in the queue."""
    receipt = await desk.chat("halo")
    await desk.bot_turn(receipt, hand_off="asked")
    return receipt


@pytest.fixture
async def mail(desk: Desk) -> Receipt:
    return await desk.mail("ini lampirannya", message_key="<a@contoh>")


async def test_a_merge_puts_both_conversations_on_one_ticket(
    desk: Desk, sari: Actor, chat: Receipt, mail: Receipt
) -> None:
    await desk.agents.merge(number(chat), sari, number(mail))

    assert sorted(await desk.texts(mail)) == ["halo", "ini lampirannya"]
    assert {c.kind for c in (await desk.ticket(mail)).channels} == {"livechat", "email"}
    assert (await desk.standing(chat))[0] is Status.MERGED


async def test_what_comes_after_a_merge_goes_on_in_the_target(
    desk: Desk, sari: Actor, chat: Receipt, mail: Receipt
) -> None:
    await desk.agents.merge(number(chat), sari, number(mail))
    again = await desk.chat("masih di sana?")

    assert again.ticket == mail.ticket
    assert again.seq == 2


async def test_unmerging_restores_what_was(
    desk: Desk, sari: Actor, chat: Receipt, mail: Receipt
) -> None:
    before = await desk.ticket(chat), await desk.ticket(mail)
    await desk.agents.merge(number(chat), sari, number(mail))
    await desk.agents.unmerge(number(chat), sari)

    after = await desk.ticket(chat), await desk.ticket(mail)
    assert [t.standing for t in after] == [t.standing for t in before]
    assert [t.channels for t in after] == [t.channels for t in before]
    assert await desk.texts(chat) == ["halo"]
    assert await desk.texts(mail) == ["ini lampirannya"]


async def test_an_unmerged_ticket_waits_in_the_queue_again(
    desk: Desk, sari: Actor, chat: Receipt, mail: Receipt
) -> None:
    await desk.agents.merge(number(chat), sari, number(mail))
    await desk.agents.unmerge(number(chat), sari)

    waiting = await desk.queries.tickets(TicketFilter(handler="queue"))
    assert [t.number for t in waiting.rows] == [chat.ticket]


async def test_what_was_said_meanwhile_comes_home_too(
    desk: Desk, sari: Actor, chat: Receipt, mail: Receipt
) -> None:
    await desk.agents.merge(number(chat), sari, number(mail))
    await desk.chat("sementara itu")
    await desk.agents.unmerge(number(chat), sari)

    assert await desk.texts(chat) == ["halo", "sementara itu"]
    assert await desk.texts(mail) == ["ini lampirannya"]


async def test_both_tickets_are_told_of_in_the_log(
    desk: Desk, sari: Actor, chat: Receipt, mail: Receipt
) -> None:
    since = await desk.latest()
    await desk.agents.merge(number(chat), sari, number(mail))

    told = {(e.kind, e.ticket) for e in await desk.log(since)}
    assert told == {("ticket.merged", mail.ticket), ("ticket.changed", chat.ticket)}


async def test_taking_a_merge_back_is_told_to_whoever_looks_at_the_target(
    desk: Desk, sari: Actor, chat: Receipt, mail: Receipt
) -> None:
    await desk.agents.merge(number(chat), sari, number(mail))
    since = await desk.latest()
    await desk.agents.unmerge(number(chat), sari)

    assert {e.ticket for e in await desk.log(since)} == {chat.ticket, mail.ticket}


async def test_a_ticket_is_not_merged_into_itself(desk: Desk, sari: Actor, chat: Receipt) -> None:
    with pytest.raises(NotAllowed):
        await desk.agents.merge(number(chat), sari, number(chat))
    assert await desk.standing(chat) == (Status.OPEN, Handler.QUEUE)


@pytest.mark.parametrize("over", ["close", "mark_spam"])
async def test_a_ticket_is_not_merged_into_one_that_is_over(
    desk: Desk, sari: Actor, chat: Receipt, mail: Receipt, over: str
) -> None:
    await getattr(desk.agents, over)(number(mail), sari)
    with pytest.raises(NotAllowed):
        await desk.agents.merge(number(chat), sari, number(mail))
    assert await desk.texts(chat) == ["halo"]


async def test_a_ticket_is_not_merged_into_a_merged_one(
    desk: Desk, sari: Actor, chat: Receipt, mail: Receipt
) -> None:
    other = await desk.mail()
    await desk.agents.merge(number(mail), sari, number(other))
    with pytest.raises(NotAllowed):
        await desk.agents.merge(number(chat), sari, number(mail))


async def test_a_ticket_is_not_merged_into_nothing(desk: Desk, sari: Actor, chat: Receipt) -> None:
    with pytest.raises(NotFound):
        await desk.agents.merge(number(chat), sari, "T-2026-999999-A")


async def test_a_merged_ticket_says_that_it_cannot_be_replied_to(
    desk: Desk, sari: Actor, chat: Receipt, mail: Receipt
) -> None:
    await desk.agents.merge(number(chat), sari, number(mail))
    with pytest.raises(NotAllowed):
        await desk.agents.reply(number(chat), sari, "Halo")


async def test_a_note_on_a_merged_ticket_is_refused_and_says_why(
    desk: Desk, sari: Actor, chat: Receipt, mail: Receipt
) -> None:
    await desk.agents.merge(number(chat), sari, number(mail))
    with pytest.raises(NotFound, match="it was merged"):
        await desk.agents.note(number(chat), sari, "catatan")
    assert "catatan" not in await desk.texts(mail)
