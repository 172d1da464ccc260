"""Search, on both engines: words, people, numbers, filters, order and pages."""

import datetime as dt
from pathlib import Path

import asyncpg
import pytest
import sqlalchemy as sa

from runtime.db import Tx
from tests.peers.postgres import PostgresServer
from tests.tickets.desk import MORNING, Desk, conversation, number
from tickets.commands.actor import Actor
from tickets.commands.case import open_talk
from tickets.domain.access import Sight
from tickets.domain.message import Author, AuthorKind, Upload
from tickets.domain.searching import parse, tokens
from tickets.domain.stemming import stem
from tickets.queries import BadCursor, acquaintance, matching, windows
from tickets.queries.limits import TookTooLong, within
from tickets.queries.moments import places
from tickets.queries.search import Hit, SearchFilter, SearchQueries, Where, of_message
from tickets.store import deliveries, ingress, messages
from tickets.store.search import search_messages

pytestmark = pytest.mark.slow
ALL = SearchFilter()


@pytest.fixture
async def sari(desk: Desk) -> Actor:
    return await desk.agent("Sari")


async def found(desk: Desk, words: str, which: SearchFilter = ALL) -> list[Hit]:
    eyes = Sight(agent=desk.names())
    return list((await desk.search.search(words, eyes, which)).rows)


async def said(desk: Desk, words: str, which: SearchFilter = ALL) -> list[str]:
    """What the messages that are found begin with."""
    hits = await found(desk, words, which)
    return [_text(hit) for hit in hits if hit.where is Where.MESSAGE]


async def named(desk: Desk, words: str, which: SearchFilter = ALL) -> list[tuple[str, str]]:
    """What is found by name, and by which."""
    hits = await found(desk, words, which)
    return [(str(hit.where), hit.ticket.number) for hit in hits if hit.where is not Where.MESSAGE]


def _text(hit: Hit) -> str:
    return "".join(piece.text for piece in hit.pieces)


def _marked(hit: Hit) -> list[str]:
    return [piece.text for piece in hit.pieces if piece.hit]


async def test_words_with_affixes_are_found_by_their_kin_and_marked(desk: Desk) -> None:
    receipt = await desk.chat("Saya mau mengurus perizinan apotek", sender_name="Siti")
    await desk.mail("Kapan buka?")
    [hit] = await found(desk, "urus izin ")

    assert _marked(hit) == ["mengurus", "perizinan"]
    assert (hit.ticket.number, hit.where, hit.private) == (number(receipt), Where.MESSAGE, False)
    assert (hit.author, hit.author_name, hit.at) == (AuthorKind.CONTACT, "Siti", desk.clock())
    assert hit.channel is not None
    assert (hit.channel.name, hit.channel.kind) == ("livechat", "livechat")
    assert hit.message == (await desk.messages(receipt))[0].id


async def test_every_word_must_be_there_and_a_phrase_in_a_row(desk: Desk) -> None:
    await desk.chat("izin usaha")
    await desk.mail("usaha tanpa izin")

    assert await said(desk, "izin apotek ") == []
    assert sorted(await said(desk, "izin usaha ")) == ["izin usaha", "usaha tanpa izin"]
    assert await said(desk, '"izin usaha"') == ["izin usaha"]
    assert await said(desk, '"perizinan"') == []


async def test_the_last_word_may_be_unfinished(desk: Desk) -> None:
    await desk.chat("tentang perizinan")

    assert await said(desk, "periz") == ["tentang perizinan"]
    assert await said(desk, "periz ") == []
    assert await said(desk, "tentang periz") == ["tentang perizinan"]
    assert await said(desk, "tent perizinan") == []


async def test_subjects_and_names_of_files_lead_to_their_message(desk: Desk, sari: Actor) -> None:
    photo = Upload(name="denah gudang.pdf", media_type="application/pdf", content=b"%PDF")
    mail = await desk.mail("Mohon dibantu", subject="Reklame toko", uploads=(photo,))
    [by_subject] = await found(desk, "reklame")
    [by_file] = await found(desk, "denah")

    assert by_subject.message == by_file.message == (await desk.messages(mail))[0].id
    assert (_marked(by_subject), _text(by_file)) == (["Reklame"], "denah gudang.pdf")
    reply = await desk.agents.reply(number(mail), sari, "Baik, kami periksa")
    assert [hit.message for hit in await found(desk, "periksa")] == [reply]


async def test_a_number_is_found_in_any_case_and_first(desk: Desk) -> None:
    receipt = await desk.chat("halo")
    wanted = number(receipt)
    await desk.mail(f"Menyambung tiket {wanted} kemarin")

    for typed in (wanted, wanted.lower(), wanted.replace("-", " ").lower()):
        first, second = await found(desk, typed)
        assert (first.where, first.ticket.number, _text(first)) == (Where.NUMBER, wanted, wanted)
        assert second.where is Where.MESSAGE
    assert await named(desk, "T-2026-999999-A") == []


async def test_what_was_merged_is_found_where_it_is_now(desk: Desk, sari: Actor) -> None:
    chat, mail = await desk.chat("soal reklame"), await desk.mail("lampirannya")
    await desk.agents.merge(number(chat), sari, number(mail))

    assert await named(desk, number(chat)) == [("number", number(mail))]
    [hit] = await found(desk, "reklame")
    assert hit.ticket.number == number(mail)
    await desk.agents.unmerge(number(chat), sari)
    assert await named(desk, number(chat)) == [("number", number(chat))]


async def test_people_are_found_by_parts_of_name_and_address(desk: Desk) -> None:
    mail = await desk.mail("halo", sender="rahma.w@contoh.id", sender_name="Siti Rahmawati")
    await desk.mail("halo", sender="budi@lain.id", sender_name="Budi")

    for typed in ("siti", "RAHMA", "siti rahm", "rahma.w@contoh.id", "contoh.id"):
        assert await named(desk, typed) == [("contact", number(mail))], typed
    [hit, *_] = await found(desk, "siti")
    assert _marked(hit) == ["Siti"]
    [hit, *_] = await found(desk, "contoh")
    assert _text(hit) == "Siti Rahmawati · rahma.w@contoh.id"
    assert await named(desk, "siti budi") == []
    assert await named(desk, "s") == []


async def test_a_contact_is_found_by_the_name_it_has_now(desk: Desk, sari: Actor) -> None:
    chat = await desk.chat("halo", sender_name="Warga")
    contact = (await desk.ticket(chat)).contact.id
    await desk.contacts.change(contact, sari, name="Ratna Dewi")

    assert await named(desk, "ratna") == [("contact", number(chat))]
    assert await named(desk, "warga") == []


async def test_a_merged_contact_leads_to_whom_it_was_merged_into(desk: Desk, sari: Actor) -> None:
    chat = await desk.chat("halo", sender_name="Ratna")
    mail = await desk.mail("halo", sender_name="Dewi")
    one, other = [(await desk.ticket(each)).contact.id for each in (chat, mail)]
    await desk.contacts.merge(one, sari, other)

    found_now = {"contact"}, {number(chat), number(mail)}
    for typed in ("ratna", "dewi"):
        hits = await named(desk, typed)
        assert ({where for where, _ in hits}, {ticket for _, ticket in hits}) == found_now


async def test_an_address_they_asked_us_to_write_to_is_theirs_too(desk: Desk) -> None:
    chat = await desk.chat("halo")
    contact = (await desk.ticket(chat)).contact.id
    asked = sa.text("update contacts set reply_to = 'ratna@rumah.id' where id = :who")
    asked = asked.bindparams(sa.bindparam("who", contact, sa.Uuid()))
    await desk.db.write(lambda tx: tx.run(asked))

    assert await named(desk, "rumah.id") == [("contact", number(chat))]


async def test_phone_numbers_are_found_by_their_digits(desk: Desk) -> None:
    await desk.chat("Hubungi saya di +62 812-3456-7890 ya")

    for typed in ("081234567890", "0812 3456 7890", "+6281234567890"):
        [hit] = await found(desk, typed)
        assert _marked(hit) == ["+62 812-3456-7890"]
    assert await found(desk, "081234567891") == []


async def test_notes_are_found_and_marked_as_such(desk: Desk, sari: Actor) -> None:
    chat = await desk.chat("halo")
    await desk.agents.note(number(chat), sari, "pemohon pernah ditolak")
    [hit] = await found(desk, "ditolak")

    assert (hit.private, hit.author, hit.author_name) == (True, AuthorKind.AGENT, "Sari")


async def test_filters(desk: Desk, sari: Actor) -> None:
    photo = Upload(name="a.pdf", media_type="application/pdf", content=b"%PDF")
    chat = await desk.chat("izin satu", sender_name="Izin Wati")
    morning = desk.clock()
    noon = desk.clock.forward(hours=3)
    mail = await desk.mail("izin dua", uploads=(photo,))
    await desk.agents.take(number(mail), sari)

    for which, expected in (
        ({}, {"izin satu", "izin dua"}),
        ({"statuses": ("new",)}, {"izin satu"}),
        ({"statuses": ("new", "open")}, {"izin satu", "izin dua"}),
        ({"channel": "surat"}, {"izin dua"}),
        ({"channel": "email"}, {"izin dua"}),
        ({"channel": "telegram"}, set()),
        ({"agent": sari.id}, {"izin dua"}),
        ({"since": noon}, {"izin dua"}),
        ({"until": noon}, {"izin satu"}),
        ({"since": morning, "until": noon + dt.timedelta(1)}, {"izin satu", "izin dua"}),
        ({"attachment": True}, {"izin dua"}),
    ):
        got = await said(desk, "izin", SearchFilter(**which))
        assert set(got) == expected, which
    assert await named(desk, "wati") == [("contact", number(chat))]
    for which in ({"since": noon}, {"channel": "surat"}, {"agent": sari.id}, {"attachment": True}):
        assert await named(desk, "wati", SearchFilter(**which)) == [], which
        assert await named(desk, number(chat), SearchFilter(**which)) == []


async def test_the_closer_the_better_and_the_newer_first_among_equals(desk: Desk) -> None:
    akin = "perizinan berusaha", "perizinan usaha"
    for text in ("izin usaha", akin[0], "usaha izin", "izin usaha baru", akin[1]):
        await desk.mail(text, subject="Halo")

    assert await said(desk, "izin usaha ") == [
        "izin usaha baru",
        "izin usaha",
        "usaha izin",
        *reversed(akin),
    ]


async def test_pages_follow_each_other_through_all_windows(desk: Desk) -> None:
    wanted = [f"izin {n}" for n in range(11)]
    first = await desk.mail("perizinan", sender_name="Izin")
    for text in wanted:
        await desk.chat(text)
    search = SearchQueries(desk.db, window=4)
    eyes = Sight(agent=desk.names())
    seen: list[Hit] = []
    after, pages = None, 0
    while pages == 0 or after is not None:
        page = await search.search("izin ", eyes, ALL, after=after, limit=3)
        assert len(page.rows) <= 3
        seen += page.rows
        after, pages = page.next, pages + 1
        await desk.telegram("izin yang datang kemudian")  # does not move what comes next

    assert (seen[0].where, seen[0].ticket.number) == (Where.CONTACT, number(first))
    assert [_text(hit) for hit in seen[1:]] == [*reversed(wanted), "perizinan"]
    assert pages == 5


async def test_a_moment_is_a_place_that_halving_finds(desk: Desk) -> None:
    """From a gap on and from beyond both ends, too; an hour either way, to be sure."""
    for _ in range(9):
        await desk.chat("izin")
        desk.clock.forward(hours=2)
    row = (
        sa.select(search_messages.c.id, messages.c.at)
        .join_from(search_messages, messages, search_messages.c.message == messages.c.id)
        .order_by(search_messages.c.id)
    )

    def gap(tx: Tx) -> dict[int, dt.datetime]:
        tx.run(sa.delete(search_messages).where(search_messages.c.id.in_((1, 4, 5))))
        return {each.id: each.at for each in tx.all(row)}

    said_at = await desk.db.write(gap)
    assert len(said_at) >= 6
    moments = [MORNING + dt.timedelta(hours=2 * n) for n in range(-2, 12)]

    def look(tx: Tx) -> list[tuple[int, int | None]]:
        return [places(tx, moment, moment) for moment in moments]

    hour = dt.timedelta(hours=1)
    for moment, (beyond, last) in zip(moments, await desk.db.read(look), strict=True):
        early = [n for n, at in said_at.items() if at < moment - hour]
        late = [n for n, at in said_at.items() if at < moment + hour]
        assert [n for n in said_at if n <= beyond] == early
        assert [n for n in said_at if last is not None and n <= last] == late


@pytest.mark.parametrize("which", [ALL, SearchFilter(statuses=("new", "open"))], ids=str)
async def test_pages_have_it_all_however_far_a_window_looks(
    desk: Desk, which: SearchFilter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Dense, thin, and not at all for long: by place, by place further on, by the index."""
    monkeypatch.setattr(windows, "_NEAR", 4)
    monkeypatch.setattr(windows, "_FAR", 10)
    wanted = []
    for n in range(48):
        matches = n < 2 or 20 < n < 29 or (n > 28 and n % 4 == 0)
        wanted += [f"izin {n}"] if matches else []
        await desk.telegram(f"izin {n}" if matches else f"halo {n}")
    search = SearchQueries(desk.db, window=4)
    eyes = Sight(agent=desk.names())
    seen: list[str] = []
    after, pages = None, 0
    while pages == 0 or after is not None:
        page = await search.search("izin ", eyes, which, after=after, limit=3)
        seen += [_text(hit) for hit in page.rows]
        after, pages = page.next, pages + 1

    assert seen == wanted[::-1]


async def test_people_are_found_among_the_newest_and_by_the_index(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acquaintance, "_NEWEST", 3)
    monkeypatch.setattr(acquaintance, "_MOST", 4)
    old = await desk.mail(sender="wati@contoh.id", sender_name="Wati")
    for n in range(12):
        await desk.mail(sender=f"budi{n}@contoh.id", sender_name="Budi" if n % 2 else "Agus")

    assert await named(desk, "wati") == [("contact", number(old))]
    assert len(await named(desk, "budi")) >= 3  # of the 4 contacts or identities that count
    assert len(await named(desk, "agus budi7")) == 0


async def test_a_page_full_of_names_goes_on_with_messages(desk: Desk) -> None:
    await desk.mail("izin satu", sender_name="Izin")
    eyes = Sight(agent=desk.names())
    first = await desk.search.search("izin", eyes, ALL, limit=1)
    second = await desk.search.search("izin", eyes, ALL, limit=1, after=first.next)

    assert [hit.where for hit in (*first.rows, *second.rows)] == ["contact", "message"]
    assert second.next is None


@pytest.mark.parametrize("cursor", ["", "x", "ZTA", "czE6OTox", "🙂"])
async def test_a_cursor_of_another_kind_is_refused(desk: Desk, cursor: str) -> None:
    eyes = Sight(agent=desk.names())
    with pytest.raises(BadCursor):
        await desk.search.search("izin", eyes, ALL, after=cursor)


AWKWARD = (
    "", " ", '"', "'", "''", '""', "\\", "*", "izin*", "izin:*", "(", ")", "!izin", "a & | b",
    "<->", "izin <-> usaha", "\x00", "izin\x00usaha", "NEAR(izin usaha)", "words : izin", "AND OR",
    "-", "+", "🙂", "İstanbul", "ß", "½", "अनुमति", "許可", "ﷺ", "a" * 5000, "a " * 2000, "%_%",
    "'; drop table messages; --", "“izin", '"izin usaha', "\ud800",
)  # fmt: skip


async def test_no_query_can_fail_and_no_message_can_be_unfit(desk: Desk) -> None:
    for text in AWKWARD:
        await desk.chat(text.replace("\ud800", ""))
    for text in AWKWARD:
        await found(desk, text)
    assert await said(desk, "istanbul") == ["İstanbul"]
    assert await said(desk, "許可") == ["許可"]


async def test_what_was_undone_is_not_found(desk: Desk) -> None:
    chat = await desk.chat("halo")

    def say_and_fail(tx: Tx) -> None:
        case, talk = open_talk(tx, conversation(chat), desk.clock(), desk.names)
        case.say(talk, Author(kind=AuthorKind.BOT), "gagal total")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await desk.db.write(say_and_fail)
    assert await found(desk, "gagal") == []
    await desk.bot_turn(chat, "berhasil")
    assert await said(desk, "berhasil") == ["berhasil"]


async def test_with_a_message_its_words_go(desk: Desk) -> None:
    await desk.chat("rahasia besar")

    def forget(tx: Tx) -> None:
        for table in (ingress, deliveries, messages):
            tx.run(sa.delete(table))

    await desk.db.write(forget)
    assert await found(desk, "rahasia") == []
    kept = "search_messages" if desk.db.dialect == "postgresql" else "search_message_words"
    count = sa.select(sa.func.count()).select_from(sa.table(kept))
    assert await desk.db.read(lambda tx: tx.value(count)) == 0


async def test_what_takes_too_long_is_given_up_and_the_next_is_not(desk: Desk) -> None:
    endless = sa.text(
        "with recursive t(n) as (select 1 union all select n + 1 from t where n < 300000000) "
        "select count(*) from t"
    )

    def work(tx: Tx) -> None:
        with within(tx, 0.1):
            tx.value(endless)

    await desk.chat("izin")
    for _ in range(4):  # every connection of the pool
        with pytest.raises(TookTooLong):
            await desk.db.read(work)
        assert await said(desk, "izin") == ["izin"]


async def _plan(desk: Desk, statement: sa.Executable) -> str:
    """How the database goes about it."""
    on_postgres = desk.db.dialect == "postgresql"
    explain = "explain " if on_postgres else "explain query plan "

    def work(tx: Tx) -> str:
        made = statement.compile(  # type: ignore[attr-defined]
            dialect=tx.conn.dialect, compile_kwargs={"literal_binds": True}
        )
        if on_postgres:
            tx.run(sa.text("set local enable_seqscan = off"))
            tx.run(sa.text("set local enable_indexscan = off"))
        return "\n".join(str(row[-1]) for row in tx.conn.exec_driver_sql(explain + str(made)))

    return await desk.db.read(work)


async def test_the_indexes_are_used(desk: Desk, sari: Actor) -> None:
    await desk.mail("izin usaha", sender_name="Siti")
    query = parse("izin usaha sit")
    only = SearchFilter(statuses=("open",), agent=sari.id, channel="surat", attachment=True)
    conditions, eyes = of_message(only), Sight(agent=sari.id)
    if desk.db.dialect == "postgresql":
        words = matching.people_tsquery(query)
        assert words is not None
        people = acquaintance.on_postgres(words)
        plan = await _plan(desk, windows.newest_on_postgres(query, eyes, conditions, 2**62))
        assert "Seq Scan" not in plan
        plan = await _plan(desk, windows.newest_on_postgres(query, eyes, (), 2**62))
        assert "Bitmap Index Scan on search_messages_words" in plan
        plan = await _plan(desk, windows.newest_on_postgres(query, eyes, (), 2**62, above=1))
        assert "search_messages_pkey" in plan
        plan = await _plan(desk, people)
        assert "Bitmap Index Scan on search_contact_names" in plan
        assert "Bitmap Index Scan on search_addresses" in plan
        return
    known = acquaintance.on_sqlite(query)
    assert known is not None
    for statement in (windows.newest_on_sqlite(query, conditions, 2**62), known):
        plan = await _plan(desk, statement)
        whole = [step for step in plan.splitlines() if step.startswith("SCAN")]
        assert len(whole) == 1, plan
        assert "VIRTUAL TABLE INDEX" in whole[0]
        assert "TEMP B-TREE" not in plan


async def test_our_stems_are_those_of_postgresql(postgres: PostgresServer) -> None:
    words = sorted(_words_of_citizens())
    assert len(words) > 2000
    connection = await asyncpg.connect(postgres.dsn())
    try:
        theirs = await connection.fetch(
            "select word, (ts_lexize('indonesian_stem', word))[1] as stem "
            "from unnest($1::text[]) as word",
            words,
        )
    finally:
        await connection.close()
    known = {row["word"]: row["stem"] for row in theirs if row["stem"] is not None}
    assert len(known) > 2000
    assert {word: stem(word) for word in known} == known


def _words_of_citizens() -> set[str]:
    """The words of plain letters in the bot's examples."""
    words: set[str] = set()
    for path in (Path(__file__).parents[2] / "nlu/server/data/id").glob("*.yml"):
        words |= {token.word for token in tokens(path.read_text("utf-8"))}
    return {word for word in words if word.isascii() and word.isalpha()}
