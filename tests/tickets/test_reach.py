"""Where a citizen wants to be written to: noted at their word, and nobody is moved for it."""

import datetime as dt
import uuid

import pytest

from tests.tickets.desk import SESSION, SITI, TELEGRAM, Desk, at_once
from tickets.commands.bot import Say, Turn
from tickets.commands.case import NotFound
from tickets.commands.reach import BadAddress, ReachCommands
from tickets.domain.message import AuthorKind, Choice
from tickets.domain.traffic import ByMail
from tickets.store import contacts, conversations, identities, messages

BY_MAIL = ByMail(channel="surat", after=dt.timedelta(minutes=2))
OURS = "Konsultasi@kantor.id"


@pytest.fixture
def reach(desk: Desk) -> ReachCommands:
    return ReachCommands(desk.db, desk.clock, desk.names, own={OURS})


async def note(reach: ReachCommands, email: str = SITI, **more: str) -> None:
    said = {"channel": "livechat", "sender": SESSION, "confirm": "Kami akan menulis."}
    said |= {"client_id": str(uuid.uuid4()), "email": email}
    await reach.note(**said | more, by_mail=BY_MAIL)


async def person(desk: Desk, kind: str, address: str) -> tuple[uuid.UUID, str]:
    """Whose an address is, and how we know."""
    (row,) = await desk.rows(identities, kind=kind, address=address)
    return row.contact, row.verified


async def test_it_is_noted_confirmed_and_seen_by_agents(desk: Desk, reach: ReachCommands) -> None:
    receipt = await desk.chat("halo")
    before = await desk.log()
    await note(reach, " Siti@Contoh.id", name="Siti")

    ticket = await desk.ticket(receipt)
    assert (ticket.reply_to, ticket.contact.name) == (SITI, "Siti")
    assert await person(desk, "email", SITI) == (ticket.contact.id, "said")
    assert await desk.thread() == [(1, "halo"), (2, "Kami akan menulis.")]
    *_, said = await desk.messages(receipt)
    assert said.author.kind is AuthorKind.SYSTEM
    told = [one for one in await desk.log() if one not in before]
    assert [one.kind for one in told] == ["contact.changed", "message.added"]
    assert SITI not in str(told)


async def test_the_ticket_stays_where_it_is(desk: Desk, reach: ReachCommands) -> None:
    receipt = await desk.chat("halo")
    await desk.bot_turn(receipt, hand_off="requested")
    before = await desk.ticket(receipt)
    desk.clock.forward(minutes=5)
    await note(reach)
    after = await desk.ticket(receipt)
    assert (after.standing, after.waiting_since) == (before.standing, before.waiting_since)


async def test_the_same_wish_twice_is_confirmed_once(desk: Desk, reach: ReachCommands) -> None:
    await desk.chat("halo")
    await at_once(*(note(reach, client_id="c1") for _ in range(4)))
    assert await desk.count(messages) == 2
    await note(reach, "lain@contoh.id", client_id="c2")
    assert [text for _, text in await desk.thread()].count("Kami akan menulis.") == 2


async def test_before_the_first_message_there_is_nothing_to_write_about(
    desk: Desk, reach: ReachCommands
) -> None:
    with pytest.raises(NotFound):
        await note(reach)
    assert await desk.count(contacts) == 0


@pytest.mark.parametrize(
    "email", ["siti", "siti@contoh.id\nBcc: x@y.id", OURS, "konsultasi+1@kantor.id"]
)
async def test_an_address_we_cannot_write_to_changes_nothing(
    desk: Desk, reach: ReachCommands, email: str
) -> None:
    receipt = await desk.chat("halo")
    with pytest.raises(BadAddress):
        await note(reach, email)
    assert (await desk.ticket(receipt)).reply_to is None
    assert len(await desk.thread()) == 1


async def test_anothers_address_is_noted_and_stays_theirs(desk: Desk, reach: ReachCommands) -> None:
    letter = await desk.ticket(await desk.mail())
    receipt = await desk.chat("halo")
    await note(reach, name="Penipu")

    chat = await desk.ticket(receipt)
    assert chat.reply_to == SITI
    assert chat.contact.id != letter.contact.id
    assert await person(desk, "email", SITI) == (letter.contact.id, "none")
    assert (await desk.ticket(letter.number)).reply_to is None
    assert await desk.count(contacts) == 2


async def test_a_name_does_not_replace_one_we_know(desk: Desk, reach: ReachCommands) -> None:
    receipt = await desk.chat("halo", sender_name="Budi")
    await note(reach, name="Siti")
    assert (await desk.ticket(receipt)).contact.name == "Budi"


async def test_who_owns_an_address_that_was_only_said_elsewhere_is_themselves(
    desk: Desk, reach: ReachCommands
) -> None:
    chat = await desk.ticket(await desk.chat("halo"))
    await note(reach)
    letter = await desk.ticket(await desk.mail(sender_name="Siti"))

    assert letter.contact.id != chat.contact.id
    assert letter.contact.name == "Siti"
    assert await person(desk, "email", SITI) == (letter.contact.id, "none")
    assert (await desk.ticket(chat.number)).reply_to == SITI, "what was said stays noted"
    again = await desk.ticket(await desk.mail("lagi"))
    assert again.contact.id == letter.contact.id


async def test_the_bot_notes_it_with_its_turn(desk: Desk) -> None:
    receipt = await desk.telegram("tulis ke siti@contoh.id")
    view = await desk.turn(receipt)
    turn = Turn(conversation=view.conversation, as_of=view.version, up_to=1, reach=SITI)
    await desk.bot.take_turn(turn)

    ticket = await desk.ticket(receipt)
    assert ticket.reply_to == SITI
    assert await person(desk, "email", SITI) == (ticket.contact.id, "said")
    (talk,) = await desk.rows(conversations, channel="telegram", address=TELEGRAM)
    assert talk.by_mail


async def test_a_notice_hides_nothing_from_the_bot(desk: Desk, reach: ReachCommands) -> None:
    """What the bot said last, and was in the middle of, is what it said last still."""
    receipt = await desk.chat("halo")
    choice = Choice(id="start:write", label="Tulis")
    asked = Say(text="Selamat pagi", choices=(choice,), understood={"flow": "x"})
    await desk.bot_turn(receipt, asked)
    await note(reach)
    view = await desk.turn(await desk.chat("lagi"))
    assert (view.offered, dict(view.understood)) == ((choice,), {"flow": "x"})
