"""Which ticket an arrival lands on, and what a sender must hold to be let onto one."""

import uuid

from tests.tickets.desk import SITI, Desk, conversation, number
from tickets.domain.lifecycle import Handler, Status
from tickets.domain.message import AuthorKind, Trust
from tickets.store import messages, tickets

BUDI = "budi@contoh.id"


async def test_a_reply_that_names_our_message_id_joins_its_ticket(desk: Desk) -> None:
    first = await desk.mail(message_key="<a@contoh>")
    reply = await desk.mail("lalu?", thread_keys=("message:<a@contoh>",))

    assert (reply.ticket, reply.conversation, reply.seq) == (first.ticket, first.conversation, 2)


async def test_a_message_id_from_another_sender_is_only_a_hint(desk: Desk) -> None:
    first = await desk.mail("rahasia saya", message_key="<a@contoh>")
    other = await desk.mail("balas", sender=BUDI, thread_keys=("message:<a@contoh>",))

    assert other.ticket != first.ticket
    [row] = await desk.rows(tickets, number=number(other))
    assert (row.maybe, row.follows) == ((await desk.ticket(first)).id, None)
    seen = await desk.queries.ticket(row.number)
    assert seen is not None
    assert (seen.maybe, seen.follows, seen.merged_into) == (first.ticket, None, None)
    assert await desk.texts(first) == ["rahasia saya"]


async def test_a_token_from_another_sender_is_let_on_as_a_third_party(desk: Desk) -> None:
    first = await desk.mail()
    token = f"conversation:{conversation(first)}"
    other = await desk.mail("saya kuasanya", sender=BUDI, sender_name="Budi", thread_keys=(token,))

    assert (other.ticket, other.seq) == (first.ticket, 2)
    said = (await desk.messages(first))[-1]
    assert said.author.kind is AuthorKind.CONTACT
    assert said.author.name == f"Budi <{BUDI}>"


async def test_a_third_party_is_for_a_person_to_judge_not_for_the_bot(desk: Desk) -> None:
    first = await desk.mail()
    jobs = len(await desk.jobs("turn"))
    await desk.mail("isi NIK?", sender=BUDI, thread_keys=(f"conversation:{conversation(first)}",))

    assert await desk.standing(first) == (Status.OPEN, Handler.QUEUE)
    assert (await desk.ticket(first)).handed_off_for == "third_party"
    assert len(await desk.jobs("turn")) == jobs
    assert [u.text for u in (await desk.turn(first)).unheard] == ["Mohon informasi"]


async def test_the_citizens_own_token_keeps_the_bot_at_work(desk: Desk) -> None:
    first = await desk.mail()
    again = await desk.mail("lalu?", thread_keys=(f"conversation:{conversation(first)}",))

    assert again.ticket == first.ticket
    assert (await desk.standing(first))[1] is Handler.BOT


async def test_the_strongest_key_decides(desk: Desk) -> None:
    first = await desk.mail()
    await desk.mail(message_key="<b@contoh>")
    keys = (f"conversation:{conversation(first)}", "message:<b@contoh>")

    assert (await desk.mail(thread_keys=keys)).ticket == first.ticket


async def test_a_key_that_leads_nowhere_makes_a_new_ticket(desk: Desk) -> None:
    keys = (f"conversation:{uuid.uuid4()}", "message:<never@seen>")
    receipt = await desk.mail(thread_keys=keys)

    [row] = await desk.rows(tickets, number=number(receipt))
    assert (row.maybe, row.follows) == (None, None)


async def test_a_message_id_of_another_channel_leads_nowhere(desk: Desk) -> None:
    first = await desk.mail(message_key="<a@contoh>")
    other = await desk.mail(channel="pengaduan", thread_keys=("message:<a@contoh>",))

    assert other.ticket != first.ticket


async def test_writing_on_a_closed_ticket_makes_a_follow_up_that_links_back(desk: Desk) -> None:
    first = await desk.mail(message_key="<a@contoh>")
    await desk.agents.close(number(first), await desk.agent())
    later = await desk.mail("masih ada soal", thread_keys=("message:<a@contoh>",))

    assert later.ticket != first.ticket
    [row] = await desk.rows(tickets, number=number(later))
    assert row.follows == (await desk.ticket(first)).id
    seen = await desk.queries.ticket(row.number)
    assert seen is not None
    assert (seen.maybe, seen.follows) == (None, first.ticket)
    assert await desk.standing(first) == (Status.CLOSED, Handler.BOT)
    assert await desk.standing(later) == (Status.NEW, Handler.BOT)


async def test_the_seq_of_a_chat_goes_on_over_a_follow_up(desk: Desk) -> None:
    first = await desk.chat("halo")
    await desk.bot_turn(first, "Halo juga")
    await desk.agents.close(number(first), await desk.agent())
    later = await desk.chat("satu lagi")

    assert later.ticket != first.ticket
    assert later.seq == 3
    assert await desk.thread() == [(1, "halo"), (2, "Halo juga"), (3, "satu lagi")]


async def test_the_bot_hears_only_what_is_new_in_a_follow_up(desk: Desk) -> None:
    first = await desk.chat("halo")
    await desk.agents.close(number(first), await desk.agent())
    later = await desk.chat("satu lagi")

    assert [u.text for u in (await desk.turn(later)).unheard] == ["satu lagi"]


async def test_a_chat_shows_how_its_newest_ticket_stands(desk: Desk) -> None:
    first = await desk.chat()
    await desk.agents.close(number(first), await desk.agent())
    later = await desk.chat("satu lagi")
    state = await desk.queries.thread_state("livechat", desk.written().sender)

    assert state is not None
    assert (state.ticket, state.last_seq) == (later.ticket, 2)


async def test_an_answer_names_the_mail_it_answers(desk: Desk) -> None:
    receipt = await desk.mail(message_key="<a@contoh>")
    await desk.bot_turn(receipt, "Tentu")
    [job] = await desk.jobs("deliver")
    out = await desk.deliveries.outbound(uuid.UUID(job.payload["message"]))

    assert out is not None
    assert (out.to, out.subject, out.in_reply_to) == (SITI, "Izin", "<a@contoh>")


async def test_a_number_in_the_subject_leads_a_known_sender_to_the_ticket(desk: Desk) -> None:
    first = await desk.mail()
    key = f"ticket:{first.ticket}"
    again = await desk.mail("bagaimana kelanjutannya?", thread_keys=(key,))
    assert again.ticket == first.ticket
    other = await desk.mail("balas", sender=BUDI, thread_keys=(key,))
    [row] = await desk.rows(tickets, number=number(other))
    assert row.maybe == (await desk.ticket(first)).id
    assert await desk.texts(first) == ["Mohon informasi", "bagaimana kelanjutannya?"]


async def test_the_number_of_a_chat_is_a_hint(desk: Desk) -> None:
    """Who answers a copy of a chat is not let into the chat, and an agent sees where it belongs."""
    chat = await desk.chat("halo")
    letter = await desk.mail("Re: salinan", thread_keys=(f"ticket:{chat.ticket}",))
    assert letter.ticket != chat.ticket
    assert (await desk.ticket(letter)).maybe == chat.ticket
    assert await desk.texts(chat) == ["halo"]


async def test_a_forged_address_never_speaks_as_the_citizen(desk: Desk) -> None:
    first = await desk.mail(message_key="<a@contoh>")
    token = f"conversation:{conversation(first)}"
    with_token = await desk.mail("transfer ke sini", thread_keys=(token,), trust=Trust.FAILED)
    assert with_token.ticket == first.ticket
    assert (await desk.ticket(first)).handed_off_for == "third_party"
    without = await desk.mail("lagi", thread_keys=("message:<a@contoh>",), trust=Trust.FAILED)
    assert without.ticket != first.ticket


async def test_what_led_to_the_ticket_is_written_on_the_message(desk: Desk) -> None:
    first = await desk.mail(message_key="<a@contoh>", trust=Trust.UNVERIFIED)
    for keys in (
        (f"conversation:{conversation(first)}",),
        ("message:<a@contoh>",),
        (f"ticket:{first.ticket}",),
    ):
        await desk.mail("lalu?", thread_keys=keys, trust=Trust.VERIFIED)
    placed = [(m.meta.get("placed"), m.meta["trust"]) for m in await desk.rows(messages)]
    assert sorted(placed, key=str) == sorted(
        [
            (None, "unverified"),
            ("token", "verified"),
            ("reference", "verified"),
            ("number", "verified"),
        ],
        key=str,
    )


async def test_the_bot_answers_one_sender_ten_times_an_hour_and_then_a_person_looks(
    desk: Desk,
) -> None:
    for number_of in range(10):
        receipt = await desk.mail(f"balasan otomatis {number_of}")
        await desk.bot_turn(receipt, "Terima kasih")
    jobs = len(await desk.jobs("turn"))

    braked = await desk.mail("balasan otomatis lagi")
    assert await desk.standing(braked) == (Status.OPEN, Handler.QUEUE)
    assert (await desk.ticket(braked)).handed_off_for == "too_many"
    assert len(await desk.jobs("turn")) == jobs
    assert (await desk.standing(await desk.mail(sender=BUDI)))[1] is Handler.BOT

    desk.clock.forward(hours=1, seconds=1)
    assert (await desk.standing(await desk.mail("halo")))[1] is Handler.BOT
