"""A reply that is held can be withdrawn by who wrote it, until a worker begins to send it."""

import asyncio
import datetime as dt
import uuid
from collections.abc import Awaitable
from uuid import UUID

import pytest
import sqlalchemy as sa

from app.bootstrap import database
from runtime import jobs
from runtime.bus import Bus
from runtime.db import Tx
from tests.tickets.desk import MORNING, Desk, at_once, conversation, number
from tickets.commands.actor import Actor
from tickets.commands.agents import AgentCommands
from tickets.commands.case import NotFound
from tickets.commands.written import NotYours, TooLate
from tickets.domain.lifecycle import Handler, Status
from tickets.domain.message import Delivery, DeliveryState
from tickets.domain.traffic import Receipt

HOLD = dt.timedelta(seconds=10)
LEASE = dt.timedelta(seconds=60)
OVER = MORNING + HOLD


@pytest.fixture
async def sari(desk: Desk) -> Actor:
    return await desk.agent("Sari")


@pytest.fixture
def agents(desk: Desk) -> AgentCommands:
    """The commands of an office that holds what it writes by mail."""
    return AgentCommands(desk.db, desk.clock, desk.names, holds={"surat": HOLD, "livechat": HOLD})


@pytest.fixture
async def mail(desk: Desk, sari: Actor) -> Receipt:
    """A ticket of Sari's that came by mail."""
    receipt = await desk.mail("Mohon informasi", message_key="<1@contoh>")
    await desk.bot_turn(receipt, hand_off="asked")
    await desk.agents.take(number(receipt), sari)
    return receipt


async def claimed(desk: Desk, now: dt.datetime) -> list[str]:
    """The messages a worker may begin to send."""
    rows = await desk.db.write(lambda tx: jobs.claim(tx, "w", now, LEASE, 10))
    return [row.payload["message"] for row in rows if row.kind == "deliver"]


async def delivery(desk: Desk, message: UUID) -> Delivery:
    said = await desk.queries.message(message)
    assert said is not None
    assert said.delivery is not None
    return said.delivery


async def test_a_held_reply_goes_when_its_time_has_come(
    desk: Desk, agents: AgentCommands, sari: Actor, mail: Receipt
) -> None:
    reply = await agents.reply(number(mail), sari, "Silakan datang")

    assert await delivery(desk, reply) == Delivery(state=DeliveryState.QUEUED, undo_until=OVER)
    assert await claimed(desk, OVER - dt.timedelta(microseconds=1)) == []
    assert await claimed(desk, OVER) == [reply.hex]
    assert await delivery(desk, reply) == Delivery(state=DeliveryState.QUEUED)


async def test_a_note_and_a_chat_are_not_held(
    desk: Desk, agents: AgentCommands, sari: Actor, mail: Receipt
) -> None:
    chat = number(await desk.chat())
    note = await agents.note(number(mail), sari, "Cek dulu")
    said = await agents.reply(chat, sari, "Halo")

    assert await desk.jobs("deliver") == []
    assert await delivery(desk, said) == Delivery(state=DeliveryState.SENT)
    for ticket, message in ((number(mail), note), (chat, said)):
        with pytest.raises(TooLate):
            await agents.undo(ticket, sari, message)


async def test_what_is_withdrawn_is_never_sent_and_stays_to_be_read(
    desk: Desk, agents: AgentCommands, sari: Actor, mail: Receipt
) -> None:
    reply = await agents.reply(number(mail), sari, "Salah kirim")
    assert await desk.standing(mail) == (Status.PENDING, Handler.AGENT)
    since = await desk.latest()
    await agents.undo(number(mail), sari, reply)

    assert await desk.jobs("deliver") == []
    assert await claimed(desk, OVER) == []
    assert await desk.deliveries.outbound(reply, once_more=True) is None
    assert await delivery(desk, reply) == Delivery(state=DeliveryState.WITHDRAWN)
    assert await desk.texts(mail) == ["Mohon informasi", "Salah kirim"]
    assert await desk.standing(mail) == (Status.OPEN, Handler.AGENT)
    ticket = await desk.ticket(mail)
    assert ticket.agent is not None
    assert (ticket.agent.id, ticket.preview) == (sari.id, "Mohon informasi")
    told = [(e.kind, e.actor, dict(e.facts)) for e in await desk.log(since)]
    assert told[0] == (
        "delivery.changed", sari.label, {"message": reply.hex, "state": "withdrawn"}
    )  # fmt: skip
    assert [kind for kind, _, _ in told] == ["delivery.changed", "ticket.changed"]
    assert told[1][2]["status"] == "open"


async def test_withdrawing_twice_is_withdrawing_once(
    desk: Desk, agents: AgentCommands, sari: Actor, mail: Receipt
) -> None:
    reply = await agents.reply(number(mail), sari, "Salah kirim")
    await agents.undo(number(mail), sari, reply)
    log = await desk.log()
    await agents.undo(number(mail), sari, reply)

    assert await desk.log() == log


async def test_later_mails_do_not_refer_to_what_was_withdrawn(
    desk: Desk, agents: AgentCommands, sari: Actor, mail: Receipt
) -> None:
    wrong = await agents.reply(number(mail), sari, "Salah kirim")
    await agents.undo(number(mail), sari, wrong)
    right = await agents.reply(number(mail), sari, "Yang benar")
    out = await desk.deliveries.outbound(right)

    assert out is not None
    assert (out.in_reply_to, out.references) == ("<1@contoh>", ("<1@contoh>",))


async def test_replies_go_in_order_and_the_next_goes_when_the_first_is_withdrawn(
    desk: Desk, agents: AgentCommands, sari: Actor, mail: Receipt
) -> None:
    """The second is not held, so that only its place keeps it back."""
    first = await agents.reply(number(mail), sari, "satu")
    second = await desk.agents.reply(number(mail), sari, "dua")
    assert await claimed(desk, MORNING) == []

    async with desk.bus.listen("jobs") as bell:
        await agents.undo(number(mail), sari, first)
        assert await bell.wait(5)
    assert await claimed(desk, MORNING) == [second.hex]


async def test_of_two_held_replies_the_second_can_be_withdrawn_alone(
    desk: Desk, agents: AgentCommands, sari: Actor, mail: Receipt
) -> None:
    first = await agents.reply(number(mail), sari, "satu")
    second = await agents.reply(number(mail), sari, "dua")
    await agents.undo(number(mail), sari, second)

    assert await claimed(desk, OVER) == [first.hex]
    assert (await desk.ticket(mail)).preview == "satu"


async def test_what_is_being_sent_or_was_tried_cannot_be_withdrawn(
    desk: Desk, agents: AgentCommands, sari: Actor, mail: Receipt
) -> None:
    reply = await agents.reply(number(mail), sari, "Halo")
    [job] = await desk.db.write(
        lambda tx: [r for r in jobs.claim(tx, "w", OVER, LEASE, 10) if r.kind == "deliver"]
    )
    for again in (None, lambda tx: jobs.put_off(tx, job.id, "w", OVER + LEASE, "no answer")):
        if again is not None:
            await desk.deliveries.waiting(reply, "no answer", OVER + LEASE)
            await desk.db.write(again)
        with pytest.raises(TooLate):
            await agents.undo(number(mail), sari, reply)

    assert await delivery(desk, reply) == Delivery(
        state=DeliveryState.QUEUED, reason="no answer", next_try=OVER + LEASE
    )
    await desk.db.write(lambda tx: jobs.finish(tx, job.id, "w"))
    await desk.deliveries.sent(reply, "<2@kantor>")
    with pytest.raises(TooLate):
        await agents.undo(number(mail), sari, reply)
    assert await delivery(desk, reply) == Delivery(state=DeliveryState.SENT)
    assert await desk.standing(mail) == (Status.PENDING, Handler.AGENT)


async def test_what_was_given_up_and_is_tried_anew_cannot_be_withdrawn(
    desk: Desk, agents: AgentCommands, sari: Actor, mail: Receipt
) -> None:
    reply = await agents.reply(number(mail), sari, "Halo")
    [row] = await desk.jobs("deliver")
    await desk.db.write(lambda tx: jobs.claim(tx, "w", OVER, LEASE, 10))
    await desk.db.write(lambda tx: jobs.bury(tx, row.id, "w", "it may have been sent"))
    await desk.db.write(lambda tx: jobs.revive(tx, OVER, row.id))
    with pytest.raises(TooLate):
        await agents.undo(number(mail), sari, reply)


async def test_only_who_wrote_it_withdraws_it(
    desk: Desk, agents: AgentCommands, sari: Actor, mail: Receipt
) -> None:
    reply = await agents.reply(number(mail), sari, "Halo")
    with pytest.raises(NotYours):
        await agents.undo(number(mail), await desk.agent("Budi"), reply)
    with pytest.raises(NotYours):
        await agents.undo(number(mail), sari, (await desk.messages(mail))[0].id)
    for ticket, message in ((number(mail), uuid.uuid4()), (number(await desk.mail()), reply)):
        with pytest.raises(NotFound):
            await agents.undo(ticket, sari, message)

    assert len(await desk.jobs("deliver")) == 1


async def test_a_colleagues_ticket_stays_theirs(
    desk: Desk, agents: AgentCommands, sari: Actor, mail: Receipt
) -> None:
    budi = await desk.agent("Budi")
    reply = await agents.reply(number(mail), budi, "Saya bantu jawab")
    await agents.undo(number(mail), budi, reply)

    ticket = await desk.ticket(mail)
    assert ticket.agent is not None
    assert ticket.agent.id == sari.id


@pytest.mark.parametrize(
    ("move", "after"),
    [
        ("resolve", (Status.OPEN, Handler.AGENT)),
        ("close", (Status.CLOSED, Handler.AGENT)),
        ("mark_spam", (Status.SPAM, Handler.QUEUE)),
    ],
)
async def test_what_was_done_meanwhile_stands_unless_it_leaned_on_the_reply(
    desk: Desk, agents: AgentCommands, sari: Actor, mail: Receipt, move: str,
    after: tuple[Status, Handler],
) -> None:  # fmt: skip
    reply = await agents.reply(number(mail), sari, "Halo")
    await getattr(agents, move)(number(mail), sari)
    await agents.undo(number(mail), sari, reply)

    assert await desk.standing(mail) == after
    assert (await delivery(desk, reply)).state is DeliveryState.WITHDRAWN


async def test_the_bot_gets_back_what_was_not_answered_after_all(
    desk: Desk, agents: AgentCommands, sari: Actor, mail: Receipt
) -> None:
    token = f"conversation:{conversation(mail)}"
    await desk.agents.reply(number(mail), sari, "Sudah saya cek")
    again = await desk.mail("Jam buka?", thread_keys=(token,))
    reply = await agents.reply(number(mail), sari, "Salah kirim")
    await agents.undo(number(mail), sari, reply)
    await agents.return_to_bot(number(mail), sari)

    assert [u.text for u in (await desk.turn(again)).unheard] == ["Jam buka?"]


async def test_after_a_merge_it_is_withdrawn_where_it_is_now(
    desk: Desk, agents: AgentCommands, sari: Actor, mail: Receipt
) -> None:
    other = number(await desk.mail())
    reply = await agents.reply(number(mail), sari, "Halo")
    await agents.merge(number(mail), sari, other)
    await agents.undo(other, sari, reply)

    assert (await delivery(desk, reply)).state is DeliveryState.WITHDRAWN


async def test_either_it_is_withdrawn_or_it_is_sent(
    desk: Desk, agents: AgentCommands, sari: Actor, mail: Receipt
) -> None:
    """Undo and several workers at the same moment, again and again."""
    for n in range(30):
        reply = await agents.reply(number(mail), sari, str(n))
        desk.clock.forward(seconds=10)
        undo = _tried(agents.undo(number(mail), sari, reply))
        outcomes = await at_once(_begun(desk, reply, n % 10), undo, _begun(desk, reply, n % 10))

        assert outcomes.count(True) == 1
        state = (await delivery(desk, reply)).state
        begun = await desk.jobs("deliver")
        assert (state is DeliveryState.WITHDRAWN) is (begun == [])
        await desk.db.write(
            lambda tx: tx.run(sa.delete(jobs.jobs).where(jobs.jobs.c.kind == "deliver"))
        )


async def _tried(undo: Awaitable[None]) -> bool:
    try:
        await undo
    except TooLate:
        return False
    return True


async def _begun(desk: Desk, message: UUID, milliseconds: int) -> bool:
    await asyncio.sleep(milliseconds / 1000)
    return message.hex in await claimed(desk, desk.clock())


@pytest.mark.slow
async def test_undo_waits_for_a_claim_that_is_under_way_and_is_then_too_late(
    postgres_url: str,
) -> None:
    one, two = database(postgres_url, Bus()), database(postgres_url, Bus())
    held, go_on = asyncio.Event(), asyncio.Event()

    def hesitate(tx: Tx) -> int:
        found = jobs.claim(tx, "w", OVER, LEASE, 10)
        held.set()
        while not go_on.is_set():
            tx.run(sa.text("select pg_sleep(0.005)"))
        return len(found)

    def ask(tx: Tx) -> None:
        jobs.enqueue(tx, "deliver", "deliver:1", {"message": "m"}, now=MORNING)

    await one.write(ask)
    async with asyncio.TaskGroup() as group:
        claim = group.create_task(one.write(hesitate))
        await held.wait()
        undo = group.create_task(
            two.write(lambda tx: jobs.withdraw(tx, "deliver", "deliver:1", "message", "m"))
        )
        await asyncio.sleep(0.1)
        assert not undo.done()
        go_on.set()

    assert (claim.result(), undo.result()) == (1, False)
    for db in (one, two):
        await db.close()


@pytest.mark.slow
async def test_a_claim_passes_over_what_is_just_being_withdrawn(postgres_url: str) -> None:
    one, two = database(postgres_url, Bus()), database(postgres_url, Bus())
    held, go_on = asyncio.Event(), asyncio.Event()

    def ask(tx: Tx) -> None:
        for name in ("first", "second"):
            jobs.enqueue(tx, "deliver", "deliver:1", {"message": name}, now=MORNING)

    def hesitate(tx: Tx) -> bool:
        done = jobs.withdraw(tx, "deliver", "deliver:1", "message", "first")
        held.set()
        while not go_on.is_set():
            tx.run(sa.text("select pg_sleep(0.005)"))
        return done

    def take(tx: Tx) -> list[str]:
        return [row.payload["message"] for row in jobs.claim(tx, "w", OVER, LEASE, 10)]

    await one.write(ask)
    async with asyncio.TaskGroup() as group:
        undo = group.create_task(one.write(hesitate))
        await held.wait()
        async with asyncio.timeout(10):
            assert await two.write(take) == []
        go_on.set()

    assert undo.result() is True
    assert await two.write(take) == ["second"]
    for db in (one, two):
        await db.close()


async def test_a_reply_that_resolves_is_undone_and_the_ticket_is_open_again(
    desk: Desk, agents: AgentCommands, sari: Actor, mail: Receipt
) -> None:
    before = await desk.log()
    reply = await agents.reply(number(mail), sari, "Sudah terbit", resolve=True)
    now = await desk.ticket(mail)
    assert (now.standing.status, now.standing.handler) == (Status.RESOLVED, Handler.AGENT)
    kinds = [e.kind for e in (await desk.log())[len(before) :]]
    assert kinds == ["message.added", "ticket.changed"]

    await agents.undo(number(mail), sari, reply)
    now = await desk.ticket(mail)
    assert (now.standing.status, now.standing.handler) == (Status.OPEN, Handler.AGENT)
    assert now.agent is not None
    assert now.agent.id == sari.id
    assert await claimed(desk, OVER) == []


async def test_a_reply_that_resolves_is_stored_once(
    desk: Desk, agents: AgentCommands, sari: Actor, mail: Receipt
) -> None:
    for _ in range(2):
        await agents.reply(number(mail), sari, "Sudah terbit", key="k", resolve=True)
    assert len(await desk.messages(mail)) == 2
