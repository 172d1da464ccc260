"""The ledger adds up, and says so when it does not: each contradiction is made by hand."""

import datetime as dt
import functools
from collections.abc import Callable

import sqlalchemy as sa
from alembic import command
from sqlalchemy.ext.asyncio import create_async_engine

from app.bootstrap import database
from app.migrate import config
from runtime import sqlite
from runtime.bus import Bus
from tests.tickets.desk import MORNING, Desk, number
from tickets.domain.traffic import Arrival
from tickets.queries import Balance, Queries
from tickets.queries.ledger import PATIENCE
from tickets.store import conversations, ingress, messages


async def balance(desk: Desk) -> Balance:
    [found] = await desk.queries.balance(["surat"], desk.clock())
    return found


async def by_hand(desk: Desk, *statements: sa.Executable | str) -> None:
    """Do what no command does."""

    def work(conn: sa.Connection) -> None:
        for one in statements:
            conn.execute(sa.text(one) if isinstance(one, str) else one)

    if desk.db.dialect == "postgresql":
        await desk.db.write(lambda tx: work(tx.conn))
        return
    engine = sa.create_engine(desk.db.url.replace("+aiosqlite", ""))  # checks no foreign keys
    with engine.begin() as conn:
        work(conn)
    engine.dispose()


async def test_a_mailbox_without_mail_is_balanced(desk: Desk) -> None:
    empty = await balance(desk)

    assert (empty.channel, empty.seen, empty.balanced) == ("surat", 0, True)


async def test_every_mail_that_was_seen_was_filed_or_set_aside_or_waits(desk: Desk) -> None:
    first = await desk.mail(message_key="<a@contoh>", fingerprint="sama")
    await desk.mail(message_key="<a@contoh>", fingerprint="sama")
    await desk.mail(thread_keys=("message:<a@contoh>",))
    await desk.mail(automatic=True)
    await desk.agents.mark_spam(number(first), await desk.agent())
    await desk.mail(thread_keys=("message:<a@contoh>",))
    await desk.intake.set_aside("surat", "7", "not a mail")
    await desk.intake.keep(Arrival(channel="surat", external_id="8", raw=b"raw mail"))
    await desk.chat()
    await desk.telegram()

    found = await balance(desk)
    outcomes = ("ticket", "duplicate", "reply", "automatic", "spam", "quarantined", "kept")
    assert found.outcomes == dict.fromkeys(outcomes, 1)
    assert (found.seen, found.filed, found.set_aside, found.waiting) == (7, 5, 1, 1)
    assert str(found) == "7 seen = 5 filed + 1 set aside + 1 waiting"
    assert found.balanced


async def test_what_waits_for_too_long_is_reported_and_can_be_filed_anew(desk: Desk) -> None:
    for name in ("7", "8"):
        await desk.intake.keep(Arrival(channel="surat", external_id=name, raw=b"raw mail"))
    await desk.intake.set_aside("surat", "7", "not a mail")
    desk.clock.forward(seconds=PATIENCE.total_seconds())
    in_time, before = await balance(desk), await desk.queries.unfiled(["surat"], desk.clock())
    late = desk.clock() + dt.timedelta(seconds=1)
    [found] = await desk.queries.balance(["surat"], late)

    assert (in_time.balanced, len(before)) == (True, 1)
    assert found.faults == ("1 kept for more than 5 minutes, and not filed",)
    rows = {row.external_id: row.id for row in await desk.rows(ingress)}
    assert await desk.queries.unfiled(["surat"], late) == [rows["7"], rows["8"]]


async def test_a_filed_mail_whose_message_is_gone_is_reported(desk: Desk) -> None:
    await desk.mail()
    await desk.mail()
    referred = sa.select(ingress.c.message).where(ingress.c.message.is_not(None))
    gone = sa.select(sa.func.max(ingress.c.external_id)).scalar_subquery()
    lost = sa.update(ingress).where(ingress.c.external_id == gone).values(message=None)
    await by_hand(desk, lost, sa.delete(messages).where(messages.c.id.not_in(referred)))

    assert (await balance(desk)).faults == (
        "1 filed, but their message is not there or has another Message-ID",
    )


async def test_a_filed_mail_with_another_message_id_is_reported(desk: Desk) -> None:
    await desk.mail(message_key="<a@contoh>")
    await desk.mail()
    other = sa.update(messages).where(messages.c.key.is_not(None)).values(key="<b@contoh>")
    await by_hand(desk, other)

    found = await balance(desk)
    assert (found.lost, found.balanced) == (1, False)


async def test_two_mails_on_one_message_are_reported(desk: Desk) -> None:
    await desk.mail(fingerprint="sama")
    await desk.mail(fingerprint="sama")
    assert (await balance(desk)).balanced  # a duplicate shares its message, as it should
    await by_hand(desk, sa.update(ingress).values(outcome="ticket"))

    assert (await balance(desk)).faults == ("1 messages that several arrivals claim to be",)


async def test_a_message_of_a_mail_that_never_arrived_is_reported(desk: Desk) -> None:
    await desk.mail()
    await desk.chat()
    await by_hand(desk, sa.delete(ingress))

    found = await balance(desk)
    assert found.faults == ("1 messages of mails that are not in the ledger",)  # not the chat's
    await by_hand(desk, sa.update(conversations).values(kind="livechat"))
    assert (await balance(desk)).balanced


async def test_a_message_that_only_its_duplicate_names_is_reported(desk: Desk) -> None:
    await desk.mail(fingerprint="sama")
    await desk.mail(fingerprint="sama")
    await by_hand(desk, sa.update(ingress).values(outcome="duplicate"))

    assert (await balance(desk)).unknown == 1


async def test_the_faults_of_one_mailbox_are_not_those_of_another(desk: Desk) -> None:
    await desk.mail(message_key="<a@contoh>")
    await desk.mail(message_key="<a@contoh>", channel="pengaduan")
    theirs = sa.update(ingress).where(ingress.c.channel == "pengaduan")
    await by_hand(desk, theirs.values(message_id="<b@contoh>"))

    found = await desk.queries.balance(["surat", "pengaduan"], desk.clock())
    assert [(one.channel, one.seen, one.lost) for one in found] == [
        ("surat", 1, 0),
        ("pengaduan", 1, 1),
    ]


_BEFORE = """
insert into contacts values ({a}, 'S', 'id', {at});
insert into identities (id, contact, kind, address, verified, created_at)
    values ({a}, {a}, 'email', 's@contoh.id', 'none', {at});
insert into tickets (id, number, contact, subject, status, handler, version, locale, created_at,
    updated_at) values ({a}, 'T-1', {a}, 'Izin', 'open', 'queue', 1, 'id', {at}, {at});
insert into conversations (id, ticket, home, identity, channel, kind, address, created_at)
    values ({a}, {a}, {a}, {a}, 'surat', 'email', 's@contoh.id', {at});
insert into messages (id, conversation, seq, author, author_name, text, private, at, key, meta)
    values ({a}, {a}, 4, 'contact', 'S', 'x', false, {at}, '<a@contoh>', '{{}}'),
        ({b}, {a}, 6, 'contact', 'S', 'x', false, {at}, null, '{{}}');
insert into ingress (channel, external_id, id, outcome, message, at)
    values ('surat', '4294967295/12', {a}, 'filed', {a}, {at}),
        ('surat', '17/5', {b}, 'filed', {b}, {at}),
        ('surat', 'import/1a', {c}, 'duplicate', {a}, {at}),
        ('telegram', '123', {d}, 'quarantined', null, {at}),
        ('telegram', '1/2/3', {e}, 'kept', null, {at})
"""


async def test_what_was_filed_before_is_carried_over(bare_database_url: str) -> None:
    def to(step: str, conn: sa.Connection) -> None:
        made = config()
        made.attributes["connection"] = conn
        command.upgrade(made, step)

    def before(conn: sa.Connection) -> None:
        to("0002", conn)
        names = {name: f"'{n:032x}'" for n, name in enumerate("abcde", start=1)}
        for one in _BEFORE.format(**names, at="'2026-01-01 00:00:00.000000'").split(";"):
            conn.exec_driver_sql(one)

    for step in (before, functools.partial(to, "0003")):
        await changed(bare_database_url, step)
    db = database(bare_database_url, Bus())
    i = ingress.c
    row = sa.select(i.external_id, i.outcome, i.mailbox, i.uidvalidity, i.uid, i.message_id)
    rows = {tuple(one) for one in await db.read(lambda tx: tx.all(row))}
    [found] = await Queries(db).balance(["surat"], MORNING)
    await db.close()

    assert rows == {
        ("4294967295/12", "ticket", None, 4294967295, 12, "<a@contoh>"),
        ("17/5", "reply", None, 17, 5, None),
        ("import/1a", "duplicate", None, None, None, "<a@contoh>"),
        ("123", "quarantined", None, None, None, None),
        ("1/2/3", "kept", None, None, None, None),
    }
    assert (found.seen, found.balanced) == (3, True)


async def changed(url: str, work: Callable[[sa.Connection], None]) -> None:
    """Do something in one transaction of a plain connection."""
    if url.startswith("sqlite"):
        with sqlite.transaction(url) as conn:
            work(conn)
        return
    engine = create_async_engine(url)
    async with engine.begin() as conn:
        await conn.run_sync(work)
    await engine.dispose()
