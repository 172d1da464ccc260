"""The form over HTTP: a live chat for whoever has no JavaScript."""

import asyncio
import datetime as dt
import re

import pytest

from channels.pages import contact
from channels.pages.contact import COOKIE, POSTS_A_MINUTE
from tests.channels.pages.conftest import Browser, Street
from tests.tickets.desk import Desk
from tickets.commands.bot import Say, Turn
from tickets.domain.message import AuthorKind, Choice
from tickets.store import contacts, conversations, messages, tickets

QUESTION = "jam buka kantor?\nTerima kasih"


async def answers(desk: Desk, *says: Say, hand_off: str | None = None) -> None:
    """The bot takes its turn in the one conversation there is."""
    (talk,) = await desk.rows(conversations)
    view = await desk.queries.turn(talk.id)
    assert view is not None
    turn = Turn(
        conversation=talk.id,
        as_of=view.version,
        up_to=view.unheard[-1].seq,
        says=says,
        hand_off=hand_off,
    )
    await desk.bot.take_turn(turn)


async def test_a_message_makes_a_ticket_and_shows_its_thread(
    street: Street, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contact, "PATIENCE", 20)
    async with asyncio.TaskGroup() as group:
        sending = group.create_task(browser.send(QUESTION))
        while not await street.desk.count(messages):
            await asyncio.sleep(0.01)
        await answers(street.desk, Say(text="Lihat https://jakarta.go.id/jam ya <b>"))
    page = sending.result()
    (ticket,) = await street.desk.rows(tickets)
    assert page.url.endswith("/kontak?lang=id")
    assert ticket.number in page.text
    assert "jam buka kantor?\nTerima kasih" in page.text
    assert '<a href="https://jakarta.go.id/jam" rel="' in page.html
    assert "ya &lt;b&gt;" in page.html
    assert "Jawaban belum datang" not in page.text
    assert (await street.desk.rows(conversations))[0].kind == "livechat"


async def test_the_token_is_kept_by_the_browser_alone(street: Street, browser: Browser) -> None:
    page = await browser.get("/kontak")
    hidden = {name: page.field(name) for name in ("client_id", "start")}
    answer = await browser.post("/kontak", hidden, follow=False, text="halo")
    assert answer.status == 303
    cookie = answer.headers["Set-Cookie"]
    assert all(word in cookie for word in ("HttpOnly", "SameSite=Strict", "Path=/kontak"))
    token = {c.key: c.value for c in browser.http.cookie_jar}[COOKIE]
    (talk,) = await street.desk.rows(conversations)
    assert token not in repr(talk)
    assert token not in answer.headers["Location"]
    async with street.browser() as stranger:
        assert "halo" not in (await stranger.get("/kontak")).text


async def test_without_an_answer_yet_it_says_so(street: Street, browser: Browser) -> None:
    page = await browser.send("halo")
    assert "Jawaban belum datang" in page.text
    await answers(street.desk, Say(text="Halo juga"))
    page = await browser.get("/kontak")
    assert "Halo juga" in page.text
    assert "Jawaban belum datang" not in page.text
    (talk,) = await street.desk.rows(conversations)
    assert talk.read_seq == 2, "who looks at it has read it"


async def test_the_same_form_twice_is_stored_once(street: Street, browser: Browser) -> None:
    page = await browser.get("/kontak")
    form = {"client_id": page.field("client_id"), "start": page.field("start"), "text": "halo"}
    async with asyncio.TaskGroup() as group:  # a double click, before there is a cookie
        for _ in range(3):
            group.create_task(browser.post("/kontak", form, follow=False))
    await browser.post("/kontak", form, follow=False)
    assert (await street.desk.count(tickets), await street.desk.count(messages)) == (1, 1)


async def test_it_goes_on_in_the_same_thread(street: Street, browser: Browser) -> None:
    await browser.send("satu")
    await answers(street.desk, Say(text="baik"), hand_off="requested")
    page = await browser.send("dua")
    assert "Menunggu petugas" in page.text
    assert "urutan" not in page.text, "the office has just closed"
    street.clock.now -= dt.timedelta(hours=2)
    await asyncio.sleep(1)  # the queue is read once a second
    page = await browser.get("/kontak")
    assert "Menunggu petugas, urutan 1" in page.text
    sari = await street.desk.agent("Sari")
    (ticket,) = await street.desk.rows(tickets)
    await street.desk.agents.reply(ticket.number, sari, "Selamat siang")
    page = await browser.get("/kontak")
    assert re.search(r"Petugas\s+Sari", page.text)
    assert "Ditangani petugas" in page.text
    order = [page.text.index(word) for word in ("satu", "baik", "dua", "Selamat siang")]
    assert order == sorted(order)
    assert await street.desk.count(tickets) == 1


async def test_notes_are_not_shown(street: Street, browser: Browser) -> None:
    await browser.send("halo")
    (ticket,) = await street.desk.rows(tickets)
    await street.desk.agents.note(ticket.number, await street.desk.agent("Sari"), "rahasia")
    assert "rahasia" not in (await browser.get("/kontak")).text


async def test_a_choice_is_a_button(street: Street, browser: Browser) -> None:
    await browser.send("izin")
    offered = (Choice(id="pbg", label="PBG & SLF"), Choice(id="person", label="Petugas"))
    await answers(street.desk, Say(text="Yang mana?", choices=offered))
    page = await browser.get("/kontak")
    assert "PBG &amp; SLF</button>" in page.html
    press = {"client_id": page.field("client_id"), "start": "", "seq": page.field("seq")}
    after = await browser.post("/kontak", press, choice="pbg")
    assert "PBG & SLF" in after.text
    (row,) = [m for m in await street.desk.rows(messages) if m.meta.get("choice")]
    assert (row.text, row.meta["choice"]) == ("PBG & SLF", "pbg")

    for seq, choice in (("2", "nib"), ("1", "pbg"), ("", "pbg"), ("x", "pbg"), ("9" * 30, "pbg")):
        page = await browser.post("/kontak", {**press, "seq": seq}, choice=choice)
        assert page.status == 422
        assert "sudah tidak berlaku" in page.text


@pytest.mark.parametrize(
    ("form", "status", "words"),
    [
        ({"text": ""}, 422, "Tulis pesan Anda dulu"),
        ({"text": " \n "}, 422, "Tulis pesan Anda dulu"),
        ({"text": "x" * 8_001}, 422, "8001 karakter"),
        ({"text": "halo", "email": "bukan alamat"}, 422, "tidak lengkap"),
        ({"text": "halo", "email": "a@b@contoh.id"}, 422, "tidak lengkap"),
        ({"text": "halo", "website": "http://spam.example"}, 422, "Biarkan kosong"),
        ({"text": "halo", "client_id": "bukan"}, 422, "muat ulang"),
        ({"text": "x" * 140_000}, 413, "terlalu besar"),
        ({"action": "email", "email": ""}, 422, "tidak lengkap"),
    ],
)
async def test_what_is_wrong_is_told_and_nothing_typed_is_lost(
    street: Street, browser: Browser, form: dict[str, str], status: int, words: str
) -> None:
    page = await browser.send("halo", form)
    assert page.status == status
    assert words in page.text
    assert await street.desk.count(messages) == 0
    if status == 422 and form.get("text", "").strip():
        assert f">{form['text']}</textarea>" in page.html
    if form.get("email"):
        assert page.field("email") == form["email"]


async def test_eight_thousand_characters_of_any_kind_are_taken(
    street: Street, browser: Browser
) -> None:
    await browser.send("\N{GRINNING FACE}" * 8_000)
    (row,) = await street.desk.rows(messages)
    assert len(row.text) == 8_000


async def test_the_trap_is_shown_to_whoever_fell_into_it(browser: Browser) -> None:
    hidden = await browser.get("/kontak")
    assert 'class="trap" aria-hidden="true"' in hidden.html
    sprung = await browser.send("halo", website="x")
    assert 'class="sprung"' in sprung.html
    assert 'tabindex="-1"' not in sprung.html


async def test_one_address_cannot_send_without_end(browser: Browser) -> None:
    tries = range(POSTS_A_MINUTE + 1)
    pages = [await browser.post("/kontak", follow=False, text="") for _ in tries]
    assert [page.status for page in pages[:-1]] == [422] * POSTS_A_MINUTE
    assert pages[-1].status == 429
    assert "Mohon coba lagi dalam" in pages[-1].text
    assert (await browser.get("/kontak")).status == 200


async def test_one_chat_is_as_fast_as_the_widgets(street: Street, browser: Browser) -> None:
    await browser.send("halo")
    await answers(street.desk, Say(text="baik"), hand_off="requested")  # nothing to wait for
    pages = [await browser.send(f"pesan {n}") for n in range(24)]
    assert pages[-1].status == 429
    assert ">pesan 23</textarea>" in pages[-1].html


async def test_an_email_address_is_noted_for_the_officers_once(
    street: Street, browser: Browser
) -> None:
    await browser.send("halo", email=" Siti@Contoh.id ")
    page = await browser.get("/kontak")
    form = {name: page.field(name) for name in ("client_id", "start")}
    page = await browser.post("/kontak", form, action="email", email="siti@contoh.id")
    assert "sudah dicatat" in page.text
    told = [m.text for m in await street.desk.rows(messages) if m.author == AuthorKind.SYSTEM]
    assert told == ["Alamat surel Anda sudah dicatat untuk petugas."]
    assert [who.reply_to for who in await street.desk.rows(contacts)] == ["siti@contoh.id"]
    assert "siti@contoh.id" not in page.text
    assert "siti@contoh.id" not in page.url


async def test_an_address_before_any_message_is_not_lost_without_a_word(
    street: Street, browser: Browser
) -> None:
    page = await browser.post("/kontak", action="email", email="siti@contoh.id")
    assert page.status == 503
    assert page.field("email") == "siti@contoh.id"
    assert await street.desk.count(messages) == 0


async def test_leaving_forgets_it_in_this_browser(street: Street, browser: Browser) -> None:
    await browser.send("halo")
    page = await browser.post("/kontak", action="leave")
    assert "Tulis kepada kami" in page.text
    assert "halo" not in page.text
    await browser.send("orang lain")
    assert await street.desk.count(tickets) == 2


async def test_a_form_of_another_page_is_refused(street: Street, browser: Browser) -> None:
    page = await browser.post("/kontak", headers={"Origin": "https://jahat.example"}, text="halo")
    assert page.status == 403
    assert "tidak dikirim dari halaman kami" in page.text
    assert await street.desk.count(messages) == 0


async def test_a_code_appears_in_the_thread_and_hides_no_choice(
    street: Street, browser: Browser
) -> None:
    await browser.send("izin")
    await answers(street.desk, Say(text="Apa?", choices=(Choice(id="pbg", label="PBG"),)))
    (ticket,) = await street.desk.rows(tickets)
    await browser.post("/status/", action="number", number=ticket.number)
    code = await street.sent_code()
    assert code is not None
    page = await browser.get("/kontak")
    assert code in page.text
    assert ">PBG</button>" in page.html
    answer = await browser.post("/status/", action="code", code=code)
    assert "sudah dijawab asisten otomatis" in answer.text


async def test_it_speaks_english_too(street: Street, browser: Browser) -> None:
    page = await browser.send("hello", lang="en")
    assert "Your conversation" in page.text
    assert (await street.desk.rows(tickets))[0].locale == "en"


async def test_a_desk_that_fails_loses_nothing_that_was_typed(
    street: Street, browser: Browser
) -> None:
    page = await browser.get("/kontak")
    form = {name: page.field(name) for name in ("client_id", "start")}
    await street.house.db.close()
    page = await browser.post("/kontak", form, text="penting sekali")
    assert page.status == 503
    assert ">penting sekali</textarea>" in page.html
    assert page.field("client_id") == form["client_id"], "the next try is the same message"
    assert page.field("start") == form["start"]


async def test_the_citizens_page_links_to_both(browser: Browser) -> None:
    page = await browser.get("/")
    assert 'href="status/"' in page.html
    assert re.search(r'<noscript>.*href="kontak".*</noscript>', page.html, re.DOTALL)
