"""What arrives is filed once, whatever is offered twice, at once, or after a crash."""

import dataclasses

import pytest

from tests.tickets.desk import (
    MORNING,
    SESSION,
    Backwards,
    Desk,
    at_once,
    conversation,
    number,
)
from tickets.commands.case import NotFound
from tickets.domain.lifecycle import Handler, Status
from tickets.domain.number import find
from tickets.domain.traffic import Arrival, Place, Receipt
from tickets.store import (
    contacts,
    conversations,
    identities,
    ingress,
    messages,
    tickets,
)


async def test_a_first_message_makes_a_contact_an_identity_a_conversation_and_a_ticket(
    desk: Desk,
) -> None:
    receipt = await desk.chat("jam buka kantor?", sender_name="Siti", locale="en")

    [person] = await desk.rows(contacts)
    [identity] = await desk.rows(identities)
    [talk] = await desk.rows(conversations)
    ticket = await desk.ticket(receipt)
    assert (person.name, person.locale) == ("Siti", "en")
    assert (identity.contact, identity.kind, identity.address) == (person.id, "livechat", SESSION)
    assert identity.verified == "session"
    assert (talk.ticket, talk.identity, talk.last_seq) == (ticket.id, identity.id, 1)
    assert (ticket.contact.name, ticket.locale, ticket.preview) == (
        "Siti",
        "en",
        "jam buka kantor?",
    )
    assert (ticket.standing.status, ticket.standing.handler) == (Status.NEW, Handler.BOT)
    assert (ticket.created_at, ticket.subject) == (MORNING, "jam buka kantor?")
    assert receipt == Receipt(ticket=ticket.number, conversation=talk.id, seq=1, fresh=True)


async def test_a_first_message_asks_the_bot_to_read_it_once(desk: Desk) -> None:
    receipt = await desk.chat()

    [job] = await desk.jobs("turn")
    assert job.payload == {"conversation": conversation(receipt).hex}


async def test_a_receipt_number_is_one_a_person_can_type(desk: Desk) -> None:
    named = number(await desk.chat())

    assert find(f"tiket {named.lower().replace('-', ' ')} ya") == named


async def test_a_second_message_of_a_chat_goes_on_the_same_ticket(desk: Desk) -> None:
    first = await desk.chat("halo")
    second = await desk.chat("masih di sana?")

    assert (second.ticket, second.conversation, second.seq) == (
        first.ticket,
        first.conversation,
        2,
    )
    assert await desk.texts(first) == ["halo", "masih di sana?"]


async def test_two_chats_are_two_tickets_of_two_people(desk: Desk) -> None:
    first, second = await desk.chat(sender="a" * 64), await desk.chat(sender="b" * 64)

    assert first.ticket != second.ticket
    assert await desk.count(contacts) == 2


async def test_one_person_may_have_two_matters_by_mail(desk: Desk) -> None:
    first, second = await desk.mail("NIB saya"), await desk.mail("IMB saya")

    assert first.ticket != second.ticket
    assert await desk.count(contacts) == 1


async def test_the_same_arrival_twice_gives_the_same_receipt_and_stores_nothing(
    desk: Desk,
) -> None:
    inbound = desk.written()
    first = await desk.intake.receive(inbound)
    log = await desk.log()
    second = await desk.intake.receive(inbound)

    assert second == dataclasses.replace(first, fresh=False)
    assert await desk.texts(first) == ["halo"]
    assert await desk.log() == log
    assert len(await desk.jobs("turn")) == 1


async def test_the_same_arrival_ten_times_at_once_is_one_message(desk: Desk) -> None:
    inbound = desk.written()

    receipts = await at_once(*(desk.intake.receive(inbound) for _ in range(10)))

    assert {(r.ticket, r.conversation, r.seq) for r in receipts} == {
        (receipts[0].ticket, receipts[0].conversation, 1)
    }
    assert [r.fresh for r in receipts].count(True) == 1
    assert await desk.count(tickets) == await desk.count(messages) == 1


async def test_ten_first_messages_of_one_chat_at_once_make_one_ticket(desk: Desk) -> None:
    receipts = await at_once(*(desk.chat(f"pesan {n}") for n in range(10)))

    assert len({r.ticket for r in receipts}) == await desk.count(tickets) == 1
    assert sorted(r.seq or 0 for r in receipts) == list(range(1, 11))
    assert await desk.count(contacts) == await desk.count(identities) == 1


async def test_a_chat_is_read_in_the_order_of_seq_even_when_the_clocks_disagree(
    desk: Desk,
) -> None:
    """Ids carry the clock of the process that made them; only ``seq`` is an order."""
    behind = dataclasses.replace(desk, names=Backwards())
    await desk.chat("pertama")
    await behind.chat("kedua")

    assert await desk.thread() == [(1, "pertama"), (2, "kedua")]


async def test_messages_at_once_are_read_in_the_order_of_seq(desk: Desk) -> None:
    await desk.chat("pertama")
    await at_once(*(desk.chat(f"pesan {n}") for n in range(20)))

    assert [seq for seq, _ in await desk.thread()] == list(range(1, 22))


async def test_the_desk_reads_messages_that_came_at_once_in_the_same_order(desk: Desk) -> None:
    first = await desk.chat("pertama")
    await at_once(*(desk.chat(f"pesan {n}") for n in range(20)))

    page = await desk.queries.transcript(number(first))
    assert [message.seq for message in page.rows] == list(range(1, 22))


async def test_receipt_numbers_are_unique_when_many_write_at_once(desk: Desk) -> None:
    receipts = await at_once(*(desk.mail(sender=f"warga{n}@contoh.id") for n in range(30)))

    assert len({r.ticket for r in receipts}) == 30


async def test_receipt_numbers_begin_anew_with_the_year(desk: Desk) -> None:
    await desk.mail()
    desk.clock.forward(days=300)

    assert number(await desk.mail()).startswith("T-2027-000001-")


async def test_what_was_kept_can_be_received_and_then_need_not_be_kept_again(desk: Desk) -> None:
    inbound = desk.letter()
    arrival = Arrival(channel=inbound.channel, external_id=inbound.external_id, raw=b"raw mail")

    assert await desk.intake.keep(arrival) is True
    assert await desk.intake.keep(arrival) is True  # after a crash before it was filed
    receipt = await desk.intake.receive(inbound)

    assert receipt.fresh
    assert await desk.intake.keep(arrival) is False
    [row] = await desk.rows(ingress)
    assert row.outcome == "ticket"
    assert desk.blobs.get(row.raw) == b"raw mail"


async def test_where_a_mail_lay_and_its_message_id_are_in_the_ledger(desk: Desk) -> None:
    inbound = desk.letter(external_id="17/4", message_key="<a@contoh>")
    place = Place(mailbox="INBOX", uidvalidity=2**32 - 1, uid=4)
    arrival = Arrival(channel="surat", external_id="17/4", raw=b"raw mail", place=place)
    await desk.intake.keep(arrival)
    [kept] = await desk.rows(ingress)
    await desk.intake.receive(inbound)

    [row] = await desk.rows(ingress)
    assert (kept.outcome, kept.message_id) == ("kept", None)
    assert (row.mailbox, row.uidvalidity, row.uid) == ("INBOX", 2**32 - 1, 4)
    assert row.message_id == "<a@contoh>"


async def test_a_reply_is_told_from_a_new_ticket(desk: Desk) -> None:
    first = await desk.mail(message_key="<a@contoh>")
    answer = ("message:<a@contoh>",)
    await desk.mail(thread_keys=answer)
    await desk.mail(thread_keys=answer, automatic=True)
    await desk.agents.close(number(first), await desk.agent())
    follow_up = await desk.mail(thread_keys=answer)

    assert follow_up.ticket != first.ticket
    assert await desk.queries.ledger() == {"surat": {"ticket": 2, "reply": 1, "automatic": 1}}


async def test_what_comes_to_spam_is_spam_and_what_was_filed_before_stays_filed(
    desk: Desk,
) -> None:
    receipt = await desk.mail("beli followers", message_key="<a@contoh>")
    await desk.agents.mark_spam(number(receipt), await desk.agent())
    for automatic in (False, True):
        await desk.mail("murah!", thread_keys=("message:<a@contoh>",), automatic=automatic)

    assert await desk.queries.ledger() == {"surat": {"ticket": 1, "spam": 2}}


async def test_what_was_set_aside_can_be_filed_anew(desk: Desk) -> None:
    await desk.intake.keep(Arrival(channel="surat", external_id="7", raw=b"raw mail"))
    await desk.intake.set_aside("surat", "7", "not a mail")
    [row] = await desk.rows(ingress)
    again = await desk.intake.again(row.id, ["surat"])
    receipt = await desk.mail(external_id="7")

    assert again == Arrival(channel="surat", external_id="7", raw=b"raw mail")
    assert receipt.fresh
    assert await desk.intake.again(row.id, ["surat"]) is None
    assert await desk.queries.ledger() == {"surat": {"ticket": 1}}


async def test_what_cannot_be_filed_anew_stays_set_aside(desk: Desk) -> None:
    await desk.intake.keep(Arrival(channel="surat", external_id="7", raw=b"raw mail"))
    await desk.intake.set_aside("surat", "7", "not a mail")
    await desk.intake.set_aside("surat", "8", "never kept")
    [seven, eight] = sorted(await desk.rows(ingress), key=lambda row: row.external_id)
    for arrival, channel in ((seven.id, "telegram"), (eight.id, "surat")):
        with pytest.raises(NotFound, match="whose bytes are kept"):
            await desk.intake.again(arrival, [channel])
    for file in desk.blobs._folder.glob("*/*"):
        file.unlink()
    with pytest.raises(NotFound, match="restore the blobs"):
        await desk.intake.again(seven.id, ["surat"])

    assert await desk.queries.ledger() == {"surat": {"quarantined": 2}}


async def test_what_was_set_aside_need_not_be_kept_again(desk: Desk) -> None:
    arrival = Arrival(channel="surat", external_id="7", raw=b"\xff\xfe")
    await desk.intake.keep(arrival)
    await desk.intake.set_aside("surat", "7", "not a mail")

    assert await desk.intake.keep(arrival) is False
    [row] = await desk.rows(ingress)
    assert (row.outcome, row.reason) == ("quarantined", "not a mail")
    assert desk.blobs.get(row.raw) == b"\xff\xfe"


async def test_what_was_filed_is_not_set_aside_afterwards(desk: Desk) -> None:
    inbound = desk.letter()
    await desk.intake.receive(inbound)
    await desk.intake.set_aside(inbound.channel, inbound.external_id, "too late")

    [row] = await desk.rows(ingress)
    assert row.outcome == "ticket"


async def test_two_copies_of_one_mail_are_filed_once(desk: Desk) -> None:
    original = desk.letter(fingerprint="sama")
    copy = desk.letter(fingerprint="sama")
    receipt = await desk.intake.receive(original)
    again = await desk.intake.receive(copy)

    assert receipt.fresh
    assert again == dataclasses.replace(receipt, fresh=False)
    assert await desk.count(tickets) == await desk.count(messages) == 1
    assert await desk.texts(receipt) == [original.text]
    assert await desk.queries.ledger() == {"surat": {"ticket": 1, "duplicate": 1}}


async def test_a_copy_offered_again_gets_the_same_receipt(desk: Desk) -> None:
    copy = desk.letter(fingerprint="sama")
    original = await desk.mail(fingerprint="sama")
    first = await desk.intake.receive(copy)

    assert first == dataclasses.replace(original, fresh=False)
    assert await desk.intake.receive(copy) == first


async def test_of_copies_at_once_one_is_filed_and_the_others_can_come_again(desk: Desk) -> None:
    copies = [desk.letter(fingerprint="sama") for _ in range(5)]

    async def offered_until_taken(index: int) -> Receipt:
        while True:
            try:
                return await desk.intake.receive(copies[index])
            except Exception:  # noqa: BLE001, S112  the provider offers it again
                continue

    receipts = await at_once(*(offered_until_taken(n) for n in range(5)))

    assert [r.fresh for r in receipts].count(True) == 1
    assert await desk.count(tickets) == await desk.count(messages) == 1


async def test_the_same_fingerprint_on_another_channel_is_another_message(desk: Desk) -> None:
    await desk.mail(fingerprint="sama")
    receipt = await desk.mail(fingerprint="sama", channel="pengaduan")

    assert receipt.fresh


async def test_automatic_mail_is_stored_and_nobody_answers_it(desk: Desk) -> None:
    receipt = await desk.mail("Saya sedang cuti", automatic=True)

    assert receipt.fresh
    assert await desk.texts(receipt) == ["Saya sedang cuti"]
    assert await desk.standing(receipt) == (Status.RESOLVED, Handler.BOT)
    assert await desk.jobs("turn") == []
    assert await desk.queries.ledger() == {"surat": {"automatic": 1}}


async def test_automatic_mail_on_a_ticket_does_not_move_it(desk: Desk) -> None:
    receipt = await desk.mail(message_key="<a@contoh>")
    before, jobs = await desk.standing(receipt), len(await desk.jobs("turn"))
    again = await desk.mail("cuti", automatic=True, thread_keys=("message:<a@contoh>",))

    assert again.ticket == receipt.ticket
    assert await desk.standing(receipt) == before
    assert len(await desk.jobs("turn")) == jobs


async def test_the_bot_does_not_hear_what_machines_write(desk: Desk) -> None:
    receipt = await desk.mail(message_key="<a@contoh>")
    await desk.mail("cuti", automatic=True, thread_keys=("message:<a@contoh>",))

    assert [one.text for one in (await desk.turn(receipt)).unheard] == ["Mohon informasi"]


async def test_a_person_has_the_ticket_so_the_bot_is_not_asked(desk: Desk) -> None:
    receipt = await desk.chat()
    await desk.agents.take(number(receipt), await desk.agent())
    before = len(await desk.jobs("turn"))
    await desk.chat("satu lagi")

    assert len(await desk.jobs("turn")) == before


async def test_a_command_is_said_to_the_bot_whoever_has_the_ticket(desk: Desk) -> None:
    receipt = await desk.chat()
    await desk.agents.take(number(receipt), await desk.agent())
    before = len(await desk.jobs("turn"))
    await desk.chat("/status", command="status")

    assert len(await desk.jobs("turn")) == before + 1


async def test_a_resolved_ticket_opens_again_when_the_citizen_writes(desk: Desk) -> None:
    receipt = await desk.chat()
    await desk.agents.take(number(receipt), sari := await desk.agent())
    await desk.agents.resolve(number(receipt), sari)
    again = await desk.chat("ternyata belum")

    assert again.ticket == receipt.ticket
    assert await desk.standing(receipt) == (Status.OPEN, Handler.QUEUE)


async def test_spam_stays_spam_and_is_kept(desk: Desk) -> None:
    receipt = await desk.chat("beli followers")
    await desk.agents.mark_spam(number(receipt), await desk.agent())
    jobs = len(await desk.jobs("turn"))
    again = await desk.chat("murah!")

    assert again.ticket == receipt.ticket
    assert await desk.standing(receipt) == (Status.SPAM, Handler.QUEUE)
    assert await desk.texts(receipt) == ["beli followers", "murah!"]
    assert len(await desk.jobs("turn")) == jobs


async def test_the_cursor_of_a_channel_is_remembered(desk: Desk) -> None:
    assert await desk.intake.cursor("surat") is None
    await desk.intake.move_cursor("surat", "17:4")
    await desk.intake.move_cursor("surat", "17:5")

    assert await desk.intake.cursor("surat") == "17:5"
    assert await desk.intake.cursor("telegram") is None


async def test_an_arrival_that_cannot_be_filed_leaves_nothing_behind(desk: Desk) -> None:
    bad = desk.letter(thread_keys=("conversation:not-a-name",))
    with pytest.raises(ValueError, match="badly formed"):
        await desk.intake.receive(bad)

    assert await desk.count(ingress) == await desk.count(tickets) == 0
    good = dataclasses.replace(bad, thread_keys=())
    assert (await desk.intake.receive(good)).fresh
