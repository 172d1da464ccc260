"""A snoozed ticket is out of sight until its time, or until the citizen writes."""

import datetime as dt

import pytest

from runtime import jobs
from runtime.worker import Done, Job
from tests.tickets.desk import MORNING, Desk, number
from tickets.commands.actor import Actor
from tickets.domain.lifecycle import Handler, NotAllowed, Status
from tickets.domain.traffic import Receipt
from tickets.timers import Timers

TOMORROW = MORNING + dt.timedelta(days=1)
FRIDAY = MORNING + dt.timedelta(days=4)


@pytest.fixture
async def sari(desk: Desk) -> Actor:
    return await desk.agent("Sari")


@pytest.fixture
async def mine(desk: Desk, sari: Actor) -> Receipt:
    """A chat that Sari has taken."""
    receipt = await desk.chat("halo")
    await desk.agents.take(number(receipt), sari)
    return receipt


async def _let_the_clock_ring(desk: Desk) -> None:
    """Do the wake jobs that are due, as the worker does."""
    now, lease = desk.clock(), dt.timedelta(minutes=1)
    for row in await desk.db.write(lambda tx: jobs.claim(tx, "w", now, lease, 100)):
        if row.kind != "wake":
            continue
        job = Job(
            id=row.id, kind=row.kind, payload=row.payload, attempt=row.attempt,
            first_at=row.first_at,
        )  # fmt: skip
        assert await Timers(desk.agents).wake(job) == Done()


async def test_a_snooze_waits_for_its_time(desk: Desk, sari: Actor, mine: Receipt) -> None:
    await desk.agents.snooze(number(mine), sari, TOMORROW)
    desk.clock.forward(hours=23)
    await _let_the_clock_ring(desk)

    assert await desk.standing(mine) == (Status.SNOOZED, Handler.AGENT)


async def test_a_snooze_ends_at_its_time(desk: Desk, sari: Actor, mine: Receipt) -> None:
    await desk.agents.snooze(number(mine), sari, TOMORROW)
    desk.clock.forward(days=1)
    await _let_the_clock_ring(desk)

    assert await desk.standing(mine) == (Status.OPEN, Handler.AGENT)


async def test_the_citizen_ends_a_snooze_by_writing(desk: Desk, sari: Actor, mine: Receipt) -> None:
    await desk.agents.snooze(number(mine), sari, TOMORROW)
    await desk.chat("bagaimana?")

    assert await desk.standing(mine) == (Status.OPEN, Handler.AGENT)


async def test_a_snooze_that_was_ended_does_not_move_the_ticket_later(
    desk: Desk, sari: Actor, mine: Receipt
) -> None:
    await desk.agents.snooze(number(mine), sari, TOMORROW)
    await desk.agents.reply(number(mine), sari, "Sudah selesai")
    desk.clock.forward(days=1)
    await _let_the_clock_ring(desk)

    assert await desk.standing(mine) == (Status.PENDING, Handler.AGENT)


async def test_a_snooze_that_was_put_off_does_not_end_early(
    desk: Desk, sari: Actor, mine: Receipt
) -> None:
    await desk.agents.snooze(number(mine), sari, TOMORROW)
    await desk.agents.snooze(number(mine), sari, FRIDAY)
    desk.clock.forward(days=1)
    await _let_the_clock_ring(desk)

    assert (await desk.standing(mine))[0] is Status.SNOOZED


async def test_a_snooze_that_was_shortened_ends_early(
    desk: Desk, sari: Actor, mine: Receipt
) -> None:
    await desk.agents.snooze(number(mine), sari, FRIDAY)
    await desk.agents.snooze(number(mine), sari, TOMORROW)
    desk.clock.forward(days=1)
    await _let_the_clock_ring(desk)

    assert (await desk.standing(mine))[0] is Status.OPEN


async def test_a_snoozed_ticket_of_the_queue_waits_again_when_it_wakes(
    desk: Desk, sari: Actor, mine: Receipt
) -> None:
    await desk.agents.release(number(mine), sari)
    await desk.agents.snooze(number(mine), sari, TOMORROW)
    assert (await desk.ticket(mine)).waiting_since is None
    desk.clock.forward(days=1)
    await _let_the_clock_ring(desk)

    assert (await desk.ticket(mine)).waiting_since == TOMORROW


async def test_the_bots_tickets_are_not_snoozed(desk: Desk, sari: Actor) -> None:
    receipt = await desk.chat(sender="c" * 64)
    with pytest.raises(NotAllowed):
        await desk.agents.snooze(number(receipt), sari, TOMORROW)
    assert await desk.jobs("wake") == []
