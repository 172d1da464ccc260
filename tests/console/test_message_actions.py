"""Sending once more and splitting, over the API."""

import uuid
from uuid import UUID

import pytest

from tests.console.caller import Caller, Office
from tests.tickets.desk import Desk, number
from tickets.commands.actor import Actor
from tickets.domain.traffic import Receipt

pytestmark = pytest.mark.slow  # the whole house behind a real web server


@pytest.fixture
async def tele(desk: Desk) -> Receipt:
    return await desk.telegram("halo")


@pytest.fixture
async def failed(desk: Desk, sari: Actor, tele: Receipt) -> UUID:
    message = await desk.agents.reply(number(tele), sari, "Baik")
    await desk.deliveries.failed(message, "no such chat", blocked=True)
    return message


async def test_a_message_is_sent_once_more(api: Caller, tele: Receipt, failed: UUID) -> None:
    path = f"/api/v1/tickets/{tele.ticket}/messages/{failed}/retry"
    for _ in range(2):
        answer = await api.post(path)
        assert (answer.status, answer.body["id"]) == (200, str(failed))
        assert answer.body["delivery"]["state"] == "queued"


async def test_what_was_sent_is_not(
    api: Caller, desk: Desk, sari: Actor, tele: Receipt, failed: UUID
) -> None:
    sent = await desk.agents.reply(number(tele), sari, "Baik")
    await desk.deliveries.sent(sent, "7")
    root = f"/api/v1/tickets/{tele.ticket}/messages"
    answer = await api.post(f"{root}/{sent}/retry")
    assert (answer.status, answer.body["code"]) == (409, "not_failed")
    answer = await api.post(f"{root}/{failed}/by-mail")
    assert (answer.status, answer.body["code"]) == (409, "no_mail")
    answer = await api.post(f"{root}/{uuid.uuid4()}/retry")
    assert (answer.status, answer.body["code"]) == (404, "not_found")


async def test_a_ticket_is_split(api: Caller, desk: Desk) -> None:
    chat = await desk.chat("syarat NIB?")
    await desk.chat("dan SIP saya?")
    first, second = await desk.messages(chat)
    root = f"/api/v1/tickets/{chat.ticket}/messages"
    answer = await api.post(f"{root}/{second.id}/split", {"subject": "SIP Budi"})
    assert (answer.status, answer.body["subject"]) == (201, "SIP Budi")
    born = (await api.get(f"/api/v1/tickets/{answer.body['number']}")).body
    assert (born["split_from"], born["split_off"]) == (chat.ticket, [])
    old = (await api.get(f"/api/v1/tickets/{chat.ticket}")).body
    assert (old["split_from"], old["split_off"]) == (None, [born["number"]])

    answer = await api.post(f"{root}/{first.id}/split")
    assert (answer.status, answer.body["code"]) == (409, "nothing_stays")


async def test_a_ticket_tells_what_was_merged_into_it_and_until_when_it_sleeps(
    api: Caller, desk: Desk, tele: Receipt
) -> None:
    other = await desk.mail()
    await api.post(f"/api/v1/tickets/{tele.ticket}/merge", {"into": other.ticket})
    path = f"/api/v1/tickets/{other.ticket}"
    assert (await api.get(path)).body["merged"] == [tele.ticket]
    await api.post(f"{path}/take")
    until = desk.clock.forward(days=1).isoformat().replace("+00:00", "Z")
    await api.post(f"{path}/snooze", {"until": until})
    assert (await api.get(path)).body["snoozed_until"] == until
    await api.post(f"{path}/take")
    assert (await api.get(path)).body["snoozed_until"] is None


async def test_a_stranger_does_none_of_it(office: Office, tele: Receipt, failed: UUID) -> None:
    for what in ("retry", "by-mail", "split"):
        path = f"/api/v1/tickets/{tele.ticket}/messages/{failed}/{what}"
        assert (await office.stranger().post(path)).status == 401
