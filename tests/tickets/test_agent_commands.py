"""What people at the desk may do to a ticket, and what is refused."""

import uuid

import pytest

from tests.tickets.desk import Desk, at_once, number
from tickets.commands.actor import Actor
from tickets.commands.case import NotFound
from tickets.commands.written import Empty
from tickets.domain.lifecycle import Handler, NotAllowed, Status
from tickets.domain.message import AuthorKind, DeliveryState
from tickets.store import messages


@pytest.fixture
async def sari(desk: Desk) -> Actor:
    return await desk.agent("Sari")


@pytest.fixture
async def ticket(desk: Desk) -> str:
    """A ticket in the queue."""
    receipt = await desk.chat("agen")
    await desk.bot_turn(receipt, hand_off="asked")
    return number(receipt)


@pytest.fixture
async def by_mail(desk: Desk) -> str:
    """A ticket in the queue that came by mail."""
    receipt = await desk.mail("agen")
    await desk.bot_turn(receipt, hand_off="asked")
    return number(receipt)


async def _do(desk: Desk, ticket: str, actor: Actor, *moves: str) -> None:
    for move in moves:
        await getattr(desk.agents, move)(ticket, actor)


@pytest.mark.parametrize(
    ("moves", "status", "handler", "mine"),
    [
        (["take"], Status.OPEN, Handler.AGENT, True),
        (["take", "release"], Status.OPEN, Handler.QUEUE, False),
        (["take", "return_to_bot"], Status.OPEN, Handler.BOT, False),
        (["return_to_bot"], Status.OPEN, Handler.BOT, False),
        (["take", "resolve"], Status.RESOLVED, Handler.AGENT, True),
        (["take", "resolve", "reopen"], Status.OPEN, Handler.AGENT, True),
        (["resolve", "reopen"], Status.OPEN, Handler.QUEUE, False),
        (["take", "close"], Status.CLOSED, Handler.AGENT, True),
        (["take", "close", "reopen"], Status.OPEN, Handler.AGENT, True),
        (["take", "mark_spam"], Status.SPAM, Handler.QUEUE, False),
        (["mark_spam", "reopen"], Status.OPEN, Handler.QUEUE, False),
    ],
    ids=str,
)
async def test_moves_lead_where_the_table_says(
    desk: Desk, sari: Actor, ticket: str, moves: list[str], status: Status, handler: Handler,
    mine: bool,  # noqa: FBT001
) -> None:  # fmt: skip
    await _do(desk, ticket, sari, *moves)

    assert await desk.standing(ticket) == (status, handler)
    agent = (await desk.ticket(ticket)).agent
    assert (agent is not None and agent.id == sari.id) is mine


@pytest.mark.parametrize(
    ("moves", "refused"),
    [
        ([], "release"),
        ([], "reopen"),
        (["close"], "close"),
        (["close"], "take"),
        (["close"], "resolve"),
        (["close"], "release"),
        (["close"], "return_to_bot"),
        (["close"], "mark_spam"),
        (["mark_spam"], "take"),
        (["mark_spam"], "resolve"),
        (["mark_spam"], "mark_spam"),
        (["resolve"], "resolve"),
        (["resolve"], "release"),
        ([], "unmerge"),
    ],
    ids=str,
)
async def test_what_the_table_does_not_have_is_refused_and_changes_nothing(
    desk: Desk, sari: Actor, ticket: str, moves: list[str], refused: str
) -> None:
    await _do(desk, ticket, sari, *moves)
    before, log = await desk.ticket(ticket), await desk.log()
    with pytest.raises(NotAllowed):
        await _do(desk, ticket, sari, refused)

    assert await desk.ticket(ticket) == before
    assert await desk.log() == log


async def test_a_ticket_nobody_knows_cannot_be_moved(desk: Desk, sari: Actor) -> None:
    with pytest.raises(NotFound):
        await desk.agents.take("T-2026-999999-A", sari)


async def test_a_colleague_may_take_over(desk: Desk, sari: Actor, ticket: str) -> None:
    budi = await desk.agent("Budi")
    await desk.agents.take(ticket, sari)
    await desk.agents.take(ticket, budi)

    agent = (await desk.ticket(ticket)).agent
    assert agent is not None
    assert agent.name == "Budi"


async def test_a_ticket_is_assigned_to_a_colleague(desk: Desk, sari: Actor, ticket: str) -> None:
    budi = await desk.agent("Budi")
    await desk.agents.assign(ticket, sari, budi.id)

    agent = (await desk.ticket(ticket)).agent
    assert agent is not None
    assert (agent.id, agent.name) == (budi.id, "Budi")
    assert await desk.standing(ticket) == (Status.OPEN, Handler.AGENT)


async def test_a_ticket_is_not_assigned_to_nobody(desk: Desk, sari: Actor, ticket: str) -> None:
    with pytest.raises(NotFound):
        await desk.agents.assign(ticket, sari, uuid.uuid4())
    assert await desk.standing(ticket) == (Status.OPEN, Handler.QUEUE)


async def test_every_move_is_told_once_with_who_made_it(
    desk: Desk, sari: Actor, ticket: str
) -> None:
    since = await desk.latest()
    await desk.agents.take(ticket, sari)

    [event] = await desk.log(since)
    assert (event.kind, event.actor, event.ticket) == ("ticket.changed", sari.label, ticket)
    assert event.facts["status"] == "open"
    assert event.facts["handler"] == "agent"
    assert event.facts["agent"] == sari.id.hex


@pytest.mark.parametrize(
    ("way", "state", "errands"),
    [("ticket", DeliveryState.SENT, 0), ("by_mail", DeliveryState.QUEUED, 1)],
)
async def test_a_reply_is_said_sent_and_takes_the_ticket(
    desk: Desk, sari: Actor, ticket: str, by_mail: str, way: str, state: DeliveryState,
    errands: int,
) -> None:  # fmt: skip
    ticket = {"ticket": ticket, "by_mail": by_mail}[way]
    said_id = await desk.agents.reply(ticket, sari, "  Selamat pagi, Bu  ")

    said = await desk.queries.message(said_id)
    assert said is not None
    assert (said.text, said.seq) == ("Selamat pagi, Bu", 2)
    assert (said.author.kind, said.author.name) == (AuthorKind.AGENT, "Sari")
    assert said.delivery is not None
    assert said.delivery.state is state
    assert [j.payload for j in await desk.jobs("deliver")] == [{"message": said_id.hex}] * errands
    assert await desk.standing(ticket) == (Status.PENDING, Handler.AGENT)


async def test_a_reply_does_not_take_a_colleagues_ticket(
    desk: Desk, sari: Actor, ticket: str
) -> None:
    await desk.agents.take(ticket, sari)
    await desk.agents.reply(ticket, await desk.agent("Budi"), "Saya bantu jawab")

    agent = (await desk.ticket(ticket)).agent
    assert agent is not None
    assert agent.name == "Sari"


async def test_a_reply_with_the_same_key_is_the_same_reply(
    desk: Desk, sari: Actor, by_mail: str
) -> None:
    ids = await at_once(
        *(desk.agents.reply(by_mail, sari, "Selamat pagi", key="k1") for _ in range(5))
    )

    assert len(set(ids)) == 1
    assert await desk.texts(by_mail) == ["agen", "Selamat pagi"]
    assert len(await desk.jobs("deliver")) == 1


async def test_the_same_key_of_another_agent_or_ticket_is_another_reply(
    desk: Desk, sari: Actor, ticket: str
) -> None:
    other = number(await desk.mail())
    ids = [
        await desk.agents.reply(ticket, sari, "satu", key="k1"),
        await desk.agents.reply(ticket, await desk.agent("Budi"), "dua", key="k1"),
        await desk.agents.reply(other, sari, "tiga", key="k1"),
        await desk.agents.reply(ticket, sari, "empat"),
        await desk.agents.reply(ticket, sari, "empat"),
    ]

    assert len(set(ids)) == 5


async def test_a_note_has_no_seq_is_never_sent_and_moves_nothing(
    desk: Desk, sari: Actor, by_mail: str
) -> None:
    before = await desk.standing(by_mail)
    note_id = await desk.agents.note(by_mail, sari, "Hati-hati, pelapor ganda")

    note = await desk.queries.message(note_id)
    assert note is not None
    assert (note.private, note.seq, note.delivery) == (True, None, None)
    assert await desk.jobs("deliver") == []
    assert await desk.deliveries.outbound(note_id) is None
    assert await desk.standing(by_mail) == before


async def test_a_note_is_never_shown_to_the_citizen(desk: Desk, sari: Actor, ticket: str) -> None:
    await desk.agents.note(ticket, sari, "rahasia dapur")
    await desk.agents.reply(ticket, sari, "Halo")

    assert await desk.thread() == [(1, "agen"), (2, "Halo")]
    assert (await desk.ticket(ticket)).preview == "Halo"


async def test_a_note_can_be_written_on_a_closed_ticket_but_no_reply(
    desk: Desk, sari: Actor, ticket: str
) -> None:
    await desk.agents.close(ticket, sari)
    await desk.agents.note(ticket, sari, "arsip")
    with pytest.raises(NotAllowed):
        await desk.agents.reply(ticket, sari, "Halo")
    assert await desk.texts(ticket) == ["agen", "arsip"]


@pytest.mark.parametrize("text", ["", "  \n ", "\x00"])
async def test_an_empty_message_is_refused(desk: Desk, sari: Actor, ticket: str, text: str) -> None:
    with pytest.raises(Empty):
        await desk.agents.reply(ticket, sari, text)
    assert await desk.count(messages) == 1


async def test_after_a_person_replied_the_bot_starts_after_that(
    desk: Desk, sari: Actor, ticket: str
) -> None:
    await desk.agents.reply(ticket, sari, "Sudah saya cek")
    await desk.agents.return_to_bot(ticket, sari)
    again = await desk.chat("terima kasih")

    assert [u.text for u in (await desk.turn(again)).unheard] == ["terima kasih"]
    assert (await desk.ticket(ticket)).handed_off_for is None


async def test_the_bot_gets_back_what_nobody_answered(desk: Desk, sari: Actor, ticket: str) -> None:
    await desk.agents.reply(ticket, sari, "Sudah saya cek")
    again = await desk.chat("jam buka?")
    before = len(await desk.jobs("turn"))
    await desk.agents.return_to_bot(ticket, sari)

    assert [u.text for u in (await desk.turn(again)).unheard] == ["jam buka?"]
    assert len(await desk.jobs("turn")) == before + 1


async def test_a_reply_goes_where_the_citizen_wrote_last(desk: Desk, sari: Actor) -> None:
    """Siti's chat is older than her mail; merged, she goes on in the chat."""
    chat = await desk.chat("halo")
    mail = await desk.mail("lampiran menyusul")
    await desk.agents.merge(number(mail), sari, number(chat))
    desk.clock.forward(minutes=5)
    await desk.chat("sudah terima email saya?")
    reply = await desk.agents.reply(number(chat), sari, "Sudah, Bu")

    said = await desk.queries.message(reply)
    assert said is not None
    assert said.channel_kind == "livechat"
