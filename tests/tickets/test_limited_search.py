"""Limited agents find what was said in their tickets, wherever those have gone, and only there."""

import itertools
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from tests.tickets.desk import Desk, number
from tickets.commands.actor import Actor
from tickets.domain.access import Sight
from tickets.queries import windows
from tickets.queries.search import SearchFilter, SearchQueries
from tickets.queries.sight import visible
from tickets.store import conversations, messages, tickets

ALL, OPEN = SearchFilter(), SearchFilter(statuses=("new", "open"))
TEAMS = ("usaha", "bangunan")


@pytest.fixture
async def sari(desk: Desk) -> Actor:
    for name in TEAMS:
        await desk.teams.create(name.title(), "operator")
    return await desk.agent("Sari")


@pytest.fixture
def short_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Near is four places, far ten: what is looked through one by one, and when the index is."""
    monkeypatch.setattr(windows, "_NEAR_BY", 4)
    monkeypatch.setattr(windows, "_FAR_OFF", 10)


def limited(actor: Actor) -> Iterator[Sight]:
    """Theirs alone, theirs and one team's, and those of both."""
    for count in range(len(TEAMS) + 1):
        yield Sight(agent=actor.id, limited=True, teams=frozenset(TEAMS[:count]))


async def found(
    desk: Desk, words: str, eyes: Sight, which: SearchFilter = ALL, *, window: int = 4
) -> list[object]:
    """The messages of all pages."""
    search = SearchQueries(desk.db, window=window)
    seen: list[object] = []
    after = None
    while True:
        page = await search.search(words, eyes, which, after=after, limit=3)
        seen += [hit.message for hit in page.rows if hit.message is not None]
        after = page.next
        if after is None:
            return seen


async def said(desk: Desk, word: str, eyes: Sight) -> list[object]:
    """The messages with this word in tickets that these eyes see, the newest first."""
    m, c = messages.c, conversations.c
    asked = (
        sa.select(m.id)
        .join_from(messages, conversations, m.conversation == c.id)
        .join(tickets, tickets.c.id == c.ticket)
        .where(m.text.contains(word), visible(eyes))
        .order_by(m.id.desc())
    )
    return [row.id for row in await desk.db.read(lambda tx: tx.all(asked))]


async def _agree(desk: Desk, actor: Actor, step: str) -> None:
    for eyes in limited(actor):
        assert await found(desk, "izin ", eyes) == await said(desk, "izin", eyes), (step, eyes)


@pytest.mark.usefixtures("short_looks")
async def test_what_is_found_follows_the_tickets(desk: Desk, sari: Actor) -> None:
    budi = await desk.agent("Budi")
    mail = await desk.mail("izin satu")
    for n in range(6):
        await desk.telegram(f"izin telegram {n}")
    chat = await desk.chat("izin dua")
    await _agree(desk, sari, "of nobody")
    assert await found(desk, "izin ", Sight(agent=sari.id, limited=True)) == []

    await desk.agents.take(number(chat), sari)
    await desk.agents.reply(number(chat), sari, "izin tiga")
    await _agree(desk, sari, "taken")
    await desk.agents.assign_to_team(number(mail), budi, "bangunan")
    await desk.agents.note(number(mail), budi, "izin empat")
    await _agree(desk, sari, "of a team")
    await desk.agents.assign_to_team(number(chat), budi, "usaha")
    await desk.agents.assign(number(chat), budi, sari.id)
    await _agree(desk, sari, "of both: once")

    await desk.agents.merge(number(chat), budi, into=number(mail))
    await _agree(desk, sari, "merged: it is of the other team")
    await desk.agents.unmerge(number(chat), budi)
    await _agree(desk, sari, "unmerged")
    await desk.chat("izin lima")
    last = (await desk.messages(chat))[-1]
    await desk.agents.resolve(number(chat), sari)
    cut = await desk.splits.split(number(chat), sari, last.id)
    await _agree(desk, sari, "split")
    await desk.agents.assign_to_team(cut, budi, "bangunan")
    await _agree(desk, sari, "split, and given away")
    await desk.agents.assign(number(chat), budi, budi.id)
    await desk.agents.assign_to_team(number(mail), budi, None)
    await _agree(desk, sari, "gone")
    sees_both = Sight(agent=sari.id, limited=True, teams=frozenset(TEAMS))
    assert await found(desk, "izin ", sees_both), "some were left to find until the end"


@pytest.mark.usefixtures("short_looks")
@pytest.mark.parametrize(("which", "size"), [(ALL, 4), (OPEN, 4), (ALL, 20), (OPEN, 20)], ids=str)
async def test_pages_have_it_all_however_far_a_window_looks(
    desk: Desk, sari: Actor, which: SearchFilter, size: int
) -> None:
    """Dense, thin, and not at all for long; among what others say, in one's own and two teams'."""
    homes = itertools.cycle((None, "usaha", "bangunan"))
    for n in range(60):
        matches = n < 3 or 20 < n < 40 or (n > 39 and n % 5 == 0)
        word = "izin" if matches else "halo"
        ticket = number(await desk.telegram(f"{word} {n}", sender=str(n)))
        await desk.agents.assign_to_team(ticket, sari, next(homes))
        if n % 4 == 0:
            await desk.agents.take(ticket, sari)
    for eyes in limited(sari):
        wanted = await said(desk, "izin", eyes)
        assert len(wanted) >= 6
        assert await found(desk, "izin ", eyes, which, window=size) == wanted, eyes


async def test_a_message_goes_with_its_conversation(desk: Desk, sari: Actor) -> None:
    await desk.mail("izin")
    chat = await desk.chat("halo")
    await desk.agents.take(number(chat), sari)
    eyes = Sight(agent=sari.id, limited=True)
    assert await found(desk, "izin", eyes) == []
    [halo] = await desk.messages(chat)
    izin = sa.update(messages).where(messages.c.text == "izin")
    moved = izin.values(conversation=halo.conversation, seq=9)
    await desk.db.write(lambda tx: tx.run(moved))
    assert await found(desk, "izin", eyes) == await said(desk, "izin", eyes) != []


@pytest.mark.usefixtures("sari")
async def test_who_sees_nothing_finds_nothing(desk: Desk) -> None:
    await desk.mail("izin", sender_name="Izin")
    assert await found(desk, "izin", Sight(agent=desk.names(), limited=True)) == []
