"""Jobs that were given up: seen with their ticket, tried again, or thrown away with a reason."""

import pytest
import sqlalchemy as sa

from runtime.jobs import jobs
from tests.tickets.desk import Desk, number
from tickets.commands.actor import Actor
from tickets.commands.case import NotFound
from tickets.domain.message import Cause
from tickets.store import admin_log


async def killed(desk: Desk, kind: str, why: str = "crashed on try 5") -> list[int]:
    """All waiting jobs of a kind are given up."""
    dead = sa.update(jobs).where(jobs.c.kind == kind).values(state="dead", error=why)
    await desk.db.write(lambda tx: tx.run(dead))
    return [row.id for row in await desk.rows(jobs, kind=kind, state="dead")]


@pytest.fixture
async def sari(desk: Desk) -> Actor:
    return await desk.agent("Sari")


async def test_each_is_listed_with_its_ticket(desk: Desk, sari: Actor) -> None:
    chat, mail = await desk.chat(), await desk.mail()
    await desk.agents.reply(number(mail), sari, "Sudah kami terima.")
    until = desk.clock.now.replace(hour=12)
    await desk.agents.snooze(number(mail), sari, until)
    for kind in ("turn", "deliver", "wake"):
        await killed(desk, kind)
    found = await desk.dead_jobs.dead()

    assert [(one.kind, one.ticket) for one in found] == [
        ("turn", chat.ticket),
        ("turn", mail.ticket),
        ("deliver", mail.ticket),
        ("wake", mail.ticket),
    ]
    assert {one.why for one in found} == {"crashed on try 5"}
    assert [one.cause for one in found] == [Cause.OWN, Cause.OWN, None, Cause.OWN]
    assert found[0].since == desk.clock()


async def test_of_a_delivery_it_is_told_why_it_failed(desk: Desk, sari: Actor) -> None:
    mail = await desk.mail()
    message = await desk.agents.reply(number(mail), sari, "Sudah kami terima.")
    await desk.deliveries.failed(message, "550 no such user", cause=Cause.REFUSED)
    await killed(desk, "deliver", "550 no such user")

    assert [one.cause for one in await desk.dead_jobs.dead() if one.kind == "deliver"] == [
        Cause.REFUSED
    ]


async def test_one_is_tried_again_and_no_other(desk: Desk, sari: Actor) -> None:
    await desk.chat()
    await desk.mail()
    first, second = await killed(desk, "turn")
    await desk.undertaker.revive(sari.label, first)

    assert [one.id for one in await desk.dead_jobs.dead()] == [second]
    [again] = await desk.rows(jobs, id=first)
    assert (again.state, again.revived, again.attempt) == ("todo", True, 0)
    [line] = await desk.rows(admin_log)
    assert (line.action, line.facts) == ("job.revived", {"count": 1, "job": first})


async def test_all_are_tried_again(desk: Desk, sari: Actor) -> None:
    await desk.chat()
    await desk.mail()
    await killed(desk, "turn")

    assert await desk.undertaker.revive(sari.label) == 2
    assert await desk.dead_jobs.dead() == []


async def test_what_is_not_dead_is_neither_revived_nor_thrown_away(desk: Desk, sari: Actor) -> None:
    await desk.chat()
    [alive] = await desk.rows(jobs, kind="turn")
    for job in (alive.id, 999_999):
        with pytest.raises(NotFound):
            await desk.undertaker.revive(sari.label, job)
        with pytest.raises(NotFound):
            await desk.undertaker.discard(sari.label, job, "tidak perlu")
    assert await desk.count(jobs) == 1
    assert await desk.count(admin_log) == 0


async def test_a_message_whose_job_is_thrown_away_is_shown_as_failed(
    desk: Desk, sari: Actor
) -> None:
    ticket = number(await desk.mail())
    await desk.agents.reply(ticket, sari, "Sudah kami terima.")
    [job] = await killed(desk, "deliver")
    cursor = await desk.latest()
    await desk.undertaker.discard(sari.label, job, "alamatnya salah")

    said = (await desk.messages(ticket))[-1]
    assert said.delivery is not None
    assert (said.delivery.state, said.delivery.cause) == ("failed", "discarded")
    assert said.delivery.reason == "thrown away at the desk"
    assert await desk.rows(jobs, kind="deliver") == []
    [told] = await desk.log(cursor)
    assert (told.kind, told.facts["state"], told.actor) == (
        "delivery.changed",
        "failed",
        sari.label,
    )
    [line] = await desk.rows(admin_log)
    assert (line.reason, line.facts) == ("alamatnya salah", {"job": job, "kind": "deliver"})
    assert "alamatnya" not in str(await desk.log())


async def test_what_was_sent_stays_sent(desk: Desk, sari: Actor) -> None:
    ticket = number(await desk.mail())
    message = await desk.agents.reply(ticket, sari, "Sudah kami terima.")
    [job] = await killed(desk, "deliver")
    await desk.deliveries.sent(message, "<a@b>")
    await desk.undertaker.discard(sari.label, job, "sudah terkirim")

    said = (await desk.messages(ticket))[-1]
    assert said.delivery is not None
    assert said.delivery.state == "sent"
