"""A second matter in a conversation becomes a ticket of its own, and can be merged back."""

import datetime as dt
from uuid import UUID

import pytest

from tests.tickets.desk import SESSION, SITI, Desk, at_once, conversation, number
from tickets.commands.actor import Actor
from tickets.commands.agents import AgentCommands
from tickets.commands.case import NotFound
from tickets.commands.splitting import CannotSplit, MovedOn, NothingStays, NotTheirs
from tickets.domain.lifecycle import Handler, Status
from tickets.domain.traffic import ByMail, Receipt
from tickets.store import thread_keys, tickets


@pytest.fixture
async def sari(desk: Desk) -> Actor:
    return await desk.agent("Sari")


@pytest.fixture
async def chat(desk: Desk, sari: Actor) -> Receipt:
    """A chat of Sari's: a question, an answer, and then another matter."""
    receipt = await desk.chat("syarat NIB?")
    await desk.agents.reply(number(receipt), sari, "KTP")
    await desk.chat("lalu izin praktik saya?")
    await desk.agents.note(number(receipt), sari, "lain hal")
    await desk.chat("SIP 12")
    return receipt


@pytest.fixture
async def mail(desk: Desk, sari: Actor) -> Receipt:
    """A mail, an answer that was sent, and a mail about something else."""
    receipt = await desk.mail("syarat NIB?", message_key="<1@siti>")
    answer = await desk.agents.reply(number(receipt), sari, "KTP")
    await desk.deliveries.sent(answer, "<a@kantor>")
    await _answering(desk, "lalu SIP saya?", receipt, "<a@kantor>", key="<2@siti>")
    return receipt


async def _answering(
    desk: Desk, text: str, to: Receipt, of: str, *, key: str | None = None, sender: str = SITI
) -> Receipt:
    """A mail that answers one: with the token of its conversation, as Reply-To has it."""
    keys = (f"conversation:{conversation(to)}", f"message:{of}")
    return await desk.mail(text, thread_keys=keys, message_key=key, sender=sender)


async def _said(desk: Desk, receipt: Receipt, text: str) -> UUID:
    return next(one.id for one in await desk.messages(receipt) if one.text == text)


async def _split(desk: Desk, receipt: Receipt, who: Actor, text: str, subject: str = "") -> str:
    message = await _said(desk, receipt, text)
    return await desk.splits.split(number(receipt), who, message, subject)


async def test_what_was_said_from_there_on_moves_with_its_notes(
    desk: Desk, sari: Actor, chat: Receipt
) -> None:
    born = await _split(desk, chat, sari, "lalu izin praktik saya?")

    assert await desk.texts(chat) == ["syarat NIB?", "KTP"]
    assert await desk.texts(born) == ["lalu izin praktik saya?", "lain hal", "SIP 12"]


async def test_each_ticket_names_the_other(desk: Desk, sari: Actor, chat: Receipt) -> None:
    born = await _split(desk, chat, sari, "lalu izin praktik saya?")

    assert (await desk.queries.particulars(born)).split_from == chat.ticket
    assert (await desk.queries.particulars(number(chat))).split_off == (born,)


async def test_the_new_ticket_is_with_whoever_has_the_old_one(
    desk: Desk, sari: Actor, chat: Receipt
) -> None:
    born = await desk.ticket(await _split(desk, chat, sari, "lalu izin praktik saya?"))

    assert born.standing.status is Status.OPEN
    assert born.agent is not None
    assert (born.agent.id, born.standing.handler) == (sari.id, Handler.AGENT)
    assert born.contact == (await desk.ticket(chat)).contact
    assert (born.subject, born.preview) == ("lalu izin praktik saya?", "SIP 12")
    assert (await desk.ticket(chat)).preview == "KTP"


async def test_else_it_waits_in_the_queue(desk: Desk, sari: Actor) -> None:
    receipt = await desk.chat("halo")
    await desk.chat("izin saya?")
    born = await desk.ticket(await _split(desk, receipt, sari, "izin saya?", "SIP Budi"))

    assert (born.standing.handler, born.agent, born.subject) == (Handler.QUEUE, None, "SIP Budi")
    assert born.waiting_since == desk.clock()


async def test_the_bot_does_not_answer_what_a_person_took_out(desk: Desk, sari: Actor) -> None:
    receipt = await desk.chat("halo")
    await desk.chat("izin saya?")
    born = await _split(desk, receipt, sari, "izin saya?")

    assert [one.text for one in (await desk.turn(receipt)).unheard] == ["halo"]
    view = await desk.queries.turn((await desk.messages(born))[0].conversation)
    assert view is not None
    assert view.unheard == ()


async def test_the_citizen_of_a_chat_sees_one_thread_without_gaps(
    desk: Desk, sari: Actor, chat: Receipt
) -> None:
    before = await desk.thread()
    born = await _split(desk, chat, sari, "lalu izin praktik saya?")
    assert await desk.thread() == before

    after = await desk.chat("halo lagi")
    assert (after.ticket, after.seq) == (born, 5)
    state = await desk.queries.thread_state("livechat", SESSION)
    assert state is not None
    assert (state.ticket, state.last_seq) == (born, 5)


async def test_both_tickets_speak_in_the_one_thread(desk: Desk, sari: Actor, chat: Receipt) -> None:
    born = await _split(desk, chat, sari, "lalu izin praktik saya?")
    await desk.agents.reply(number(chat), sari, "dan NPWP")
    await desk.agents.reply(born, sari, "sedang diperiksa")
    await desk.chat("baik")

    thread = await desk.thread()
    assert [seq for seq, _ in thread] == [1, 2, 3, 4, 5, 6, 7]
    assert [text for _, text in thread[4:]] == ["dan NPWP", "sedang diperiksa", "baik"]


async def test_who_speak_in_one_thread_at_once_do_not_speak_over_each_other(
    desk: Desk, sari: Actor, chat: Receipt
) -> None:
    born = await _split(desk, chat, sari, "lalu izin praktik saya?")
    says = [(n, f"{n} {i}") for i in range(5) for n in (number(chat), born)]
    await at_once(*(desk.agents.reply(to, sari, text) for to, text in says))

    assert [seq for seq, _ in await desk.thread()] == list(range(1, 15))


async def test_a_ticket_that_was_reopened_speaks_in_the_thread_of_the_one_after_it(
    desk: Desk, sari: Actor
) -> None:
    old = await desk.chat("halo")
    await desk.agents.close(number(old), sari)
    await desk.chat("masih ada?")
    await desk.agents.reopen(number(old), sari)
    await desk.agents.reply(number(old), sari, "ya")

    assert await desk.thread() == [(1, "halo"), (2, "masih ada?"), (3, "ya")]


async def test_a_chat_is_split_only_where_it_goes_on(desk: Desk, sari: Actor) -> None:
    old = await desk.chat("halo")
    await desk.chat("hal lain")
    await desk.agents.close(number(old), sari)
    await desk.chat("masih ada?")
    await desk.agents.reopen(number(old), sari)

    with pytest.raises(MovedOn):
        await _split(desk, old, sari, "hal lain")
    assert await desk.texts(old) == ["halo", "hal lain"]


async def test_merging_takes_a_split_back(desk: Desk, sari: Actor, chat: Receipt) -> None:
    before = await desk.messages(chat)
    born = await _split(desk, chat, sari, "lalu izin praktik saya?")
    await desk.agents.merge(born, sari, number(chat))

    assert [one.id for one in await desk.messages(chat)] == [one.id for one in before]
    again = await desk.chat("halo lagi")
    assert (again.ticket, again.seq) == (chat.ticket, 5)


async def test_a_mail_that_answers_what_was_moved_comes_to_the_new_ticket(
    desk: Desk, sari: Actor, mail: Receipt
) -> None:
    answer = await desk.agents.reply(number(mail), sari, "SIP diperiksa")
    await desk.deliveries.sent(answer, "<b@kantor>")
    born = await _split(desk, mail, sari, "lalu SIP saya?")

    there = await _answering(desk, "terima kasih", mail, "<b@kantor>")
    assert there.ticket == born
    assert await desk.texts(born) == ["lalu SIP saya?", "SIP diperiksa", "terima kasih"]


async def test_one_that_answers_what_stayed_comes_to_the_old_one(
    desk: Desk, sari: Actor, mail: Receipt
) -> None:
    await _split(desk, mail, sari, "lalu SIP saya?")

    assert (await _answering(desk, "NPWP juga?", mail, "<a@kantor>")).ticket == mail.ticket
    assert (await _answering(desk, "KTP siapa?", mail, "<unknown@x>")).ticket == mail.ticket


async def test_a_reference_alone_leads_to_where_the_message_is_now(
    desk: Desk, sari: Actor, mail: Receipt
) -> None:
    born = await _split(desk, mail, sari, "lalu SIP saya?")

    there = await desk.mail("susulan", thread_keys=("message:<2@siti>",))
    here = await desk.mail("susulan", thread_keys=("message:<1@siti>",))
    assert (there.ticket, here.ticket) == (born, mail.ticket)


async def test_a_token_never_leads_out_of_what_was_split_off(
    desk: Desk, sari: Actor, mail: Receipt
) -> None:
    await _split(desk, mail, sari, "lalu SIP saya?")
    other = await desk.mail("lain", sender="budi@contoh.id", message_key="<x@budi>")

    stray = await _answering(desk, "hm", mail, "<x@budi>", sender="orang@contoh.id")
    assert stray.ticket == mail.ticket != other.ticket


async def test_a_mail_is_split_twice(desk: Desk, sari: Actor, mail: Receipt) -> None:
    await _answering(desk, "dan PBG?", mail, "<a@kantor>", key="<3@siti>")
    first = await _split(desk, mail, sari, "lalu SIP saya?")
    message = next(one.id for one in await desk.messages(first) if one.text == "dan PBG?")
    second = await desk.splits.split(first, sari, message)

    assert (await _answering(desk, "PBG!", mail, "<3@siti>")).ticket == second
    assert (await _answering(desk, "SIP!", mail, "<2@siti>")).ticket == first
    assert (await desk.ticket(second)).subject == "Izin"


async def test_a_held_reply_that_moved_is_still_withdrawn(
    desk: Desk, sari: Actor, mail: Receipt
) -> None:
    holds = {"surat": dt.timedelta(seconds=8)}
    agents = AgentCommands(desk.db, desk.clock, desk.names, holds=holds)
    held = await agents.reply(number(mail), sari, "salah")
    born = await _split(desk, mail, sari, "lalu SIP saya?")
    await agents.undo(born, sari, held)

    waiting = {job.payload["message"] for job in await desk.jobs("deliver")}
    assert held.hex not in waiting


async def test_what_waits_to_be_sent_goes_from_the_new_ticket(
    desk: Desk, sari: Actor, mail: Receipt
) -> None:
    waiting = await desk.agents.reply(number(mail), sari, "SIP diperiksa")
    born = await _split(desk, mail, sari, "lalu SIP saya?")
    out = await desk.deliveries.outbound(waiting)

    assert out is not None
    assert out.ticket == born
    await desk.deliveries.sent(waiting, "<b@kantor>")
    (key,) = await desk.rows(thread_keys, key="message:<b@kantor>")
    assert key.conversation == out.conversation


async def test_what_may_go_on_by_mail_does_so_from_the_new_ticket(desk: Desk, sari: Actor) -> None:
    by_mail = {"livechat": ByMail(channel="surat", after=dt.timedelta(minutes=2))}
    agents = AgentCommands(desk.db, desk.clock, desk.names, by_mail=by_mail)
    receipt = await desk.chat("halo")
    await desk.chat("izin saya?")
    await agents.reply(number(receipt), sari, "diperiksa")
    born = await _split(desk, receipt, sari, "izin saya?")
    moved = (await desk.messages(born))[0].conversation

    lanes = {job.lane for job in await desk.jobs("follow")}
    assert lanes == {f"follow:{conversation(receipt).hex}", f"follow:{moved.hex}"}


async def test_the_first_message_is_all_of_the_ticket(
    desk: Desk, sari: Actor, chat: Receipt
) -> None:
    with pytest.raises(NothingStays):
        await _split(desk, chat, sari, "syarat NIB?")


@pytest.mark.parametrize("text", ["KTP", "lain hal"])
async def test_a_matter_begins_with_what_the_citizen_wrote(
    desk: Desk, sari: Actor, chat: Receipt, text: str
) -> None:
    with pytest.raises(NotTheirs):
        await _split(desk, chat, sari, text)


@pytest.mark.parametrize("over", ["close", "mark_spam"])
async def test_a_ticket_that_is_over_is_not_split(
    desk: Desk, sari: Actor, chat: Receipt, over: str
) -> None:
    await getattr(desk.agents, over)(number(chat), sari)
    with pytest.raises(CannotSplit):
        await _split(desk, chat, sari, "SIP 12")


async def test_nor_from_a_message_of_another_ticket(
    desk: Desk, sari: Actor, chat: Receipt, mail: Receipt
) -> None:
    message = await _said(desk, mail, "lalu SIP saya?")
    with pytest.raises(NotFound):
        await desk.splits.split(number(chat), sari, message)


async def test_two_at_once_split_once(desk: Desk, sari: Actor, chat: Receipt) -> None:
    message = await _said(desk, chat, "SIP 12")

    async def split() -> bool:
        try:
            await desk.splits.split(number(chat), sari, message)
        except NotFound:
            return False
        return True

    assert sorted(await at_once(split(), split())) == [False, True]
    assert await desk.count(tickets) == 2


async def test_the_log_tells_of_both(desk: Desk, sari: Actor, chat: Receipt) -> None:
    since = await desk.latest()
    born = await _split(desk, chat, sari, "SIP 12")

    told = {(one.kind, one.ticket, one.actor) for one in await desk.log(since)}
    assert told == {
        ("ticket.created", born, sari.label),
        ("ticket.split_off", born, sari.label),
        ("ticket.split", chat.ticket, sari.label),
    }
