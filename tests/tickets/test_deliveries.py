"""What goes out is offered while it is queued, and its state only goes forward."""

import datetime as dt
import uuid
from uuid import UUID

import pytest

from tests.tickets.desk import MORNING, SESSION, TELEGRAM, Desk, conversation, number
from tickets.commands.bot import Say
from tickets.domain.lifecycle import Handler, Status
from tickets.domain.message import AuthorKind, Choice, Delivery, DeliveryState
from tickets.domain.traffic import Bounce, Outbound, Receipt
from tickets.store import identities


async def _answered(desk: Desk, receipt: Receipt, say: Say | str = "Baik") -> UUID:
    await desk.bot_turn(receipt, say)
    return (await desk.messages(receipt))[-1].id


async def _delivery(desk: Desk, message: UUID) -> Delivery:
    said = await desk.queries.message(message)
    assert said is not None
    assert said.delivery is not None
    return said.delivery


async def test_a_queued_message_is_offered_with_all_a_channel_needs(desk: Desk) -> None:
    receipt = await desk.telegram("halo", sender_name="Siti", locale="en")
    choices = (Choice(id="ya", label="Ya"),)
    message = await _answered(desk, receipt, Say(text="Baik?", choices=choices))
    out = await desk.deliveries.outbound(message)

    assert out is not None
    assert (out.key, out.conversation) == (message, conversation(receipt))
    assert (out.ticket, out.channel, out.seq) == (receipt.ticket, "telegram", 2)
    assert (out.to, out.to_name) == (TELEGRAM, "Siti")
    assert (out.text, out.choices, out.locale) == ("Baik?", choices, "en")
    assert (out.author.kind, out.automatic) == (AuthorKind.BOT, True)


async def test_a_chat_follows_the_store_so_what_is_said_is_sent_and_never_offered(
    desk: Desk,
) -> None:
    message = await _answered(desk, await desk.chat())

    assert await _delivery(desk, message) == Delivery(state=DeliveryState.SENT)
    assert await desk.jobs("deliver") == []
    assert await desk.deliveries.outbound(message) is None
    assert await desk.deliveries.outbound(message, once_more=True) is None


async def test_what_a_person_wrote_is_not_automatic(desk: Desk) -> None:
    receipt = await desk.mail()
    sari = await desk.agent()
    out = await desk.deliveries.outbound(await desk.agents.reply(number(receipt), sari, "Halo"))

    assert isinstance(out, Outbound)
    assert (out.automatic, out.author.name) == (False, "Sari")


async def test_what_was_sent_is_not_offered_again(desk: Desk) -> None:
    message = await _answered(desk, await desk.mail())
    assert await desk.deliveries.outbound(message) is not None
    await desk.deliveries.sent(message, "provider-1")

    assert await desk.deliveries.outbound(message) is None
    assert await desk.deliveries.outbound(message, once_more=True) is None
    assert (await _delivery(desk, message)).state is DeliveryState.SENT


async def test_what_waits_is_offered_again_and_says_why_and_when(desk: Desk) -> None:
    message = await _answered(desk, await desk.mail())
    later = MORNING + dt.timedelta(minutes=5)
    await desk.deliveries.waiting(message, "the network is down", later)

    assert await desk.deliveries.outbound(message) is not None
    assert await _delivery(desk, message) == Delivery(
        state=DeliveryState.QUEUED, reason="the network is down", next_try=later
    )


async def test_what_failed_is_offered_again_only_when_a_person_asked_for_it(desk: Desk) -> None:
    message = await _answered(desk, await desk.mail())
    before = await desk.deliveries.outbound(message)
    await desk.deliveries.failed(message, "mailbox full")

    assert before is not None
    assert await desk.deliveries.outbound(message) is None
    assert await desk.deliveries.outbound(message, once_more=True) == before
    assert await _delivery(desk, message) == Delivery(
        state=DeliveryState.FAILED, reason="mailbox full"
    )
    [identity] = await desk.rows(identities)
    assert identity.blocked_at is None


async def test_what_was_blocked_is_not_offered_again_whoever_asks(desk: Desk) -> None:
    message = await _answered(desk, await desk.telegram())
    await desk.deliveries.failed(message, "blocked by the user", blocked=True)

    assert await desk.deliveries.outbound(message) is None
    assert await desk.deliveries.outbound(message, once_more=True) is None
    assert await _delivery(desk, message) == Delivery(
        state=DeliveryState.BLOCKED, reason="blocked by the user"
    )
    [identity] = await desk.rows(identities)
    assert identity.blocked_at == MORNING


async def test_what_the_citizen_has_seen_is_read(desk: Desk) -> None:
    receipt = await desk.chat()
    first = await _answered(desk, receipt, "satu")
    second = await _answered(desk, receipt, "dua")
    await desk.deliveries.read_up_to("livechat", SESSION, 2)

    assert (await _delivery(desk, first)).state is DeliveryState.READ
    assert (await _delivery(desk, second)).state is DeliveryState.SENT


async def test_reading_never_goes_back(desk: Desk) -> None:
    message = await _answered(desk, await desk.chat())
    await desk.deliveries.read_up_to("livechat", SESSION, 2)
    await desk.deliveries.read_up_to("livechat", SESSION, 1)
    await desk.deliveries.sent(message, "late")
    await desk.deliveries.waiting(message, "late", MORNING)
    await desk.deliveries.failed(message, "late")

    assert (await _delivery(desk, message)).state is DeliveryState.READ


async def test_the_log_does_not_say_sent_of_what_was_read(desk: Desk) -> None:
    """The citizen may read before the post room notes that it sent."""
    message = await _answered(desk, await desk.telegram())
    await desk.deliveries.read_up_to("telegram", TELEGRAM, 2)
    since = await desk.latest()
    await desk.deliveries.sent(message, "late")

    assert [e.facts for e in await desk.log(since) if e.facts.get("state") == "sent"] == []


@pytest.mark.parametrize("seq", [0, 3, 2**31 - 1])
async def test_nobody_reads_what_was_not_said(desk: Desk, seq: int) -> None:
    message = await _answered(desk, await desk.chat())
    await desk.deliveries.read_up_to("livechat", SESSION, seq)

    assert (await _delivery(desk, message)).state is DeliveryState.SENT


async def test_one_citizen_does_not_read_for_another(desk: Desk) -> None:
    message = await _answered(desk, await desk.chat())
    await desk.chat(sender="d" * 64)
    await desk.deliveries.read_up_to("livechat", "d" * 64, 1)

    assert (await _delivery(desk, message)).state is DeliveryState.SENT


async def test_each_change_is_told_in_the_log(desk: Desk) -> None:
    receipt = await desk.telegram()
    message = await _answered(desk, receipt)
    since = await desk.latest()
    await desk.deliveries.sent(message, "1")
    await desk.deliveries.read_up_to("telegram", TELEGRAM, 2)

    told = [(e.kind, e.ticket, dict(e.facts)) for e in await desk.log(since)]
    assert told == [
        ("delivery.changed", receipt.ticket, {"message": message.hex, "state": "sent"}),
        ("delivery.read", receipt.ticket, {"seq": 2}),
    ]


async def test_mails_refer_to_all_that_came_before_oldest_first(desk: Desk) -> None:
    receipt = await desk.mail(message_key="<1@contoh>")
    first = await _answered(desk, receipt, "satu")
    await desk.deliveries.sent(first, "<2@kantor>")
    await desk.mail("lalu?", message_key="<3@contoh>", thread_keys=("message:<2@kantor>",))
    second = await _answered(desk, receipt, "dua")
    out = await desk.deliveries.outbound(second)

    assert out is not None
    assert out.references == ("<1@contoh>", "<2@kantor>", "<3@contoh>")
    assert out.in_reply_to == "<3@contoh>"


async def test_a_retry_does_not_refer_to_what_came_after(desk: Desk) -> None:
    receipt = await desk.mail(message_key="<1@contoh>")
    message = await _answered(desk, receipt)
    await desk.mail("lalu?", message_key="<3@contoh>", thread_keys=("message:<1@contoh>",))
    out = await desk.deliveries.outbound(message)

    assert out is not None
    assert out.references == ("<1@contoh>",)


async def test_an_answer_to_our_mail_finds_its_ticket(desk: Desk) -> None:
    receipt = await desk.mail()
    await desk.deliveries.sent(await _answered(desk, receipt), "<2@kantor>")
    reply = await desk.mail("terima kasih", thread_keys=("message:<2@kantor>",))

    assert (reply.ticket, reply.seq) == (receipt.ticket, 3)


async def test_noting_it_sent_twice_is_noting_it_once(desk: Desk) -> None:
    message = await _answered(desk, await desk.mail())
    await desk.deliveries.sent(message, "<2@kantor>")
    await desk.deliveries.sent(message, "<2@kantor>")

    assert (await _delivery(desk, message)).state is DeliveryState.SENT


async def test_a_chat_message_is_not_named_by_what_the_provider_calls_it(desk: Desk) -> None:
    message = await _answered(desk, await desk.telegram())
    await desk.deliveries.sent(message, "seq:2")
    other = await desk.telegram(sender="629")
    again = await _answered(desk, other)
    await desk.deliveries.sent(again, "seq:2")

    assert (await _delivery(desk, again)).state is DeliveryState.SENT


async def test_a_message_nobody_knows_is_not_offered(desk: Desk) -> None:
    assert await desk.deliveries.outbound(uuid.uuid4()) is None


async def _came_back(desk: Desk, first: Receipt, key: str, *, final: bool) -> Receipt:
    return await desk.mail(
        "Undelivered",
        sender="mailer-daemon@warga.id",
        thread_keys=(f"conversation:{conversation(first)}", f"message:{key}"),
        automatic=True,
        bounce=Bounce(message_key=key, final=final, reason="there is no such address (550)"),
    )


async def test_an_answer_that_came_back_is_bounced_and_its_ticket_open_again(desk: Desk) -> None:
    first, agent = await desk.mail(), await desk.agent()
    await desk.agents.take(number(first), agent)
    await desk.agents.reply(number(first), agent, "Silakan dilengkapi.")
    answer = (await desk.messages(first))[-1].id
    await desk.deliveries.sent(answer, "<a@kantor>")
    jobs = len(await desk.jobs("turn"))

    await _came_back(desk, first, "<a@kantor>", final=False)
    assert (await _delivery(desk, answer)).state is DeliveryState.SENT
    assert await desk.standing(first) == (Status.PENDING, Handler.AGENT)

    report = await _came_back(desk, first, "<a@kantor>", final=True)
    assert report.ticket == first.ticket
    assert await _delivery(desk, answer) == Delivery(
        state=DeliveryState.BOUNCED, reason="there is no such address (550)"
    )
    assert await desk.standing(first) == (Status.OPEN, Handler.AGENT)
    assert len(await desk.jobs("turn")) == jobs
    bounced = {"message": answer.hex, "state": "bounced"}
    assert bounced in [h.facts for h in await desk.log() if h.kind == "delivery.changed"]


async def test_a_bots_answer_that_came_back_wakes_nobody(desk: Desk) -> None:
    first = await desk.mail()
    answer = await _answered(desk, first)
    await desk.deliveries.sent(answer, "<a@kantor>")
    await _came_back(desk, first, "<a@kantor>", final=True)
    assert (await _delivery(desk, answer)).state is DeliveryState.BOUNCED
    assert await desk.standing(first) == (Status.PENDING, Handler.BOT)


async def test_a_report_about_no_message_of_ours_changes_nothing(desk: Desk) -> None:
    first = await desk.mail()
    answer = await _answered(desk, first)
    await desk.deliveries.sent(answer, "<a@kantor>")
    await _came_back(desk, first, "<b@kantor>", final=True)
    assert (await _delivery(desk, answer)).state is DeliveryState.SENT
