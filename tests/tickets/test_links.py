"""A one-time link ties another channel to the same ticket, once; everything else ties nothing."""

import datetime as dt
import uuid
from typing import Any

import pytest
import structlog

from runtime.ids import new_id
from runtime.jobs import jobs
from tests.tickets.desk import SESSION, SITI, TELEGRAM, Desk, at_once, conversation, number
from tickets.commands.actor import Actor
from tickets.commands.case import NotFound
from tickets.commands.links import CannotGoOn, LinkCommands
from tickets.domain import link
from tickets.domain.lifecycle import Handler, Status
from tickets.domain.message import AuthorKind, Trust, Upload
from tickets.domain.traffic import Receipt
from tickets.store import contacts, conversations, identities, links, messages, tickets

HALF_HOUR, DAY = dt.timedelta(minutes=30), dt.timedelta(hours=24)


@pytest.fixture
async def sari(desk: Desk) -> Actor:
    return await desk.agent("Sari")


@pytest.fixture
async def chat(desk: Desk) -> Receipt:
    return await desk.chat("syarat PBG?")


async def token(desk: Desk, where: Receipt, to: str = "telegram") -> str:
    return (await desk.links.make(conversation(where), to)).token


async def start(desk: Desk, written: str, sender: str = TELEGRAM, name: str = "Siti A") -> Receipt:
    """Someone opens t.me/<bot>?start=<token>."""
    return await desk.telegram(
        f"/start {written}", thread_keys=(link.key(written),), command="start", sender=sender,
        sender_name=name,
    )  # fmt: skip


async def write_to(desk: Desk, written: str, text: str = "Lanjutannya", **more: object) -> Receipt:
    """Someone writes to local+<token>@…."""
    return await desk.mail(text, thread_keys=(link.key(written),), **more)


async def refusal(desk: Desk, receipt: Receipt) -> str | None:
    """What the bot is told of the link in a message."""
    (row,) = await desk.rows(messages, conversation=conversation(receipt), seq=receipt.seq)
    why: str | None = row.meta.get("link")
    return why


async def words(desk: Desk, receipt: Receipt) -> list[tuple[str, str]]:
    """Author and words on the channel of this conversation, notes included."""
    said = await desk.rows(messages, conversation=conversation(receipt))
    return [(row.author, row.text) for row in sorted(said, key=lambda row: row.id)]


async def is_unused(desk: Desk) -> bool:
    return [row.used_at for row in await desk.rows(links)] == [None]


# --- making one


async def test_a_link_is_kept_as_a_digest_alone(desk: Desk, chat: Receipt) -> None:
    made = await desk.links.make(conversation(chat), "telegram")
    (row,) = await desk.rows(links)
    assert made.token not in str(tuple(row))
    assert row.digest == link.digest(made.token)
    assert made.ticket == chat.ticket


@pytest.mark.parametrize(("to", "lasts"), [("telegram", HALF_HOUR), ("email", DAY)])
async def test_how_long_a_link_lasts(
    desk: Desk, chat: Receipt, to: str, lasts: dt.timedelta
) -> None:
    made = await desk.links.make(conversation(chat), to)
    assert made.until - desk.clock() == lasts


async def test_no_two_links_are_alike(desk: Desk, chat: Receipt) -> None:
    made = {await token(desk, chat) for _ in range(4)}
    assert len(made) == 4


async def test_a_chat_asks_by_its_address(desk: Desk, chat: Receipt) -> None:
    made = await desk.links.make_in_thread("livechat", SESSION, "telegram")
    assert made.ticket == chat.ticket
    with pytest.raises(CannotGoOn):
        await desk.links.make_in_thread("livechat", "9" * 64, "telegram")


async def test_a_ticket_that_is_over_gets_no_link(desk: Desk, sari: Actor, chat: Receipt) -> None:
    await desk.agents.close(number(chat), sari)
    with pytest.raises(CannotGoOn):
        await token(desk, chat)
    assert await desk.count(links) == 0


async def test_a_link_leads_to_no_other_kind_of_channel(desk: Desk, chat: Receipt) -> None:
    with pytest.raises(NotFound):
        await token(desk, chat, "livechat")


async def test_only_the_newest_few_are_kept(desk: Desk, chat: Receipt) -> None:
    first, *_, last = [await token(desk, chat) for _ in range(9) if desk.clock.forward(seconds=1)]
    assert await desk.count(links) == 5
    assert await refusal(desk, await start(desk, first, "1")) == "unknown"
    assert (await start(desk, last, "2")).ticket == chat.ticket


async def test_links_that_are_long_over_are_forgotten_and_used_ones_kept(
    desk: Desk, chat: Receipt
) -> None:
    await start(desk, await token(desk, chat))
    await token(desk, chat)
    assert await desk.links.forget_expired() == 0
    desk.clock.forward(days=7, minutes=31)
    assert await desk.links.forget_expired() == 1
    assert [row.used_at is not None for row in await desk.rows(links)] == [True]


# --- going on


async def test_telegram_goes_on_with_the_ticket_of_the_chat(desk: Desk, chat: Receipt) -> None:
    tied = await start(desk, await token(desk, chat))

    assert tied.ticket == chat.ticket
    assert tied.conversation != chat.conversation
    assert {c.kind for c in (await desk.ticket(chat)).channels} == {"livechat", "telegram"}
    assert await desk.count(tickets) == 1


async def test_both_sides_are_told_and_agents_see_one_transcript(desk: Desk, chat: Receipt) -> None:
    tied = await start(desk, await token(desk, chat))

    assert [seq for seq, _ in await desk.thread()] == [1, 2]
    there = (await words(desk, chat))[-1]
    assert there[0] == AuthorKind.SYSTEM
    assert there[1].startswith("Percakapan ini dilanjutkan di Telegram.")
    here = (await words(desk, tied))[-1]
    assert here[0] == AuthorKind.SYSTEM
    assert here[1].startswith(f"Percakapan tiket {chat.ticket} dilanjutkan di sini.")
    assert await desk.texts(chat) == ["syarat PBG?", "/start", there[1], here[1]]


async def test_they_are_told_in_the_language_of_the_ticket(desk: Desk) -> None:
    chat = await desk.chat("hello", locale="en")
    tied = await start(desk, await token(desk, chat))
    assert "goes on in Telegram" in (await words(desk, chat))[-1][1]
    assert "goes on here" in (await words(desk, tied))[-1][1]


async def test_what_is_said_there_next_is_on_the_ticket(desk: Desk, chat: Receipt) -> None:
    await start(desk, await token(desk, chat))
    assert (await desk.telegram("berapa lama?")).ticket == chat.ticket
    assert (await desk.chat("dan biayanya?")).ticket == chat.ticket


async def test_replies_go_where_the_citizen_wrote_last(
    desk: Desk, sari: Actor, chat: Receipt
) -> None:
    tied = await start(desk, await token(desk, chat))
    await desk.agents.reply(number(chat), sari, "Halo di Telegram")
    assert (await words(desk, tied))[-1] == ("agent", "Halo di Telegram")

    await desk.chat("saya kembali ke web")
    await desk.agents.reply(number(chat), sari, "Halo di web")
    assert (await words(desk, chat))[-1] == ("agent", "Halo di web")


async def test_the_system_words_are_sent_in_telegram(desk: Desk, chat: Receipt) -> None:
    tied = await start(desk, await token(desk, chat))
    sent = [job.payload["message"] for job in await desk.jobs("deliver")]
    (here,) = await desk.rows(messages, conversation=tied.conversation, seq=2)
    assert sent == [here.id.hex]
    out = await desk.deliveries.outbound(here.id)
    assert out is not None
    assert (out.to, out.automatic) == (TELEGRAM, True)


@pytest.mark.parametrize("settle", ["pending", "resolved"])
async def test_a_bare_start_asks_nobody_anything(
    desk: Desk, sari: Actor, chat: Receipt, settle: str
) -> None:
    await desk.agents.reply(number(chat), sari, "Syaratnya …")
    if settle == "resolved":
        await desk.agents.resolve(number(chat), sari)
    before = await desk.standing(chat)
    turns = len(await desk.jobs("turn"))

    tied = await start(desk, await token(desk, chat))

    assert await desk.standing(chat) == before
    assert before[0] == settle
    assert len(await desk.jobs("turn")) == turns
    assert not (await desk.turn(tied)).unheard


async def test_the_bot_hears_only_what_comes_after_it(desk: Desk, chat: Receipt) -> None:
    await start(desk, await token(desk, chat))
    later = await desk.telegram("berapa lama?")
    assert [u.text for u in (await desk.turn(later)).unheard] == ["berapa lama?"]


async def test_a_mail_goes_on_with_the_ticket_and_is_heard(desk: Desk, chat: Receipt) -> None:
    tied = await write_to(desk, await token(desk, chat, "email"), message_key="<a@warga>")

    assert tied.ticket == chat.ticket
    assert "dilanjutkan lewat surel" in (await words(desk, chat))[-1][1]
    assert [u.text for u in (await desk.turn(tied)).unheard] == ["Lanjutannya"]
    assert conversation(tied).hex in {j.payload["conversation"] for j in await desk.jobs("turn")}
    again = await desk.mail("lagi", thread_keys=("message:<a@warga>",))
    assert again.conversation == tied.conversation


@pytest.mark.parametrize("text", ["", "Izin"])
async def test_a_mail_without_words_of_its_own_asks_nothing(
    desk: Desk, chat: Receipt, text: str
) -> None:
    tied = await write_to(desk, await token(desk, chat, "email"), text)
    assert tied.ticket == chat.ticket
    assert not (await desk.turn(tied)).unheard


async def test_a_mail_with_only_a_file_is_heard(desk: Desk, chat: Receipt) -> None:
    file = Upload(name="ktp.pdf", media_type="application/pdf", content=b"%PDF")
    tied = await write_to(desk, await token(desk, chat, "email"), "", uploads=(file,))
    assert (await desk.turn(tied)).unheard


async def test_a_mail_goes_on_in_telegram_and_that_by_mail_again(desk: Desk) -> None:
    mail = await desk.mail("Mohon informasi")
    tied = await start(desk, await token(desk, mail))
    back = await write_to(desk, await token(desk, tied, "email"))
    assert mail.ticket == tied.ticket == back.ticket
    assert back.conversation == mail.conversation, "the mail thread it is in already"


async def test_the_same_arrival_twice_ties_once(desk: Desk, chat: Receipt) -> None:
    written = await token(desk, chat)
    arrival = desk.written(
        "/start", channel="telegram", kind="telegram", sender=TELEGRAM, command="start",
        thread_keys=(link.key(written),),
    )  # fmt: skip
    first, second = await at_once(desk.intake.receive(arrival), desk.intake.receive(arrival))
    assert (first.ticket, first.seq) == (second.ticket, second.seq)
    assert {first.fresh, second.fresh} == {True, False}
    assert len(await desk.rows(conversations, kind="telegram")) == 1


async def test_a_link_follows_a_merge_of_its_ticket(desk: Desk, sari: Actor, chat: Receipt) -> None:
    written = await token(desk, chat)
    mail = await desk.mail()
    await desk.agents.merge(number(chat), sari, number(mail))
    tied = await start(desk, written)
    assert tied.ticket == mail.ticket
    (identity,) = await desk.rows(identities, kind="telegram")
    (chatting,) = await desk.rows(identities, kind="livechat")
    assert identity.contact == chatting.contact, "of the person who asked, not of the ticket"


async def test_when_that_merge_is_taken_back_both_channels_come_home(
    desk: Desk, sari: Actor, chat: Receipt
) -> None:
    mail = await desk.mail()
    await desk.agents.merge(number(chat), sari, number(mail))
    await start(desk, await token(desk, chat))
    await desk.agents.unmerge(number(chat), sari)
    assert {c.kind for c in (await desk.ticket(chat)).channels} == {"livechat", "telegram"}
    assert {c.kind for c in (await desk.ticket(mail)).channels} == {"email"}


@pytest.mark.parametrize("payload", ["a", "start", "web-2026"])
async def test_a_start_that_carries_something_else_stays_readable(desk: Desk, payload: str) -> None:
    tried = await start(desk, payload)
    assert await desk.texts(tried) == ["/start"]
    assert await refusal(desk, tried) == "unknown"


async def test_the_log_tells_of_it_in_ids(desk: Desk, chat: Receipt) -> None:
    written = await token(desk, chat)
    since = await desk.latest()
    tied = await start(desk, written)
    (linked,) = [e for e in await desk.log(since) if e.kind == "conversation.linked"]
    assert linked.ticket == chat.ticket
    assert linked.facts == {
        "conversation": conversation(tied).hex,
        "channel": "telegram",
        "origin": conversation(chat).hex,
        "other_contact": False,
    }
    assert written not in str([e.facts for e in await desk.log()])


async def test_the_ledger_calls_it_a_reply(desk: Desk, chat: Receipt) -> None:
    await write_to(desk, await token(desk, chat, "email"))
    assert await desk.queries.ledger() == {"livechat": {"ticket": 1}, "surat": {"reply": 1}}


# --- whose it is


async def test_a_new_account_is_of_the_contact_of_the_ticket(desk: Desk, chat: Receipt) -> None:
    await start(desk, await token(desk, chat))
    (identity,) = await desk.rows(identities, kind="telegram")
    assert identity.contact == (await desk.ticket(chat)).contact.id
    assert (identity.verified, identity.verified_at) == ("provider", desk.clock())
    assert await desk.count(contacts) == 1


async def test_a_nameless_contact_gets_the_name_of_the_account(desk: Desk, chat: Receipt) -> None:
    await start(desk, await token(desk, chat))
    assert (await desk.ticket(chat)).contact.name == "Siti A"


async def test_a_name_that_is_known_stays(desk: Desk) -> None:
    mail = await desk.mail(sender_name="Siti Aminah")
    await start(desk, await token(desk, mail), name="xx_siti_xx")
    assert (await desk.ticket(mail)).contact.name == "Siti Aminah"


async def test_an_address_that_a_link_brought_is_verified_by_it(desk: Desk, chat: Receipt) -> None:
    await write_to(desk, await token(desk, chat, "email"))
    (identity,) = await desk.rows(identities, kind="email")
    assert (identity.verified, identity.verified_at) == ("link", desk.clock())


async def test_an_account_with_tickets_of_its_own_keeps_its_contact(
    desk: Desk, sari: Actor, chat: Receipt
) -> None:
    own = await desk.telegram("urusan lain", sender_name="Budi")
    await desk.agents.reply(number(own), sari, "Baik")
    tied = await start(desk, await token(desk, chat), name="Budi")

    assert tied.ticket == chat.ticket
    budi, siti = (await desk.ticket(own)).contact, (await desk.ticket(chat)).contact
    (identity,) = await desk.rows(identities, kind="telegram")
    assert identity.contact == budi.id != siti.id
    assert siti.name == "", "nobody's name is given to another"
    assert await desk.texts(own) == [
        "urusan lain", "Baik", f"Pesan baru dari obrolan ini sekarang masuk ke tiket {chat.ticket}."
    ]  # fmt: skip
    author, note = (await words(desk, tied))[-1]
    assert author == AuthorKind.SYSTEM
    assert "kontak lain: Budi" in note
    notes = [m.text for m in await desk.messages(chat) if m.private]
    assert notes == [note]


async def test_its_chat_goes_on_with_the_ticket_it_was_tied_to(desk: Desk, chat: Receipt) -> None:
    own = await desk.telegram("urusan lain")
    tied = await start(desk, await token(desk, chat))
    later = await desk.telegram("lanjut")
    assert later.ticket == chat.ticket != own.ticket
    assert [own.seq, tied.seq, later.seq] == [1, 2, 4]
    assert (await desk.standing(own)) == (Status.NEW, Handler.BOT), "nothing else moved there"


async def test_an_account_whose_contact_has_no_tickets_comes_over(
    desk: Desk, chat: Receipt
) -> None:
    stray = {"id": new_id(), "name": "", "locale": "id", "created_at": desk.clock()}
    row = {"id": new_id(), "contact": stray["id"], "kind": "telegram", "address": TELEGRAM}
    row |= {"verified": "none", "created_at": desk.clock()}
    await desk.db.write(lambda tx: tx.run(contacts.insert(), stray))
    await desk.db.write(lambda tx: tx.run(identities.insert(), row))
    await start(desk, await token(desk, chat))
    (identity,) = await desk.rows(identities, kind="telegram")
    assert identity.contact == (await desk.ticket(chat)).contact.id
    assert identity.verified == "provider"


# --- hijacking


async def test_a_link_that_is_over_ties_nothing(desk: Desk, chat: Receipt) -> None:
    written = await token(desk, chat)
    desk.clock.forward(minutes=30)
    tried = await start(desk, written)
    assert tried.ticket != chat.ticket
    assert await refusal(desk, tried) == "expired"
    assert await is_unused(desk)
    assert await desk.texts(chat) == ["syarat PBG?"], "the ticket shows nothing of it"


async def test_an_altered_link_ties_nothing(desk: Desk, chat: Receipt) -> None:
    written = await token(desk, chat)
    altered = written[:-1] + ("b" if written[-1] != "b" else "c")
    tried = await start(desk, altered)
    assert tried.ticket != chat.ticket
    assert await refusal(desk, tried) == "unknown"
    assert await is_unused(desk)


async def test_a_second_account_ties_nothing(desk: Desk, chat: Receipt) -> None:
    written = await token(desk, chat)
    first = await start(desk, written)
    second = await start(desk, written, sender="777", name="Maling")
    assert (first.ticket, second.ticket == chat.ticket) == (chat.ticket, False)
    assert await refusal(desk, second) == "used"
    assert "Maling" not in str(await desk.messages(chat))


async def test_the_same_account_again_goes_on_where_it_is(desk: Desk, chat: Receipt) -> None:
    written = await token(desk, chat)
    await start(desk, written)
    again = await start(desk, written)
    assert again.ticket == chat.ticket
    assert await refusal(desk, again) == "again"
    assert len(await desk.rows(conversations, kind="telegram")) == 1


async def test_a_second_mail_to_the_address_goes_where_the_first_went(
    desk: Desk, chat: Receipt
) -> None:
    written = await token(desk, chat, "email")
    first = await write_to(desk, written)
    desk.clock.forward(days=3)
    second = await write_to(desk, written, "Satu lagi")
    assert second.conversation == first.conversation
    assert await refusal(desk, second) is None
    (said,) = [m for m in await desk.messages(chat) if m.text == "Satu lagi"]
    assert not said.third_party


async def test_another_sender_of_mail_ties_nothing(desk: Desk, chat: Receipt) -> None:
    written = await token(desk, chat, "email")
    await write_to(desk, written)
    other = await write_to(desk, written, sender="maling@contoh.id")
    assert other.ticket != chat.ticket
    assert await refusal(desk, other) == "used"


async def test_a_link_for_telegram_is_no_address(desk: Desk, chat: Receipt) -> None:
    written = await token(desk, chat, "telegram")
    tried = await write_to(desk, written)
    assert await refusal(desk, tried) == "elsewhere"
    assert (await start(desk, written)).ticket == chat.ticket, "and is not spent by it"


async def test_a_forged_sender_never_uses_a_link(desk: Desk, chat: Receipt) -> None:
    written = await token(desk, chat, "email")
    forged = await write_to(desk, written, trust=Trust.FAILED)
    assert forged.ticket != chat.ticket
    assert await refusal(desk, forged) == "forged"
    assert not await desk.rows(identities, verified="link")
    assert (await write_to(desk, written, trust=Trust.VERIFIED)).ticket == chat.ticket


async def test_a_forged_sender_is_not_who_used_it_before(desk: Desk, chat: Receipt) -> None:
    written = await token(desk, chat, "email")
    first = await write_to(desk, written)
    forged = await write_to(desk, written, trust=Trust.FAILED)
    assert forged.ticket != first.ticket
    assert await refusal(desk, forged) == "forged"


@pytest.mark.parametrize("machine", [{"automatic": True}, {"for_the_record": True}])
async def test_neither_a_machine_nor_an_archive_uses_a_link(
    desk: Desk, chat: Receipt, machine: dict[str, Any]
) -> None:
    tried = await write_to(desk, await token(desk, chat, "email"), **machine)
    assert tried.ticket != chat.ticket
    assert await refusal(desk, tried) is None, "and nobody is answered"
    assert await is_unused(desk)


@pytest.mark.parametrize("over", ["close", "mark_spam"])
async def test_a_ticket_that_is_over_takes_nobody_in(
    desk: Desk, sari: Actor, chat: Receipt, over: str
) -> None:
    written = await token(desk, chat)
    await getattr(desk.agents, over)(number(chat), sari)
    tried = await start(desk, written)
    assert tried.ticket != chat.ticket
    assert await refusal(desk, tried) == "closed"
    assert await is_unused(desk)


async def test_an_attempt_on_a_known_chat_is_an_ordinary_start_there(
    desk: Desk, sari: Actor, chat: Receipt
) -> None:
    own = await desk.telegram("urusan lain")
    await desk.agents.take(number(own), sari)
    tried = await start(desk, "a" * link.LENGTH)
    assert tried.ticket == own.ticket
    assert [u.link for u in (await desk.turn(tried)).unheard][-1] == "unknown"
    waiting = {job.payload["conversation"] for job in await desk.jobs("turn")}
    assert conversation(own).hex in waiting, "the bot says why, whoever has the ticket"
    assert await desk.texts(chat) == ["syarat PBG?"]


async def test_the_bot_says_why_in_mail_too_whoever_has_the_ticket(desk: Desk, sari: Actor) -> None:
    own = await desk.mail(message_key="<a@warga>")
    await desk.bot_turn(own, "Jawaban")
    await desk.agents.take(number(own), sari)
    turns = await desk.count(jobs)
    keys = (link.key("b" * link.LENGTH), "message:<a@warga>")
    tried = await desk.mail("lagi", thread_keys=keys)
    assert tried.ticket == own.ticket
    assert await desk.count(jobs) > turns - 1
    assert [u.link for u in (await desk.turn(tried)).unheard] == ["unknown"]


async def test_two_accounts_at_once_exactly_one_wins(desk: Desk, chat: Receipt) -> None:
    written = await token(desk, chat)
    tried = await at_once(*(start(desk, written, str(n), f"Orang {n}") for n in range(1, 7)))
    winners = [one for one in tried if one.ticket == chat.ticket]
    assert len(winners) == 1
    others = [await refusal(desk, one) for one in tried if one.ticket != chat.ticket]
    assert others == ["used"] * 5
    (row,) = await desk.rows(links)
    assert row.led_to == winners[0].conversation
    (tied,) = await desk.rows(conversations, ticket=(await desk.ticket(chat)).id, kind="telegram")
    assert tied.identity == row.used_by


async def test_a_link_races_with_a_first_message_of_the_same_account(
    desk: Desk, chat: Receipt
) -> None:
    written = await token(desk, chat)
    await at_once(*(desk.telegram(f"halo {n}") for n in range(3)), start(desk, written))
    assert len(await desk.rows(identities, kind="telegram")) == 1
    assert (await desk.telegram("lagi")).ticket == chat.ticket, "the newest of an address wins"


async def test_a_link_races_with_the_closing_of_its_ticket(
    desk: Desk, sari: Actor, chat: Receipt
) -> None:
    written = await token(desk, chat)

    async def close() -> Receipt:
        await desk.agents.close(number(chat), sari)
        return chat

    await at_once(start(desk, written), close())
    (row,) = await desk.rows(links)
    assert (row.led_to is not None) is (row.used_at is not None)
    on_it = {c.kind for c in (await desk.ticket(chat)).channels}
    assert ("telegram" in on_it) is (row.used_at is not None)


# --- what is left of the token


async def test_the_token_is_in_no_transcript_and_no_log(desk: Desk, chat: Receipt) -> None:
    written = await token(desk, chat)
    with structlog.testing.capture_logs() as logged:
        expired = await token(desk, chat)
        await start(desk, written)
        desk.clock.forward(hours=1)
        await start(desk, expired, "777")
        await start(desk, "palsu-" + written, "778")
    kept = [
        str(tuple(row))
        for table in (messages, tickets, conversations, links, identities)
        for row in await desk.rows(table)
    ]
    for one in (written, expired):
        assert one not in "".join(kept)
        assert one not in str(logged)
        assert one not in str([happening.facts for happening in await desk.log()])
    came = [entry["came"] for entry in logged if entry["event"] == "link.used"]
    assert came == ["tied", "expired", "unknown"]


async def test_the_token_is_taken_out_of_what_a_mail_quotes(desk: Desk, chat: Receipt) -> None:
    written = await token(desk, chat, "email")
    page = f"<p>surel ke tanya+{written}@kantor.id</p>"
    tied = await write_to(desk, written, quoted=f"> ke tanya+{written}@kantor.id", html=page)
    (said,) = [m for m in await desk.messages(tied) if m.author.kind is AuthorKind.CONTACT][-1:]
    assert written not in said.quoted + (said.html or "")
    assert "tanya+…@kantor.id" in said.quoted


async def test_links_come_from_the_chance_that_is_given(desk: Desk, chat: Receipt) -> None:
    maker = LinkCommands(desk.db, desk.clock, chance=bytes)
    assert (await maker.make(conversation(chat), "email")).token == "a" * link.LENGTH


async def test_no_link_for_a_conversation_that_is_not_there(desk: Desk) -> None:
    with pytest.raises(CannotGoOn):
        await desk.links.make(uuid.uuid4(), "email")


async def test_a_mail_of_someone_new_by_a_link_knows_them_afterwards(
    desk: Desk, chat: Receipt
) -> None:
    await write_to(desk, await token(desk, chat, "email"))
    fresh = await desk.mail("urusan baru")
    assert (await desk.ticket(fresh)).contact.id == (await desk.ticket(chat)).contact.id
    assert SITI in {i.address for i in await desk.rows(identities)}
