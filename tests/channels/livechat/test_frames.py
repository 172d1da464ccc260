"""What goes over the socket: every frame of the contract, and every kind of bad one."""

import dataclasses
import json
import uuid

import aiohttp
import pytest
from aiohttp import WSMsgType

from channels.livechat.session import address_of, fresh_token, is_token
from runtime.bus import Bus
from tests.channels.livechat.rig import Browser, MemoryDesk, Seconds, livechat, served
from tests.channels.rig import NotedIntake
from tickets.domain.traffic import Inbound, Receipt

pytestmark = pytest.mark.slow  # a real web server


@dataclasses.dataclass
class BrokenIntake(NotedIntake):
    """An intake that cannot store anything, until it is mended."""

    broken: bool = True

    async def receive(self, inbound: Inbound) -> Receipt:
        if self.broken:
            raise OSError("disk full")
        return await super().receive(inbound)


async def _still_works(browser: Browser) -> None:
    """The next message is stored."""
    client_id = await browser.write("berikutnya")
    assert (await browser.next("ack"))["client_id"] == client_id


async def test_a_hello_is_welcomed_with_a_session_to_keep() -> None:
    chat = livechat(MemoryDesk(), Bus())
    async with served(chat, NotedIntake()) as place, place.browser() as browser:
        welcome = await browser.hello()

    assert is_token(welcome["session"])
    assert (welcome["seq"], welcome["ticket"]) == (0, "T-2026-000001-A")


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("{bukan json", "not_json"),
        ("", "not_json"),
        ("[1, 2]", "not_json"),
        ("null", "not_json"),
        ("[" * 60_000, "not_json"),
        ('{"type": "dance"}', "unknown_type"),
        ('{"text": "halo"}', "unknown_type"),
        ('{"type": ["message"]}', "unknown_type"),
        ('{"type": "message"}', "bad_frame"),
        ('{"type": "message", "client_id": "bukan", "text": "halo"}', "bad_frame"),
        (f'{{"type": "message", "client_id": "{uuid.uuid4()}", "text": ""}}', "bad_frame"),
        (f'{{"type": "message", "client_id": "{uuid.uuid4()}", "text": 5}}', "bad_frame"),
        (
            f'{{"type": "message", "client_id": "{uuid.uuid4()}", "text": "{"x" * 8001}"}}',
            "bad_frame",
        ),
        ('{"type": "read", "seq": -1}', "bad_frame"),
        ('{"type": "read", "seq": 99999999999999}', "bad_frame"),
        ('{"type": "hello"}', "hello_again"),
        ('{"type": "typing", "x": "' + "y" * 200_000 + '"}', "too_large"),
    ],
    ids=lambda value: value[:30],
)
async def test_a_bad_frame_is_answered_and_the_next_message_works(raw: str, code: str) -> None:
    intake = NotedIntake()
    async with served(livechat(MemoryDesk(), Bus()), intake) as place, place.browser() as browser:
        await browser.hello()
        await browser.ws.send_str(raw)
        error = await browser.next("error")
        assert (error["code"], bool(error["detail"])) == (code, True)
        await _still_works(browser)

    assert intake.texts == ["berikutnya"]


async def test_a_frame_no_server_would_read_ends_the_socket_and_nothing_else() -> None:
    intake = NotedIntake()
    async with served(livechat(MemoryDesk(), Bus()), intake) as place:
        async with place.browser() as browser:
            await browser.hello()
            await browser.ws.send_str(json.dumps({"type": "typing", "x": "y" * 1_000_000}))
            assert await _close_code(browser) == 1009
        async with place.browser() as again:
            await again.hello(browser.session)
            await _still_works(again)

    assert intake.texts == ["berikutnya"]


async def test_a_binary_frame_is_answered_and_the_next_message_works() -> None:
    chat = livechat(MemoryDesk(), Bus())
    async with served(chat, NotedIntake()) as place, place.browser() as browser:
        await browser.hello()
        await browser.ws.send_bytes(b"\x00\x01")
        assert (await browser.next("error"))["code"] == "not_text"
        await _still_works(browser)


async def test_an_error_names_the_message_it_is_about() -> None:
    chat = livechat(MemoryDesk(), Bus())
    async with served(chat, NotedIntake()) as place, place.browser() as browser:
        await browser.hello()
        client_id = await browser.write("")
        error = await browser.next("error")

    assert error["client_id"] == client_id
    assert "text" in error["detail"]


async def test_who_asks_whether_anybody_is_there_is_answered() -> None:
    async with (
        served(livechat(MemoryDesk(), Bus()), NotedIntake()) as place,
        place.browser() as browser,
    ):
        await browser.hello()
        await browser.send(type="ping")
        assert await browser.next("pong") == {"type": "pong"}


async def test_hello_comes_first_and_nothing_is_stored_before_it() -> None:
    intake = NotedIntake()
    async with served(livechat(MemoryDesk(), Bus()), intake) as place, place.browser() as browser:
        await browser.write("halo")
        assert (await browser.next("error"))["code"] == "hello_first"
        await browser.hello()
        await _still_works(browser)

    assert intake.texts == ["berikutnya"]


@pytest.mark.parametrize(
    "malformed",
    ["abc", "", "x" * 42, "x" * 44, "x" * 42 + "!", "x" * 43 + "\n", "é" * 43, "a" * 64],
)
async def test_a_malformed_session_is_never_taken(malformed: str) -> None:
    intake = NotedIntake()
    async with served(livechat(MemoryDesk(), Bus()), intake) as place, place.browser() as browser:
        await browser.hello(malformed)
        await _still_works(browser)

    assert browser.session != malformed
    assert is_token(browser.session)
    [inbound] = intake.received.values()
    assert inbound.sender == address_of(browser.session)


@pytest.mark.parametrize("malformed", [5, "x" * 201, ["x" * 43], {"a": 1}])
async def test_a_session_that_is_none_at_all_gets_an_error(malformed: object) -> None:
    chat = livechat(MemoryDesk(), Bus())
    async with served(chat, NotedIntake()) as place, place.browser() as browser:
        await browser.send(type="hello", session=malformed, after=0)
        assert (await browser.next("error"))["code"] == "bad_frame"
        await browser.hello()
        await _still_works(browser)


async def test_the_session_is_never_what_is_stored() -> None:
    intake = NotedIntake()
    async with served(livechat(MemoryDesk(), Bus()), intake) as place, place.browser() as browser:
        await browser.hello(token := fresh_token())
        await _still_works(browser)

    assert browser.session == token
    assert token not in repr(intake)


async def test_too_many_messages_are_refused_until_time_has_passed() -> None:
    seconds, intake = Seconds(), NotedIntake()
    chat = livechat(MemoryDesk(), Bus(), seconds, messages_per_minute=3)
    async with served(chat, intake) as place, place.browser() as browser:
        await browser.hello(locale="en")
        for n in range(3):
            await browser.write(str(n))
            await browser.next("ack")
        refused = await browser.write("terlalu cepat")
        error = await browser.next("error")
        assert (error["code"], error["client_id"]) == ("too_fast", refused)
        assert "20 seconds" in error["detail"] or "21 seconds" in error["detail"]
        seconds.now += 21
        await browser.write("terlalu cepat", refused)
        assert (await browser.next("ack"))["client_id"] == refused

    assert intake.texts == ["0", "1", "2", "terlalu cepat"]


async def test_the_pace_is_that_of_a_session_not_of_a_socket() -> None:
    chat = livechat(MemoryDesk(), Bus(), Seconds(), messages_per_minute=1)
    async with served(chat, NotedIntake()) as place:
        async with place.browser() as browser:
            await browser.hello()
            await browser.write("satu")
            await browser.next("ack")
        async with place.browser() as again:
            await again.hello(browser.session)
            await again.write("dua")
            replies = await again.quiet()

    assert [f["code"] for f in replies if f["type"] == "error"] == ["too_fast"]


async def test_a_foreign_page_is_refused() -> None:
    chat = livechat(MemoryDesk(), Bus(), allowed_origins=("https://jakarta.go.id",))
    async with served(chat, NotedIntake()) as place:
        for origin in ("https://jahat.example", "null", "https://jakarta.go.id.jahat.example"):
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                async with place.browser(Origin=origin):
                    pass
            assert refused.value.status == 403
        async with place.browser(Origin="https://jakarta.go.id") as browser:
            await browser.hello()
            await _still_works(browser)


async def test_what_is_not_stored_is_not_acknowledged_and_can_be_sent_again() -> None:
    intake = BrokenIntake()
    async with served(livechat(MemoryDesk(), Bus()), intake) as place, place.browser() as browser:
        await browser.hello()
        client_id = await browser.write("halo")
        error = await browser.next("error")
        assert (error["code"], error["client_id"]) == ("not_stored", client_id)
        assert "belum tersimpan" in error["detail"]
        intake.broken = False
        await browser.write("halo", client_id)
        assert (await browser.next("ack"))["client_id"] == client_id

    assert intake.texts == ["halo"]


async def test_what_the_citizen_has_seen_is_noted() -> None:
    desk, session = MemoryDesk(), fresh_token()
    async with served(livechat(desk, Bus()), NotedIntake()) as place, place.browser() as browser:
        for text in ("satu", "dua", "tiga"):
            desk.store(address_of(session), text)
        await browser.hello(session)
        await browser.messages(3)
        for seq in (2, 99, 1):  # what was not shown cannot be read, what was read stays read
            await browser.send(type="read", seq=seq)
        await _still_works(browser)

    assert desk.read == {address_of(session): 2}


async def test_when_the_server_goes_every_client_is_told_to_come_back() -> None:
    chat = livechat(MemoryDesk(), Bus())
    async with (
        served(chat, NotedIntake()) as place,
        place.browser() as first,
        place.browser() as second,
    ):
        await first.hello()
        await second.hello()
        await chat.close()
        assert [await _close_code(each) for each in (first, second)] == [1012, 1012]


async def _close_code(browser: Browser) -> int | None:
    while (raw := await browser.ws.receive(5)).type is WSMsgType.TEXT:
        pass
    assert raw.type in {WSMsgType.CLOSE, WSMsgType.CLOSED, WSMsgType.CLOSING}
    return browser.ws.close_code


async def test_while_the_channel_does_not_run_the_door_is_shut_for_now() -> None:
    chat = livechat(MemoryDesk(), Bus())
    async with served(chat, NotedIntake()) as place:
        chat._intake = None
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            async with place.browser():
                pass
    assert refused.value.status == 503


async def test_a_slow_reader_does_not_hold_up_the_others() -> None:
    desk, bus = MemoryDesk(), Bus()
    slow_session = fresh_token()
    for _ in range(2000):
        desk.store(address_of(slow_session), "x" * 8000)
    async with (
        served(livechat(desk, bus), NotedIntake()) as place,
        place.browser() as slow,
        place.browser() as quick,
    ):
        await slow.send(type="hello", session=slow_session, after=0)
        await quick.hello()
        for _ in range(20):
            await quick.write("halo")
            await quick.next("ack")
        first = await slow.messages(3)

    assert [frame["seq"] for frame in first] == [1, 2, 3]
