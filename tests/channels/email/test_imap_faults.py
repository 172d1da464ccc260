"""Each known fault of aioimaplib 2.0.3, and that the wrapper outlives it."""

import asyncio
import contextlib
import dataclasses
import ssl
import time
from collections.abc import AsyncIterator

import pytest

from channels.email.imap import Broken, Gone, Patience, Rejected, Session, opened
from channels.email.settings import Imap
from tests.channels.email.conftest import Server, trusting
from tests.channels.email.mailbox import imap_settings, mail
from tests.peers.dovecot import Dovecot
from tests.peers.imap import Postbox
from tests.peers.wire import Wire, wire_to

QUICK = Patience(connect=0.4, command=0.4, chunk=0.4)
CALM = Patience(connect=10, command=10, chunk=20)


def no_tls() -> ssl.SSLContext:
    raise AssertionError("TLS was not asked for")


@contextlib.asynccontextmanager
async def session(settings: Imap, patience: Patience = CALM) -> AsyncIterator[Session]:
    async with opened(settings, no_tls, patience) as opened_session:
        yield opened_session


@pytest.fixture
async def box(imap: Server) -> Postbox:
    return await asyncio.to_thread(imap.postbox)


@pytest.fixture
async def wire(shared_dovecot: Dovecot) -> AsyncIterator[Wire]:
    async with wire_to(shared_dovecot.port) as one:
        yield one


def through(wire: Wire, dovecot: Dovecot) -> Imap:
    return imap_settings(dataclasses.replace(dovecot.postbox(), port=wire.port))


async def test_a_thousand_lines_break_the_parser_and_we_notice(
    wire: Wire, shared_dovecot: Dovecot
) -> None:
    async with session(through(wire, shared_dovecot)) as one:
        await one.select()
        wire.tamper = lambda data: b"* 1 FETCH (FLAGS ())\r\n" * 1500 + data
        started = time.monotonic()
        with pytest.raises(Broken, match="lost the connection"):
            await one.select()
        assert time.monotonic() - started < 15, "long before one gives up waiting"


async def test_no_more_than_two_hundred_uids_are_asked_for(shared_dovecot: Dovecot) -> None:
    box = shared_dovecot.postbox()
    shared_dovecot.put(box.user, (mail(str(n)) for n in range(450)))
    async with session(imap_settings(box)) as one:
        await one.select()
        assert await one.uids_after(0) == list(range(1, 201))
        assert await one.uids_after(200) == list(range(201, 401))
        assert await one.uids_after(400) == list(range(401, 451))
        assert await one.uids_after(450) == []


@pytest.mark.slow
async def test_holes_between_uids_are_crossed(shared_dovecot: Dovecot) -> None:
    box = shared_dovecot.postbox()
    shared_dovecot.put(box.user, (mail(str(n)) for n in range(2000)))

    def thin_out() -> None:
        with box.client() as client:
            client.select()
            client.uid("STORE", "2:1990", "+FLAGS.SILENT", r"(\Deleted)")
            client.expunge()

    await asyncio.to_thread(thin_out)
    async with session(imap_settings(box)) as one:
        await one.select()
        assert await one.uids_after(0) == [1]
        assert await one.uids_after(1) == list(range(1991, 2001))


async def test_what_looks_like_protocol_inside_a_mail_stays(box: Postbox) -> None:
    tricky = (
        b"* 1 FETCH (X)\r\n* * OK\r\nA1 OK done\r\n+ go\r\n)\r\n{12}\r\n* BYE\r\n(((\r\n\x80\xff"
    )
    raw = mail("x").replace(b"\n", b"\r\n") + tricky * 50
    await box.deliver(raw, b"From: a@b\r\n\r\n")
    async with session(imap_settings(box)) as one:
        seen = await one.select()
        first, second = await one.uids_after(0)
        assert await one.fetch(first, at_most=10**6) == raw
        assert await one.fetch(second, at_most=10**6) == b"From: a@b\r\n\r\n"
        assert seen.uidnext == second + 1


async def test_large_mail_comes_in_pieces_byte_for_byte(box: Postbox) -> None:
    raw = b"From: a@b\r\n\r\n" + b"".join(b"%060d\r\n" % n for n in range(50_000))
    await box.deliver(raw)
    async with session(imap_settings(box)) as one:
        await one.select()
        [uid] = await one.uids_after(0)
        assert await one.fetch(uid, at_most=10**8) == raw
        assert await one.fetch(uid, at_most=1_500_001) == raw[:1_500_001]
        assert await one.size(uid) == len(raw)


async def test_a_mail_of_exactly_one_piece(box: Postbox) -> None:
    raw = b"From: a@b\r\n\r\n".ljust(1_000_000, b"x")
    await box.deliver(raw)
    async with session(imap_settings(box)) as one:
        await one.select()
        [uid] = await one.uids_after(0)
        assert await one.fetch(uid, at_most=10**8) == raw


async def test_a_mail_that_went_away_is_gone(box: Postbox) -> None:
    await box.deliver(mail("x"))
    async with session(imap_settings(box)) as one:
        await one.select()
        [uid] = await one.uids_after(0)
        for call in (one.fetch(uid + 7, at_most=100), one.size(uid + 7)):
            with pytest.raises(Gone):
                await call


async def test_a_lost_connection_wakes_who_is_idling(wire: Wire, shared_dovecot: Dovecot) -> None:
    async with session(through(wire, shared_dovecot)) as one:
        await one.select()
        asyncio.get_running_loop().call_later(0.2, wire.cut)
        started = time.monotonic()
        with pytest.raises(Broken, match="lost the connection"):
            await one.idle(30)
        assert time.monotonic() - started < 15
        with pytest.raises(Broken):
            await one.select()


async def test_idle_is_renewed_and_commands_work_after_it(box: Postbox) -> None:
    async with session(imap_settings(box)) as one:
        await one.select()
        assert not await one.idle(0.1)
        assert not await one.idle(0.1)
        async with asyncio.TaskGroup() as group:
            group.create_task(box.deliver(mail("x")))
            assert await one.idle(10)
        await one.select()
        assert len(await one.uids_after(0)) == 1


async def test_a_silent_server_is_left_after_the_time_limit(
    wire: Wire, shared_dovecot: Dovecot
) -> None:
    settings = through(wire, shared_dovecot)
    async with session(settings, QUICK) as one:
        await one.select()
        wire.freeze()
        with pytest.raises(Broken, match="does not answer in time"):
            await one.select()
    with pytest.raises(Broken, match="does not answer in time"):
        async with session(settings, QUICK):
            pass


async def test_a_silent_server_is_noticed_when_idle_ends(
    wire: Wire, shared_dovecot: Dovecot
) -> None:
    async with session(through(wire, shared_dovecot), QUICK) as one:
        await one.select()
        asyncio.get_running_loop().call_later(0.1, wire.freeze)
        with pytest.raises(Broken, match="does not answer in time"):
            await one.idle(0.3)


async def test_nothing_is_left_behind(wire: Wire, shared_dovecot: Dovecot) -> None:
    before = asyncio.all_tasks()
    async with session(through(wire, shared_dovecot)) as one:
        await one.select()
        asyncio.get_running_loop().call_later(0.1, wire.cut)
        with pytest.raises(Broken):
            await one.idle(30)
    await asyncio.sleep(0.05)
    left = asyncio.all_tasks() - before
    assert not [task for task in left if "aioimaplib" in repr(task)]


async def test_a_cancel_is_heeded_even_when_the_library_swallows_it(
    shared_dovecot: Dovecot,
) -> None:
    """As `asyncio.wait_for` of Python 3.11 does when the answer comes at the same moment."""

    async def swallow() -> None:
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.Event().wait()

    went_on = False

    async def ask(one: Session) -> None:
        nonlocal went_on
        await one._ask(swallow())
        went_on = True

    async with (
        session(imap_settings(shared_dovecot.postbox())) as one,
        asyncio.TaskGroup() as group,
    ):
        task = group.create_task(ask(one))
        await asyncio.sleep(0.05)
        task.cancel()
    assert not went_on


async def test_a_server_that_says_goodbye_at_once(wire: Wire, shared_dovecot: Dovecot) -> None:
    wire.tamper = lambda data: data.replace(b"* OK", b"* BYE")
    with pytest.raises(Broken):
        async with session(through(wire, shared_dovecot), QUICK):
            pass


async def test_without_idle_it_only_waits(wire: Wire, shared_dovecot: Dovecot) -> None:
    wire.tamper = lambda data: data.replace(b" IDLE", b" SLOW")
    async with session(through(wire, shared_dovecot)) as one:
        await one.select()
        assert not await one.idle(0.1)
        asyncio.get_running_loop().call_later(0.1, wire.cut)
        with pytest.raises(Broken):
            await one.idle(30)


async def test_no_uidnext_is_made_up_for(wire: Wire, shared_dovecot: Dovecot) -> None:
    settings = through(wire, shared_dovecot)
    wire.tamper = lambda data: data.replace(b"[UIDNEXT", b"[UIDLAST")
    async with session(settings) as one:
        assert (await one.select()).uidnext == 1
        await Postbox(settings.host, shared_dovecot.port, settings.user, "rahasia").deliver(
            mail("x")
        )
        assert (await one.select()).uidnext == 2
        assert await one.uids_after(0) == [1]


async def test_search_sends_no_charset(wire: Wire, shared_dovecot: Dovecot) -> None:
    settings = through(wire, shared_dovecot)
    shared_dovecot.put(settings.user, iter([mail("x")]))
    async with session(settings) as one:
        await one.select()
        assert await one.uids_after(0) == [1]
    assert b"SEARCH UID 1:1\r\n" in wire.heard
    assert b"CHARSET" not in wire.heard


async def test_odd_names_are_quoted(shared_dovecot: Dovecot) -> None:
    box = dataclasses.replace(
        shared_dovecot.postbox(),
        user="si aneh (uji)",
        password='kata sandi "sulit" \\',
        folder='Pengaduan & "Café" (baru)',
    )
    async with session(imap_settings(box)) as one:
        created = '"Pengaduan &- \\"Caf&AOk-\\" (baru)"'
        await one._ask(one._client.create(created))
        assert (await one.select()).uidnext == 1


async def test_a_password_cannot_carry_commands(shared_dovecot: Dovecot) -> None:
    box = dataclasses.replace(shared_dovecot.postbox(), password="x\r\nA2 DELETE INBOX")
    with pytest.raises(Broken) as why:
        async with session(imap_settings(box)):
            pass
    assert "DELETE" not in str(why.value)


async def test_a_wrong_password_is_told_without_the_password(imap: Server) -> None:
    box = dataclasses.replace(await asyncio.to_thread(imap.postbox), password="salah-sekali")
    with pytest.raises(Rejected) as why:
        async with session(imap_settings(box)):
            pass
    assert box.user in str(why.value)
    assert str(box.port) in str(why.value)
    assert "salah-sekali" not in str(why.value)


async def test_a_folder_that_is_not_there(imap: Server) -> None:
    box = dataclasses.replace(await asyncio.to_thread(imap.postbox), folder="Tidak Ada")
    async with session(imap_settings(box)) as one:
        with pytest.raises(Rejected, match="Tidak Ada"):
            await one.select()


async def test_nobody_there(shared_dovecot: Dovecot) -> None:
    box = dataclasses.replace(shared_dovecot.postbox(), port=1)
    with pytest.raises(Broken, match="cannot be used"):
        async with session(imap_settings(box)):
            pass


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
async def test_tls_is_checked_and_its_end_is_noticed(tls_dovecot: Dovecot, tls: str) -> None:
    box = tls_dovecot.postbox()
    port = tls_dovecot.tls_port if tls == "implicit" else tls_dovecot.port
    settings = imap_settings(dataclasses.replace(box, port=port), tls=tls)
    await box.deliver(mail("rahasia"))
    with pytest.raises(Broken, match="certificate"):
        async with opened(settings, ssl.create_default_context, CALM):
            pass
    async with opened(settings, lambda: trusting(tls_dovecot), CALM) as one:
        assert one._client.protocol.transport.get_extra_info("cipher")
        await one.select()
        assert b"rahasia" in await one.fetch(1, at_most=10**6)
        asyncio.get_running_loop().call_later(0.1, tls_dovecot.kill)
        with pytest.raises(Broken, match="lost the connection"):
            await one.idle(30)


async def test_starttls_is_never_left_out(wire: Wire, shared_dovecot: Dovecot) -> None:
    settings = through(wire, shared_dovecot).model_copy(update={"tls": "starttls"})
    with pytest.raises(Broken, match="STARTTLS"):
        async with opened(settings, ssl.create_default_context, CALM):
            pass
    assert b"LOGIN" not in wire.heard


async def test_a_log_in_before_tls_is_not_believed(tls_dovecot: Dovecot) -> None:
    async with wire_to(tls_dovecot.port) as wire:
        wire.tamper = lambda data: data.replace(b"* OK [", b"* PREAUTH [")
        settings = through(wire, tls_dovecot).model_copy(update={"tls": "starttls"})
        with pytest.raises(Broken, match="before TLS"):
            async with opened(settings, lambda: trusting(tls_dovecot), CALM):
                pass
