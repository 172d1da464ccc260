"""What each side notices of the other: typing, reading, how the ticket stands, how it was rated."""

import uuid

import pytest

from channels.livechat.session import address_of
from runtime.bus import Bus
from tests.channels.livechat.rig import Browser, Frame, MemoryDesk, Seconds, livechat, served
from tests.channels.livechat.test_files import open_for
from tests.channels.rig import NotedIntake
from tests.tickets.desk import Desk
from tickets.commands.bot import Say
from tickets.domain.message import Card, Parts
from tickets.domain.traffic import Receipt
from tickets.queries import Rating
from tickets.store import ratings

pytestmark = pytest.mark.slow  # a real web server


async def begun(browser: Browser) -> str:
    """Begin a chat; its receipt number."""
    await browser.hello()
    await browser.write("halo")
    return str((await browser.next("state"))["ticket"])


async def receipt_of(desk: Desk, browser: Browser) -> Receipt:
    [said, *_], state = await desk.queries.thread("obrolan", address_of(browser.session), 0)
    assert state is not None
    return Receipt(ticket=state.ticket, conversation=said.conversation, seq=1, fresh=False)


async def test_an_agent_who_types_is_shown_by_name_and_nothing_is_kept(desk: Desk) -> None:
    async with open_for(desk) as place, place.browser() as browser, place.browser() as other:
        number = await begun(browser)
        await begun(other)
        before = await desk.log()
        await desk.presence.typing(number, await desk.agent("Sari"))
        frame = await browser.next("typing")
        assert "typing" not in {heard["type"] for heard in await other.quiet()}

    assert frame == {"type": "typing", "author": {"kind": "agent", "name": "Sari"}}
    assert await desk.log() == before


async def test_the_citizen_types_and_the_desk_hears_of_it_now_and_then() -> None:
    desk, seconds = MemoryDesk(), Seconds()
    chat = livechat(desk, Bus(), seconds)
    async with served(chat, NotedIntake()) as place, place.browser() as browser:
        await browser.hello()
        for pause in (0.0, 1.0, 1.0, 0.5):
            seconds.now += pause
            await browser.send(type="typing")
            await browser.ws.send_str("{bukan json")
            await browser.next("error")  # the sign before it was taken

    assert desk.typed == ["T-2026-000001-A"] * 2


async def test_typing_rings_for_the_ticket(desk: Desk) -> None:
    async with open_for(desk) as place, place.browser() as browser:
        await browser.hello()
        await browser.send(type="typing")  # there is nothing to show it on yet
        await browser.write("halo")
        number = (await browser.next("state"))["ticket"]
        async with desk.bus.listen("typing:*") as bell:
            await browser.send(type="typing")
            assert await bell.wait(2)

    assert bell.heard() == {f"typing:{number}"}


async def test_what_an_agent_has_read_is_shown_and_shown_again_to_who_comes_back(
    desk: Desk,
) -> None:
    async with open_for(desk) as place:
        async with place.browser() as browser:
            number = await begun(browser)
            await browser.write("dua")
            await browser.next("ack")
            await desk.presence.read(number, await desk.agent(), 1)
            assert (await browser.next("read"))["seq"] == 1
            await desk.presence.read(number, await desk.agent("Budi"), 99)
            assert (await browser.next("read"))["seq"] == 2
        async with place.browser() as again:
            await again.hello(browser.session)
            assert (await again.next("read"))["seq"] == 2


async def test_who_answers_has_read(desk: Desk) -> None:
    async with open_for(desk) as place, place.browser() as browser:
        number = await begun(browser)
        await desk.agents.reply(number, await desk.agent(), "Selamat pagi")
        assert (await browser.next("read"))["seq"] >= 1


async def test_the_state_says_who_has_it_and_how_it_stands(desk: Desk) -> None:
    async with open_for(desk) as place, place.browser() as browser:
        number = await begun(browser)
        sari = await desk.agent("Sari")
        await desk.agents.take(number, sari)
        taken = await browser.next("state")
        await desk.agents.release(number, sari)
        released = await browser.next("state")
        await desk.agents.mark_spam(number, sari)
        spam = await browser.next("state")

    assert (taken["handler"], taken["status"], taken["agent"]) == ("agent", "open", "Sari")
    assert (released["handler"], released["agent"]) == ("queue", None)
    assert (spam["status"], spam["may_rate"]) == ("closed", False)
    assert "spam" not in str(spam)
    assert {taken["open"], taken["opens_at"], taken["wait_seconds"]} == {None}


async def rate(browser: Browser, score: object = 5, **more: object) -> Frame:
    """Rate; what is answered."""
    client_id = str(uuid.uuid4())
    await browser.send(**{"type": "rate", "client_id": client_id, "score": score} | more)
    while (frame := await browser.frame())["type"] not in {"done", "error"}:
        pass
    assert frame["client_id"] == more.get("client_id", client_id)
    return frame


async def test_a_settled_ticket_is_rated_once_for_each_time_it_was_settled(desk: Desk) -> None:
    async with open_for(desk) as place, place.browser() as browser:
        number, sari = await begun(browser), await desk.agent()
        assert (await rate(browser))["code"] == "cannot_rate"
        await desk.agents.resolve(number, sari)
        assert (await browser.next("state"))["may_rate"] is True
        client_id = str(uuid.uuid4())
        done = await rate(browser, 2, client_id=client_id, comment=" lama sekali ")
        again = await rate(browser, 2, client_id=client_id)
        assert (await rate(browser, 5))["code"] == "cannot_rate"
        desk.clock.forward(hours=1)
        await browser.write("masih belum")
        await browser.next("ack")
        await desk.agents.close(number, sari)
        assert (await rate(browser, 4))["type"] == "done"
        assert (await rate(browser, 4))["code"] == "cannot_rate"
        states = [f["may_rate"] for f in await browser.quiet() if f["type"] == "state"]

    assert done == again == {"type": "done", "client_id": client_id}
    assert True not in states[-1:]
    assert [(r.score, r.comment) for r in await desk.rows(ratings)] == [(2, "lama sekali"), (4, "")]
    assert (await desk.queries.particulars(number)).rating == Rating(
        score=4, comment="", at=desk.clock.now
    )
    rated = [event for event in await desk.log() if event.kind == "ticket.rated"]
    assert [dict(event.facts) for event in rated] == [{"score": 2}, {"score": 4}]
    assert "lama" not in str(rated)


@pytest.mark.parametrize(
    "wrong",
    [
        {"score": 0}, {"score": 6}, {"score": "x"}, {"score": None}, {"score": 2.5},
        {"comment": "x" * 1001}, {"comment": 5},
    ],
)  # fmt: skip
async def test_a_rating_is_one_to_five(desk: Desk, wrong: dict[str, object]) -> None:
    async with open_for(desk) as place, place.browser() as browser:
        number = await begun(browser)
        await desk.agents.resolve(number, await desk.agent())
        assert (await rate(browser, **wrong))["code"] == "bad_frame"
        assert (await rate(browser, 1))["type"] == "done"


async def test_an_answer_comes_in_its_parts_too(desk: Desk) -> None:
    card = Card(text="Biaya 0", source="Perda 1/2024", as_of="Mei 2024", certain=False)
    parts = Parts(lead="Biaya:", cards=(card,), close="Semoga membantu.")
    async with open_for(desk) as place, place.browser() as browser:
        await begun(browser)
        receipt = await receipt_of(desk, browser)
        await desk.bot_turn(receipt, Say(text="semua", parts=parts), "tanpa fakta")
        answer, plain = await browser.messages(2)

    assert (answer["text"], answer["lead"], answer["close"]) == (
        "semua", "Biaya:", "Semoga membantu."
    )  # fmt: skip
    assert answer["cards"] == [
        {"text": "Biaya 0", "source": "Perda 1/2024", "as_of": "Mei 2024", "certain": False}
    ]
    assert "cards" not in plain
