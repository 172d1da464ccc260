"""What citizens do in a live chat beside writing, and what the desk lets them notice."""

import asyncio
import uuid
from pathlib import Path

import pytest

from runtime.postgres import Postgres
from tests.tickets.desk import SESSION, Desk, at_once, conversation, number, opened
from tickets.commands.actor import Actor
from tickets.commands.case import NotFound
from tickets.commands.chats import SESSION_LASTS
from tickets.domain.message import Attachment
from tickets.domain.traffic import NoRoom, Receipt, UploadGone, Visitor
from tickets.queries import ThreadState
from tickets.store import attachments, chat_sessions, conversations, messages, ratings, uploads

CHAT = "livechat"


@pytest.fixture
async def sari(desk: Desk) -> Actor:
    return await desk.agent("Sari")


@pytest.fixture
async def chat(desk: Desk) -> Receipt:
    return await desk.chat()


async def keep(
    desk: Desk, content: bytes = b"12345", sender: str = SESSION, at_most: int = 100
) -> Attachment:
    return await desk.chats.keep_file(
        CHAT, sender, content=content, name="a.png", media_type="image/png", at_most=at_most
    )


async def state(desk: Desk) -> ThreadState:
    found = await desk.queries.thread_state(CHAT, SESSION)
    assert found is not None
    return found


async def test_files_kept_before_go_with_a_message_in_its_order(desk: Desk) -> None:
    one, two = await keep(desk, b"satu"), await keep(desk, b"dua")
    receipt = await desk.chat("", kept_files=(two.id, one.id, two.id))

    [said] = await desk.messages(receipt)
    assert [desk.blobs.get(f.digest) for f in said.attachments] == [b"dua", b"satu"]
    assert {f.id for f in said.attachments}.isdisjoint({one.id, two.id})
    assert (await desk.turn(receipt)).unheard[0].files == 2


async def test_a_message_with_anothers_file_is_not_stored_at_all(desk: Desk) -> None:
    theirs = await keep(desk, sender="6" * 64)
    for gone in (theirs.id, uuid.uuid4()):
        with pytest.raises(UploadGone):
            await desk.chat("halo", kept_files=(gone,))
    with pytest.raises(UploadGone):  # the same address on another channel is someone else
        await desk.chat("halo", kept_files=(theirs.id,), sender="6" * 64, channel="lain")

    assert (await desk.count(messages), await desk.count(attachments)) == (0, 0)
    assert await desk.log() == []


async def test_a_session_may_send_so_much_until_it_is_forgotten(desk: Desk) -> None:
    for _ in range(2):
        await keep(desk, b"x" * 40)
    with pytest.raises(NoRoom):
        await keep(desk, b"x" * 21)
    await keep(desk, b"x" * 20)
    await keep(desk, b"x" * 100, sender="6" * 64)
    desk.clock.forward(days=3)
    await desk.agents.forget_uploads()
    await keep(desk, b"x" * 100)

    assert await desk.count(uploads) == 1


async def test_files_sent_at_once_cannot_be_more_than_may_be(desk: Desk) -> None:
    async def try_one(n: int) -> bool:
        try:
            await keep(desk, f"{n:040}".encode())
        except NoRoom:
            return False
        return True

    taken = await at_once(*(try_one(n) for n in range(8)))

    assert (sum(taken), await desk.count(uploads)) == (2, 2)


async def test_a_rating_belongs_to_the_time_the_ticket_was_settled(
    desk: Desk, chat: Receipt, sari: Actor
) -> None:
    async def rate(client_id: str, score: int) -> bool:
        return await desk.chats.rate(CHAT, SESSION, client_id, score, "")

    assert not await rate("a", 1)
    assert not (await state(desk)).may_rate
    await desk.agents.resolve(number(chat), sari)
    assert (await state(desk)).may_rate
    assert sum(await at_once(*(rate(name, 2) for name in "abcde"))) == 1
    assert not (await state(desk)).may_rate
    desk.clock.forward(minutes=1)
    await desk.agents.close(number(chat), sari)  # settled before: not a second time
    assert not (await state(desk)).may_rate
    await desk.agents.reopen(number(chat), sari)
    assert not await rate("f", 3)
    desk.clock.forward(minutes=1)
    await desk.agents.close(number(chat), sari)
    assert await rate("f", 3)
    assert await rate("f", 3)

    assert [r.score for r in await desk.rows(ratings)] == [2, 3]
    assert not await desk.chats.rate(CHAT, "6" * 64, "a", 5, "")


async def test_a_rating_moves_nothing(desk: Desk, chat: Receipt, sari: Actor) -> None:
    await desk.agents.resolve(number(chat), sari)
    before = await desk.ticket(chat)
    await desk.chats.rate(CHAT, SESSION, "a", 5, "terima kasih")

    assert await desk.ticket(chat) == before
    [*_, rated] = await desk.log()
    assert (rated.kind, rated.actor, dict(rated.facts)) == ("ticket.rated", "contact", {"score": 5})


async def test_what_was_read_stays_read(desk: Desk, chat: Receipt, sari: Actor) -> None:
    await desk.chat("dua")
    await desk.chat("tiga")
    for seq in (2, 1, 2, 0):
        await desk.presence.read(number(chat), sari, seq)
    assert (await state(desk)).office_read == 2
    await desk.presence.read(number(chat), sari, 2**31 - 1)
    assert (await state(desk)).office_read == 3

    read = [event for event in await desk.log() if event.kind == "conversation.read"]
    name = conversation(chat).hex
    assert [dict(e.facts) for e in read] == [
        {"conversation": name, "seq": 2},
        {"conversation": name, "seq": 3},
    ]
    assert {e.actor for e in read} == {sari.label}


async def test_reading_disturbs_no_turn_of_the_bot(desk: Desk, chat: Receipt, sari: Actor) -> None:
    seen = await desk.turn(chat)
    await desk.presence.read(number(chat), sari, 1)
    await desk.presence.typing(number(chat), sari)
    await desk.bot_turn(chat, "Halo!", seen=seen)

    assert await desk.texts(chat) == ["halo", "Halo!"]


async def test_the_conversation_that_was_read_can_be_named(
    desk: Desk, chat: Receipt, sari: Actor
) -> None:
    mail = await desk.mail()
    await desk.agents.merge(number(mail), sari, number(chat))
    await desk.presence.read(number(chat), sari, 1, conversation(chat))
    foreign = await desk.chat(sender="6" * 64)
    for other in (conversation(foreign), uuid.uuid4()):
        with pytest.raises(NotFound):
            await desk.presence.read(number(chat), sari, 1, other)

    read = {row.id: row.office_read_seq for row in await desk.rows(conversations)}
    assert read == {conversation(chat): 1, conversation(mail): 0, conversation(foreign): 0}


async def test_what_is_not_there_is_neither_read_nor_typed_on(desk: Desk, sari: Actor) -> None:
    with pytest.raises(NotFound):
        await desk.presence.read("T-2026-000009-X", sari, 1)
    with pytest.raises(NotFound):
        await desk.presence.typing("T-2026-000009-X", sari)


async def test_typing_rings_for_a_chat_only(desk: Desk, chat: Receipt, sari: Actor) -> None:
    mail = await desk.mail()
    async with desk.bus.listen(f"typing:{SESSION}:*", "typing:siti@contoh.id:*") as bell:
        await desk.presence.typing(number(mail), sari)
        assert not await bell.wait(0.05)
        await desk.presence.typing(number(chat), sari)
        assert await bell.wait(2)
        assert bell.heard() == {f"typing:{SESSION}:{sari.id.hex}"}


@pytest.mark.slow
async def test_typing_is_noticed_in_another_process(postgres_url: str, tmp_path: Path) -> None:
    async with opened(postgres_url, tmp_path) as here, opened(postgres_url, tmp_path) as there:
        sari = await here.agent()
        ticket = number(await here.chat())
        assert isinstance(there.db, Postgres)
        async with (
            there.bus.listen("events") as ready,
            there.bus.listen("typing:*", f"typing:{SESSION}:*") as bell,
            asyncio.TaskGroup() as group,
        ):
            following = group.create_task(there.db.follow())
            assert await ready.wait(10)  # it rings once it has begun to listen
            for typing in (here.chats.typing(ticket), here.presence.typing(ticket, sari)):
                await typing
                assert await bell.wait(5)
            following.cancel()

    assert bell.heard() == {f"typing:{ticket}", f"typing:{SESSION}:{sari.id.hex}"}


async def test_what_a_page_tells_adds_up(desk: Desk) -> None:
    told = Visitor(user="17", name="Siti", attributes=(("halaman", "/a"),))
    receipt = await desk.chat("halo", visitor=told)
    for visitor in (
        Visitor(email="siti@contoh.id"),
        Visitor(name="Siti Aminah", attributes=()),
        Visitor(name="Siti Aminah"),
    ):
        await desk.chats.describe(CHAT, SESSION, visitor)

    known = (await desk.queries.particulars(number(receipt))).visitor
    assert known is not None
    assert (known.user, known.name, known.email) == ("17", "Siti Aminah", "siti@contoh.id")
    assert known.attributes == ()
    kinds = [event.kind for event in await desk.log()]
    assert kinds.count("conversation.described") == 2


async def test_a_session_is_bound_for_a_while(desk: Desk) -> None:
    for address in ("1" * 64, "2" * 64):
        await desk.chats.bind("d" * 64, CHAT, address)
    assert await desk.chats.bound("d" * 64, CHAT) == "2" * 64
    assert await desk.chats.bound("d" * 64, "lain") is None
    assert await desk.chats.bound("e" * 64, CHAT) is None
    desk.clock.now += SESSION_LASTS
    assert await desk.chats.bound("d" * 64, CHAT) is None
    assert await desk.chats.forget_sessions() == 1
    assert await desk.count(chat_sessions) == 0
