"""One-time codes: sent where the citizen reads, good once, and telling nobody who exists."""

import datetime as dt

import pytest
import sqlalchemy as sa

from runtime.jobs import jobs
from tests.tickets.desk import SESSION, Desk, at_once, number
from tickets.commands.actor import Actor
from tickets.commands.codes import LASTS, MOST_TRIES
from tickets.domain.lifecycle import Handler, Status
from tickets.domain.number import make
from tickets.domain.traffic import Receipt
from tickets.store import messages, status_codes

BROWSER, OTHER = "peramban", "peramban lain"
NOBODYS = make("T", 2026, 999_999)


async def wish(desk: Desk, named: str, browser: str = BROWSER) -> str | None:
    """Ask for a code and let the worker do it; the code, if one was sent."""
    before = await desk.count(messages)
    await desk.codes.ask(browser, named)
    (job,) = await desk.jobs("code")
    await desk.db.write(lambda tx: tx.run(sa.delete(jobs).where(jobs.c.id == job.id)))
    await desk.codes.send(job.payload["flow"], job.payload["number"])
    if await desk.count(messages) == before:
        return None
    rows = await desk.rows(messages, author="system")
    newest: str = max((row.at, row.text) for row in rows)[1]
    return newest.rsplit(" ", 1)[1]


@pytest.fixture
async def mail(desk: Desk) -> Receipt:
    return await desk.mail()


async def test_the_code_opens_the_status_once(desk: Desk, mail: Receipt) -> None:
    code = await wish(desk, number(mail))
    assert code == "700001"
    assert await desk.codes.check(BROWSER, code) == number(mail)
    assert await desk.codes.check(BROWSER, code) is None, "one use"


async def test_it_is_good_in_the_browser_that_asked_and_nowhere_else(
    desk: Desk, mail: Receipt
) -> None:
    code = await wish(desk, number(mail))
    assert code is not None
    for _ in range(MOST_TRIES + 1):
        assert await desk.codes.check(OTHER, code) is None
    assert await desk.codes.check(BROWSER, code) == number(mail), "and nobody else uses it up"


async def test_it_ends_after_ten_minutes(desk: Desk, mail: Receipt) -> None:
    code = await wish(desk, number(mail))
    assert code is not None
    desk.clock.forward(seconds=LASTS.total_seconds())
    assert await desk.codes.check(BROWSER, code) is None
    desk.clock.forward(seconds=-1)
    assert await desk.codes.check(BROWSER, code) == number(mail)


async def test_after_five_wrong_tries_the_right_one_is_wrong_too(desk: Desk, mail: Receipt) -> None:
    code = await wish(desk, number(mail))
    assert code is not None
    wrong = await at_once(*(desk.codes.check(BROWSER, f"9{n:05}") for n in range(MOST_TRIES)))
    assert wrong == [None] * MOST_TRIES
    assert await desk.codes.check(BROWSER, code) is None


async def test_four_wrong_tries_may_be_made(desk: Desk, mail: Receipt) -> None:
    code = await wish(desk, number(mail))
    assert code is not None
    for n in range(MOST_TRIES - 1):
        assert await desk.codes.check(BROWSER, f"9{n:05}") is None
    assert await desk.codes.check(BROWSER, code) == number(mail)


async def test_of_many_at_once_one_gets_in(desk: Desk, mail: Receipt) -> None:
    code = await wish(desk, number(mail))
    assert code is not None
    told = await at_once(*(desk.codes.check(BROWSER, code) for _ in range(8)))
    assert sorted(told, key=str) == sorted([number(mail), *[None] * 7], key=str)


async def test_one_a_minute_and_five_an_hour(desk: Desk, mail: Receipt) -> None:
    sent = []
    for n in range(8):
        sent.append(await wish(desk, number(mail), f"peramban {n}"))
        too_soon = await wish(desk, number(mail), f"terlalu cepat {n}")
        assert too_soon is None
        desk.clock.forward(minutes=1)
    assert [code is not None for code in sent] == [True] * 5 + [False] * 3
    desk.clock.forward(hours=1)
    assert await wish(desk, number(mail), "kemudian") is not None


async def test_many_wishes_at_once_are_one_code(desk: Desk, mail: Receipt) -> None:
    await at_once(*(desk.codes.send(f"{n:064x}", number(mail)) for n in range(6)))
    assert len(await desk.rows(messages, author="system")) == 1


async def test_the_same_wish_twice_is_sent_once(desk: Desk, mail: Receipt) -> None:
    for _ in range(2):  # as after a crash behind the commit
        await desk.codes.send("a" * 64, number(mail))
    assert len(await desk.rows(messages, author="system")) == 1


async def test_a_vain_wish_leaves_the_same_behind(desk: Desk, mail: Receipt) -> None:
    assert await wish(desk, number(mail), BROWSER) is not None
    assert await wish(desk, NOBODYS, OTHER) is None
    assert await wish(desk, number(mail), "terlalu cepat") is None
    true, vain, soon = await desk.rows(status_codes)
    assert [bool(row.ticket) for row in (true, vain, soon)].count(True) == 1
    assert {len(row.digest) for row in (true, vain, soon)} == {64}
    assert await desk.codes.check(OTHER, "700002") is None, "its code was sent to nobody"
    rows = {row.flow: row.tries for row in await desk.rows(status_codes)}
    assert sorted(rows.values()) == [0, 0, 1], "a try counts where there is nothing to try"


async def test_no_code_is_kept_in_the_table(desk: Desk, mail: Receipt) -> None:
    code = await wish(desk, number(mail))
    (row,) = await desk.rows(status_codes)
    assert code is not None
    assert code not in repr(tuple(row))
    assert BROWSER not in repr(tuple(row))


async def test_it_is_nobodys_turn(desk: Desk, mail: Receipt) -> None:
    await desk.bot_turn(mail, "Baik", hand_off="requested")
    before, log = await desk.ticket(mail), await desk.latest()
    turns = len(await desk.jobs("turn"))
    desk.clock.forward(hours=1)
    code = await wish(desk, number(mail))
    assert await desk.ticket(mail) == before, "no list moves, and no preview tells the code"
    assert (await desk.standing(mail)) == (Status.OPEN, Handler.QUEUE)
    assert len(await desk.jobs("turn")) == turns
    (event,) = await desk.log(log)
    assert (event.kind, event.actor, event.facts["author"]) == ("message.added", "system", "system")
    assert code is not None
    assert code not in str(event)


async def test_it_goes_out_on_the_channel_the_citizen_wrote_on_last(desk: Desk) -> None:
    mail, telegram = await desk.mail(), await desk.telegram()
    for receipt, kind in ((mail, "email"), (telegram, "telegram")):
        assert await wish(desk, number(receipt), kind) is not None
        out = [
            await desk.deliveries.outbound(row.id)
            for row in await desk.rows(messages, conversation=receipt.conversation, author="system")
        ]
        assert [one.to for one in out if one] == [
            {"email": "siti@contoh.id", "telegram": "628"}[kind]
        ]
        assert all(one.automatic for one in out if one)


async def test_in_a_chat_it_is_the_next_message_of_the_thread(desk: Desk) -> None:
    old = await desk.chat("halo")
    sari = await desk.agent("Sari")
    await desk.agents.close(number(old), sari)
    new = await desk.chat("hal lain")
    assert new.ticket != old.ticket
    desk.clock.forward(minutes=1)
    assert await wish(desk, number(old)) is not None
    await desk.chat("lagi")
    assert [seq for seq, _ in await desk.thread()] == [1, 2, 3, 4], "no gap and no double"
    assert (await desk.thread(SESSION))[2][1].startswith(f"id {number(old)} ")


async def test_after_a_merge_it_goes_to_whose_number_it_was(desk: Desk) -> None:
    old, new = await desk.mail(), await desk.mail(sender="budi@contoh.id")
    sari: Actor = await desk.agent("Sari")
    await desk.agents.merge(number(old), sari, into=number(new))
    assert await wish(desk, number(old)) is not None
    (said,) = await desk.rows(messages, author="system")
    assert said.conversation == old.conversation


async def test_spam_gets_none(desk: Desk, mail: Receipt) -> None:
    await desk.agents.mark_spam(number(mail), await desk.agent("Sari"))
    assert await wish(desk, number(mail)) is None


async def test_what_is_over_is_forgotten(desk: Desk, mail: Receipt) -> None:
    await wish(desk, number(mail))
    desk.clock.forward(seconds=dt.timedelta(days=1).total_seconds() - 1)
    assert await desk.codes.forget() == 0
    desk.clock.forward(seconds=1)
    assert await desk.codes.forget() == 1
