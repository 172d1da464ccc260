"""The socket over the real store: what is written is stored, numbered, and seen by all who look."""

import asyncio
import contextlib
import uuid
from collections.abc import AsyncIterator

import pytest

from channels.livechat.session import address_of
from tests.channels.livechat.rig import Browser, Place, livechat, real_desk, served
from tests.tickets.desk import Desk, number
from tickets.commands.bot import Say
from tickets.domain.message import Choice, DeliveryState
from tickets.domain.traffic import Receipt
from tickets.store import messages

pytestmark = pytest.mark.slow  # a real web server


@contextlib.asynccontextmanager
async def open_for(desk: Desk) -> AsyncIterator[Place]:
    """A live chat that is open, on the real desk."""
    chat = livechat(real_desk(desk), desk.bus, messages_per_minute=1000)
    async with served(chat, desk.intake) as place:
        yield place


async def _receipt(desk: Desk, browser: Browser) -> Receipt:
    """Where the chat of this browser was filed."""
    [said], state = await desk.queries.thread("obrolan", address_of(browser.session), 0)
    assert state is not None
    return Receipt(ticket=state.ticket, conversation=said.conversation, seq=said.seq, fresh=True)


async def test_a_message_is_stored_acknowledged_and_shown(desk: Desk) -> None:
    async with open_for(desk) as place, place.browser() as browser:
        assert (await browser.hello())["ticket"] is None
        client_id = await browser.write("jam buka?")
        frames = {f["type"]: f for f in await browser.quiet()}

    assert frames["ack"] == {"type": "ack", "client_id": client_id, "seq": 1}
    shown = frames["message"]
    assert (shown["seq"], shown["text"], shown["client_id"]) == (1, "jam buka?", client_id)
    assert (shown["author"]["kind"], shown["choices"], shown["attachments"]) == ("contact", [], [])
    assert frames["state"]["handler"] == "bot"
    assert frames["state"]["ticket"].startswith("T-2026-000001-")


async def test_the_same_client_id_gives_the_same_seq_and_stores_nothing(desk: Desk) -> None:
    async with open_for(desk) as place, place.browser() as browser:
        await browser.hello()
        client_id = await browser.write("satu")
        first = await browser.next("ack")
        await browser.write("dua")
        await browser.next("ack")
        await browser.write("satu", client_id)
        again = await browser.next("ack")

    assert first == again
    assert await desk.count(messages) == 2


async def test_the_same_client_id_from_another_citizen_is_another_message(desk: Desk) -> None:
    client_id = str(uuid.uuid4())
    async with open_for(desk) as place, place.browser() as one, place.browser() as other:
        for browser in (one, other):
            await browser.hello()
            await browser.write("halo", client_id)
            await browser.next("ack")

    assert await desk.count(messages) == 2


@pytest.mark.parametrize("after", [0, 1, 3, 4, 99])
async def test_one_resumes_where_one_was(desk: Desk, after: int) -> None:
    async with open_for(desk) as place:
        async with place.browser() as browser:
            await browser.hello()
            for n in range(1, 5):
                await browser.write(f"pesan {n}")
                await browser.next("ack")
        async with place.browser() as again:
            welcome = await again.hello(browser.session, after=after)
            shown = [f["seq"] for f in await again.quiet() if f["type"] == "message"]
            await again.write("lagi")
            assert (await again.next("message"))["seq"] == 5

    assert (welcome["session"], welcome["seq"]) == (browser.session, 4)
    assert shown == list(range(after + 1, 5))


async def test_an_answer_comes_without_being_asked_for(desk: Desk) -> None:
    async with open_for(desk) as place, place.browser() as browser:
        await browser.hello()
        await browser.write("jam buka?")
        await browser.next("message")
        await desk.bot_turn(await _receipt(desk, browser), "08.00")
        answer = await browser.next("message")

    assert (answer["seq"], answer["text"]) == (2, "08.00")
    assert answer["author"] == {"kind": "bot", "name": "Tanya"}
    assert "client_id" not in answer


async def test_one_is_told_ones_place_in_the_queue_and_who_takes_over(desk: Desk) -> None:
    async with open_for(desk) as place, place.browser() as browser:
        await browser.hello()
        await browser.write("agen")
        await browser.next("state")
        receipt = await _receipt(desk, browser)
        await desk.bot_turn(receipt, hand_off="asked")
        queued = await browser.next("state")
        await desk.agents.take(number(receipt), await desk.agent())
        taken = await browser.next("state")

    assert (queued["handler"], queued["position"]) == ("queue", 1)
    assert (taken["handler"], taken["position"]) == ("agent", None)


async def test_a_note_among_colleagues_never_reaches_the_citizen(desk: Desk) -> None:
    async with open_for(desk) as place, place.browser() as browser:
        await browser.hello()
        await browser.write("halo")
        await browser.next("message")
        receipt, sari = await _receipt(desk, browser), await desk.agent()
        await desk.agents.note(number(receipt), sari, "rahasia dapur")
        await desk.agents.reply(number(receipt), sari, "Selamat pagi")
        frames = await browser.quiet()

    assert [f["text"] for f in frames if f["type"] == "message"] == ["Selamat pagi"]
    assert "rahasia" not in str(frames)


async def _offered(desk: Desk, browser: Browser) -> Receipt:
    await browser.hello()
    await browser.write("izin")
    await browser.next("message")
    receipt = await _receipt(desk, browser)
    choices = (Choice(id="nib", label="Nomor Induk Berusaha"), Choice(id="imb", label="PBG"))
    await desk.bot_turn(receipt, Say(text="Yang mana?", choices=choices))
    offer = await browser.next("message")
    assert offer["choices"] == [{"id": c.id, "label": c.label} for c in choices]
    return receipt


async def test_a_choice_is_said_in_its_own_words(desk: Desk) -> None:
    async with open_for(desk) as place, place.browser() as browser:
        receipt = await _offered(desk, browser)
        client_id = str(uuid.uuid4())
        await browser.send(type="choose", client_id=client_id, seq=2, choice="nib")
        assert (await browser.next("ack"))["seq"] == 3

    [heard] = (await desk.turn(receipt)).unheard
    assert (heard.text, heard.choice) == ("Nomor Induk Berusaha", "nib")


@pytest.mark.parametrize(("seq", "choice"), [(2, "sim"), (1, "nib"), (0, "nib"), (9, "nib")])
async def test_a_choice_that_was_not_offered_is_refused(desk: Desk, seq: int, choice: str) -> None:
    async with open_for(desk) as place, place.browser() as browser:
        await _offered(desk, browser)
        client_id = str(uuid.uuid4())
        await browser.send(type="choose", client_id=client_id, seq=seq, choice=choice)
        error = await browser.next("error")

    assert (error["code"], error["client_id"]) == ("unknown_choice", client_id)
    assert await desk.count(messages) == 2


async def test_what_was_seen_is_read(desk: Desk) -> None:
    async with open_for(desk) as place, place.browser() as browser:
        await browser.hello()
        await browser.write("halo")
        await browser.next("message")
        receipt = await _receipt(desk, browser)
        await desk.bot_turn(receipt, "Halo!")
        await browser.next("message")
        await browser.send(type="read", seq=2)
        await browser.write("selesai")
        await browser.next("ack")

    said = (await desk.messages(receipt))[1]
    assert said.delivery is not None
    assert said.delivery.state is DeliveryState.READ


async def test_one_session_never_sees_another(desk: Desk) -> None:
    async with open_for(desk) as place, place.browser() as one, place.browser() as other:
        await one.hello()
        await other.hello()
        await one.write("rahasia saya")
        await one.next("ack")
        assert await other.quiet() == []


async def test_twenty_chats_at_once_are_each_numbered_without_gaps(desk: Desk) -> None:
    async with open_for(desk) as place, asyncio.TaskGroup() as group:
        tasks = [group.create_task(_chat_alone(place)) for _ in range(20)]

    assert all(task.result() == [1, 2, 3, 4, 5] for task in tasks)
    assert await desk.count(messages) == 100


async def _chat_alone(place: Place) -> list[int]:
    async with place.browser() as browser:
        await browser.hello()
        for n in range(5):
            await browser.write(f"pesan {n}")
        return [frame["seq"] for frame in await browser.messages(5)]


async def test_twenty_windows_of_one_chat_all_see_the_same_without_gaps(desk: Desk) -> None:
    ready = asyncio.Barrier(20)
    async with open_for(desk) as place, place.browser() as owner:
        await owner.hello()
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(_window(place, owner.session, ready)) for _ in range(20)]

    seen = [task.result() for task in tasks]
    assert [seq for seq, _ in seen[0]] == list(range(1, 61))
    assert all(window == seen[0] for window in seen)


async def _window(place: Place, session: str, ready: asyncio.Barrier) -> list[tuple[int, str]]:
    async with place.browser() as browser:
        await browser.hello(session)
        await ready.wait()
        for n in range(3):
            await browser.write(f"pesan {n}")
        return [(frame["seq"], frame["text"]) for frame in await browser.messages(60)]
