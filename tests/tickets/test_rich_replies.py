"""Replies and drafts in rich text: cleaned, their text made from it, where the channel has it."""

import pytest

from tests.tickets.desk import Desk, number
from tickets.commands.actor import Actor
from tickets.commands.drafts import DraftCommands
from tickets.commands.written import Empty
from tickets.domain.access import Sight
from tickets.domain.richtext import LONGEST_HTML, BadRichText
from tickets.domain.traffic import Receipt
from tickets.queries.search import SearchFilter
from tickets.queries.writing import WritingQueries

HTML = "<p>Syarat <strong>NIB</strong>:</p><ul><li><p>KTP</p></li></ul>"
WORDS = ("paspor", "strong")
TEXT = "Syarat NIB:\n\n• KTP"
HOSTILE = HTML.replace("<p>", '<p onclick="x()">', 1) + "<script>x()</script><img src=//x.example>"


@pytest.fixture
async def sari(desk: Desk) -> Actor:
    return await desk.agent("Sari")


async def _said(desk: Desk, receipt: Receipt) -> tuple[str, str | None]:
    said = (await desk.messages(receipt))[-1]
    return said.text, said.html


@pytest.mark.parametrize("kind", ["mail", "telegram"])
async def test_it_is_cleaned_and_its_text_is_made_from_it(
    desk: Desk, sari: Actor, kind: str
) -> None:
    receipt = await getattr(desk, kind)("halo")
    message = await desk.agents.reply(number(receipt), sari, "kata lain", html=HOSTILE)

    assert await _said(desk, receipt) == (TEXT, HTML)
    out = await desk.deliveries.outbound(message)
    assert out is not None
    assert (out.text, out.html) == (TEXT, HTML)
    assert (await desk.ticket(receipt)).preview == "Syarat NIB: • KTP"


async def test_a_chat_gets_the_text_alone(desk: Desk, sari: Actor) -> None:
    receipt = await desk.chat("halo")
    await desk.agents.reply(number(receipt), sari, "", html=HTML)

    assert await _said(desk, receipt) == (TEXT, None)


async def test_what_has_no_form_is_plain_text(desk: Desk, sari: Actor) -> None:
    receipt = await desk.mail("halo")
    await desk.agents.reply(number(receipt), sari, "", html="<p>tanpa bentuk</p>")

    assert await _said(desk, receipt) == ("tanpa bentuk", None)


@pytest.mark.parametrize("html", ["", "<p></p>", "<p> <br></p>", "<script>x</script>"])
async def test_what_says_nothing_is_refused(desk: Desk, sari: Actor, html: str) -> None:
    receipt = await desk.mail("halo")
    with pytest.raises(Empty):
        await desk.agents.reply(number(receipt), sari, "kata", html=html)


async def test_what_is_no_letter_is_refused_and_nothing_is_stored(desk: Desk, sari: Actor) -> None:
    receipt = await desk.mail("halo")
    for html in ("x" * (LONGEST_HTML + 1), "<blockquote>" * 30 + "x"):
        with pytest.raises(BadRichText):
            await desk.agents.reply(number(receipt), sari, "kata", html=html)
    assert len(await desk.messages(receipt)) == 1


async def test_it_is_found_by_its_words_and_not_by_its_tags(desk: Desk, sari: Actor) -> None:
    receipt = await desk.mail("halo")
    await desk.agents.reply(number(receipt), sari, "", html=HTML.replace("KTP", "paspor"))

    eyes = Sight(agent=sari.id)
    found = [(await desk.search.search(word, eyes, SearchFilter())).rows for word in WORDS]
    assert [[hit.ticket.number for hit in hits] for hits in found] == [[number(receipt)], []]


async def test_a_draft_keeps_it(desk: Desk, sari: Actor) -> None:
    keeper, reads = DraftCommands(desk.db, desk.clock, desk.names), WritingQueries(desk.db, "x")
    ticket = number(await desk.mail("halo"))
    version = await keeper.save(ticket, sari.id, "kata lain", html=HOSTILE, private=False)
    kept = await reads.draft(ticket, sari.id)

    assert kept is not None
    assert (kept.text, kept.html, kept.version) == (TEXT, HTML, version)
    await keeper.save(ticket, sari.id, "tanpa bentuk", private=True)
    kept = await reads.draft(ticket, sari.id)
    assert kept is not None
    assert (kept.text, kept.html) == ("tanpa bentuk", None)


async def test_a_draft_that_says_nothing_is_none(desk: Desk, sari: Actor) -> None:
    keeper, reads = DraftCommands(desk.db, desk.clock, desk.names), WritingQueries(desk.db, "x")
    ticket = number(await desk.mail("halo"))
    await keeper.save(ticket, sari.id, "", html=HTML, private=False)
    assert await keeper.save(ticket, sari.id, "x", html="<p></p>", private=False) is None
    assert await reads.draft(ticket, sari.id) is None


async def test_a_draft_is_kept_as_text_where_it_is_no_letter(desk: Desk, sari: Actor) -> None:
    keeper, reads = DraftCommands(desk.db, desk.clock, desk.names), WritingQueries(desk.db, "x")
    ticket = number(await desk.mail("halo"))
    await keeper.save(ticket, sari.id, "x" * 9, html="<blockquote>" * 30 + "x", private=False)
    kept = await reads.draft(ticket, sari.id)

    assert kept is not None
    assert (kept.text, kept.html) == ("x" * 9, None)
