"""A message that did not arrive goes out once more, or by e-mail; each exactly once."""

import datetime as dt
import uuid
from uuid import UUID

import pytest

from runtime import jobs
from tests.tickets.desk import SITI, Desk, at_once, number
from tickets.commands.actor import Actor
from tickets.commands.case import NotFound
from tickets.commands.resending import NoMail, NotFailed
from tickets.domain.message import DeliveryState
from tickets.domain.traffic import Receipt

LEASE = dt.timedelta(seconds=90)


@pytest.fixture
async def sari(desk: Desk) -> Actor:
    return await desk.agent("Sari")


@pytest.fixture
async def tele(desk: Desk) -> Receipt:
    return await desk.telegram("halo")


async def _claimed(desk: Desk) -> list[str]:
    """The messages that a worker takes to send just now."""
    found = await desk.db.write(lambda tx: jobs.claim(tx, "w", desk.clock(), LEASE, 10))
    return [job.payload["message"] for job in found if job.kind == "deliver"]


async def _bury(desk: Desk) -> None:
    (job,) = await desk.jobs("deliver")
    await desk.db.write(lambda tx: jobs.bury(tx, job.id, "w", "given up"))


async def _failed(desk: Desk, receipt: Receipt, who: Actor, *, blocked: bool = False) -> UUID:
    """A reply that was given up, as the post room leaves it: noted, and its job is dead."""
    message = await desk.agents.reply(number(receipt), who, "Baik")
    await _claimed(desk)
    await desk.deliveries.failed(message, "no such chat", blocked=blocked)
    await _bury(desk)
    return message


async def _state(desk: Desk, message: UUID) -> DeliveryState:
    said = await desk.queries.message(message)
    assert said is not None
    assert said.delivery is not None
    return said.delivery.state


@pytest.mark.parametrize("state", ["failed", "blocked"])
async def test_what_failed_is_sent_once_more(
    desk: Desk, sari: Actor, tele: Receipt, state: str
) -> None:
    message = await _failed(desk, tele, sari, blocked=state == "blocked")
    assert await desk.deliveries.outbound(message) is None
    since = await desk.latest()
    await desk.resends.retry(number(tele), sari, message)

    assert await _state(desk, message) is DeliveryState.QUEUED
    assert await _claimed(desk) == [message.hex]
    assert await desk.deliveries.outbound(message) is not None
    (told,) = await desk.log(since)
    assert (told.kind, told.actor) == ("delivery.changed", sari.label)
    assert told.facts == {"message": message.hex, "state": "queued"}


async def test_a_mail_that_bounced_is_sent_once_more(desk: Desk, sari: Actor) -> None:
    receipt = await desk.mail()
    message = await desk.agents.reply(number(receipt), sari, "Baik")
    assert await _claimed(desk) == [message.hex]
    (job,) = await desk.jobs("deliver")
    await desk.deliveries.sent(message, "<a@kantor>")
    await desk.db.write(lambda tx: jobs.finish(tx, job.id, "w"))
    await desk.deliveries.failed(message, "no such user")
    await desk.resends.retry(number(receipt), sari, message)

    assert await _claimed(desk) == [message.hex]


async def test_asked_for_ten_times_at_once_it_is_sent_once(
    desk: Desk, sari: Actor, tele: Receipt
) -> None:
    message = await _failed(desk, tele, sari)
    await at_once(*(desk.resends.retry(number(tele), sari, message) for _ in range(10)))

    assert [job.payload for job in await desk.jobs("deliver")] == [{"message": message.hex}]
    assert await _claimed(desk) == [message.hex]


async def test_tried_again_and_again_it_leaves_no_dead_behind(
    desk: Desk, sari: Actor, tele: Receipt
) -> None:
    message = await _failed(desk, tele, sari)
    for _ in range(3):
        await desk.resends.retry(number(tele), sari, message)
        assert await _claimed(desk) == [message.hex]
        await desk.deliveries.failed(message, "still not")
        await _bury(desk)

    assert [job.state for job in await desk.jobs("deliver")] == ["dead"]


async def test_what_was_sent_is_not_sent_again(desk: Desk, sari: Actor, tele: Receipt) -> None:
    message = await desk.agents.reply(number(tele), sari, "Baik")
    await desk.deliveries.sent(message, "7")
    with pytest.raises(NotFailed):
        await desk.resends.retry(number(tele), sari, message)


async def test_nor_what_is_not_on_this_ticket(desk: Desk, sari: Actor, tele: Receipt) -> None:
    message = await _failed(desk, tele, sari)
    other = await desk.mail()
    for ticket, named in ((number(other), message), (number(tele), uuid.uuid4())):
        with pytest.raises(NotFound):
            await desk.resends.retry(ticket, sari, named)
    asked = (await desk.messages(tele))[0].id  # what the citizen wrote was never sent
    with pytest.raises(NotFound):
        await desk.resends.retry(number(tele), sari, asked)


async def test_one_who_is_reached_again_has_not_blocked_us(
    desk: Desk, sari: Actor, tele: Receipt
) -> None:
    message = await _failed(desk, tele, sari, blocked=True)
    (channel,) = (await desk.ticket(tele)).channels
    assert channel.blocked
    await desk.resends.retry(number(tele), sari, message)
    since = await desk.latest()
    await desk.deliveries.sent(message, "7")

    (channel,) = (await desk.ticket(tele)).channels
    assert not channel.blocked
    assert "contact.reached" in {one.kind for one in await desk.log(since)}


async def test_what_telegram_refuses_goes_by_mail_once(desk: Desk, sari: Actor) -> None:
    tele = await desk.telegram("halo")
    mail = await desk.mail("saya juga menulis surat")
    one, two = (await desk.ticket(tele)).contact.id, (await desk.ticket(mail)).contact.id
    await desk.contacts.merge(two, sari, one)
    message = await _failed(desk, tele, sari, blocked=True)
    await at_once(*(desk.resends.mail(number(tele), sari, message) for _ in range(5)))

    kinds = [(said.channel_kind, said.text) for said in await desk.messages(tele)]
    assert [kind for kind, _ in kinds] == ["telegram", "telegram", "email"]
    assert "Baik" in kinds[-1][1]
    mailed = (await desk.messages(tele))[-1]
    out = await desk.deliveries.outbound(mailed.id)
    assert out is not None
    assert (out.to, out.channel, out.ticket) == (SITI, "surat", tele.ticket)
    said = await desk.queries.message(message)
    assert said is not None
    assert said.delivery is not None
    assert (said.delivery.state, said.delivery.mailed) == ("blocked", "queued")


async def test_without_an_address_nothing_goes_by_mail(
    desk: Desk, sari: Actor, tele: Receipt
) -> None:
    message = await _failed(desk, tele, sari, blocked=True)
    with pytest.raises(NoMail):
        await desk.resends.mail(number(tele), sari, message)
    assert len(await desk.messages(tele)) == 2


async def test_what_arrives_in_telegram_is_not_mailed(
    desk: Desk, sari: Actor, tele: Receipt
) -> None:
    message = await desk.agents.reply(number(tele), sari, "Baik")
    await desk.deliveries.sent(message, "7")
    with pytest.raises(NotFailed):
        await desk.resends.mail(number(tele), sari, message)
