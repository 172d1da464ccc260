"""The status page over HTTP: number, code, answer; and what strangers learn: nothing."""

import logging
import re
import time

import pytest
import structlog

from channels.pages.status import COOKIE, POSTS_A_MINUTE
from tests.channels.pages.conftest import Browser, Page, Street
from tests.tickets.desk import number
from tickets.domain.number import make

NOBODYS = make("T", 2026, 999_999)
WRONG = "Kode itu salah atau sudah tidak berlaku"


async def ask(browser: Browser, named: str) -> Page:
    return await browser.post("/status/", action="number", number=named)


async def enter(browser: Browser, code: str) -> Page:
    return await browser.post("/status/", action="code", code=code)


@pytest.fixture
async def ticket(street: Street) -> str:
    return number(await street.desk.mail())


async def code_for(street: Street, browser: Browser, ticket: str) -> str:
    page = await ask(browser, ticket)
    assert f"Bila nomor {ticket} benar" in page.text
    code = await street.sent_code()
    assert code is not None
    return code


async def test_from_the_number_to_the_answer(street: Street, browser: Browser, ticket: str) -> None:
    assert "Masukkan nomor tiket" in (await browser.get("/status/")).text
    await ask(browser, ticket.lower().replace("-", " "))
    code = await street.sent_code() or ""
    answer = await enter(browser, f"{code[:3]} {code[3:]}")
    assert f"Tiket {ticket}: baru diterima, sejak 4 Mei 2026 pukul 16.00 WIB." in answer.text
    assert "dari Anda" in answer.text
    assert answer.url.endswith("/status/?lang=id"), "and nothing of it is in the address"
    assert f"Tiket {ticket}" in (await browser.get("/status/")).text, "it may be looked at again"

    await browser.post("/status/", action="done")
    assert ticket not in (await browser.get("/status/")).text


async def test_it_speaks_english_too(street: Street, browser: Browser, ticket: str) -> None:
    page = await browser.get("/status/", **{"Accept-Language": "en"})
    assert '<html lang="en">' in page.html
    await browser.post("/status/", action="number", number=ticket, lang="en")
    answer = await browser.post(
        "/status/", action="code", code=await street.sent_code() or "", lang="en"
    )
    assert f"Ticket {ticket}: received, since 4 May 2026, 16:00 WIB." in answer.text


async def test_the_answer_is_only_shown_for_a_quarter_of_an_hour(
    street: Street, browser: Browser, ticket: str
) -> None:
    await enter(browser, await code_for(street, browser, ticket))
    street.clock.forward(minutes=15)
    assert ticket not in (await browser.get("/status/")).text


@pytest.mark.parametrize(
    "typed", ["T-2026-000123-Y", "T-2026-000123", "halo", "", " ", "<script>alert(1)</script>"]
)
async def test_a_slip_of_the_pen_is_told_and_kept_in_the_field(
    street: Street, browser: Browser, typed: str
) -> None:
    page = await ask(browser, typed)
    assert page.status == 422
    assert "Contoh: T-2026-000123-X" in page.text
    assert page.field("number") == typed
    assert "<script" not in page.html
    assert await street.desk.jobs("code") == []


async def test_five_wrong_codes_and_it_is_over(
    street: Street, browser: Browser, ticket: str
) -> None:
    code = await code_for(street, browser, ticket)
    wrong = [f"{(int(code) + n) % 10**6:06}" for n in range(1, 6)]
    for one in wrong:
        page = await enter(browser, one)
        assert page.status == 422
        assert WRONG in page.text
    page = await enter(browser, code)
    assert WRONG in page.text
    assert f"Tiket {ticket}:" not in page.text


@pytest.mark.parametrize(
    "typed", ["", "abc", "12345", "1234567", "\uff11\uff12\uff13\uff14\uff15\uff16", "0" * 10_000]
)
async def test_what_is_no_code_costs_no_try(
    street: Street, browser: Browser, ticket: str, typed: str
) -> None:
    code = await code_for(street, browser, ticket)
    for _ in range(6):
        assert WRONG in (await enter(browser, typed)).text
    assert f"Tiket {ticket}:" in (await enter(browser, code)).text


async def test_an_expired_code_is_told_so(street: Street, browser: Browser, ticket: str) -> None:
    code = await code_for(street, browser, ticket)
    street.clock.forward(minutes=10)
    assert WRONG in (await enter(browser, code)).text


async def test_a_code_opens_once_and_in_its_own_browser_only(
    street: Street, browser: Browser, ticket: str
) -> None:
    code = await code_for(street, browser, ticket)
    async with street.browser() as thief:
        await ask(thief, ticket)
        assert WRONG in (await enter(thief, code)).text
    held = {c.key: c.value for c in browser.http.cookie_jar}[COOKIE]
    assert f"Tiket {ticket}:" in (await enter(browser, code)).text
    async with street.browser() as copy:  # the cookie from before the code was used
        answer = await copy.post(
            "/status/", headers={"Cookie": f"{COOKIE}={held}"}, action="code", code=code
        )
        assert WRONG in answer.text


async def test_a_cookie_that_was_made_up_opens_nothing(
    street: Street, browser: Browser, ticket: str
) -> None:
    await ask(browser, ticket)
    held = {c.key: c.value for c in browser.http.cookie_jar}[COOKIE]
    for forged in (held[:-1] + ("0" if held[-1] != "0" else "1"), "x.y", "", held.split(".")[0]):
        async with street.browser() as other:
            page = await other.get("/status/", Cookie=f"{COOKIE}={forged}")
            assert "Masukkan nomor tiket" in page.text
            assert ticket not in page.html


def same(page: Page, named: str) -> str:
    return re.sub(r"T-2026-\d{6}-[A-Z]", "NOMOR", page.html.replace(named, "NOMOR"))


async def test_a_number_nobody_has_looks_the_same(street: Street, ticket: str) -> None:
    seen = []
    for named in (ticket, NOBODYS):
        async with street.browser() as browser:
            first = await browser.post("/status/", follow=False, action="number", number=named)
            shown = await browser.get("/status/")
            await street.sent_code()
            wrong = await enter(browser, "000000")
            again = await browser.post("/status/", action="again")
            headers = sorted(set(first.headers) - {"Date"})
            cookie = first.headers["Set-Cookie"].partition(";")[2]
            seen.append(
                (
                    first.status, first.html, headers, cookie, first.headers["Location"],
                    shown.status, same(shown, named), wrong.status, same(wrong, named),
                    again.status, same(again, named),
                )
            )  # fmt: skip
    assert seen[0] == seen[1]


@pytest.mark.slow
async def test_a_number_nobody_has_takes_as_long(street: Street, ticket: str) -> None:
    took: dict[str, list[float]] = {ticket: [], NOBODYS: []}
    for _ in range(9):  # in turns, and the quickest of each: a busy machine slows some
        for named, times in took.items():
            async with street.browser() as browser:
                begun = time.perf_counter()
                await ask(browser, named)
                times.append(time.perf_counter() - begun)
    fast, slow = sorted(min(times) for times in took.values())
    assert slow < fast * 2


async def test_too_many_posts_of_one_address_are_told_to_wait(browser: Browser) -> None:
    pages = [await ask(browser, NOBODYS) for _ in range(POSTS_A_MINUTE + 2)]
    assert [page.status for page in pages[:POSTS_A_MINUTE]] == [200] * POSTS_A_MINUTE
    assert pages[-1].status == 429
    assert "Mohon coba lagi dalam" in pages[-1].text
    assert (await browser.get("/status/")).status == 200, "looking is free"


async def test_one_ticket_gets_one_code_a_minute_whoever_asks(street: Street, ticket: str) -> None:
    for _ in range(3):
        async with street.browser() as browser:
            await ask(browser, ticket)
            await street.sent_code()
    said = [m for m in await street.desk.messages(ticket) if m.author.kind == "system"]
    assert len(said) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://jahat.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1.jahat.example"},
    ],
)
async def test_a_form_of_another_page_is_refused(
    street: Street, browser: Browser, ticket: str, headers: dict[str, str]
) -> None:
    page = await browser.post("/status/", headers=headers, action="number", number=ticket)
    assert page.status == 403
    assert "tidak dikirim dari halaman kami" in page.text
    assert await street.desk.jobs("code") == []


async def test_without_an_origin_the_browsers_word_counts(
    street: Street, browser: Browser, ticket: str
) -> None:
    url = street.server.make_url("/status/")
    form = {"action": "number", "number": ticket}
    for site, status in (("cross-site", 403), ("same-site", 403), ("same-origin", 200)):
        async with browser.http.post(url, data=form, headers={"Sec-Fetch-Site": site}) as answer:
            assert answer.status == status
    async with browser.http.post(url, data=form) as answer:
        assert answer.status == 200, "an old browser says nothing"


async def test_what_is_no_form_gets_a_page_too(street: Street, browser: Browser) -> None:
    url = street.server.make_url("/status/")
    odd: list[tuple[bytes, str, int]] = [
        (b"{}", "application/json", 415),
        (b"number=%FF%FE", "application/x-www-form-urlencoded", 400),
        (b"\xff\xfe", "application/x-www-form-urlencoded", 400),
        (b"a=1&" * 50, "application/x-www-form-urlencoded", 400),
        (b"number=" + b"x" * 200_000, "application/x-www-form-urlencoded", 413),
    ]
    for body, kind, status in odd:
        async with browser.http.post(url, data=body, headers={"Content-Type": kind}) as answer:
            assert answer.status == status
            assert "<h1>" in await answer.text()


async def test_it_is_kept_nowhere_and_runs_nothing(
    street: Street, browser: Browser, ticket: str
) -> None:
    code = await code_for(street, browser, ticket)
    first = await browser.post("/status/", follow=False, action="code", code=code)
    assert (first.status, first.headers["Location"]) == (303, "/status/?lang=id")
    cookie = first.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Path=/status/" in cookie
    page = await browser.get("/status/")
    assert page.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert "<script" not in page.html
    assert " style=" not in page.html


async def test_numbers_and_codes_stay_out_of_the_log(
    street: Street, browser: Browser, ticket: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with structlog.testing.capture_logs() as logged:
        code = await code_for(street, browser, ticket)
        await enter(browser, code)
        await ask(browser, NOBODYS)
    told = f"{logged} {caplog.text}"
    assert not [word for word in (ticket, NOBODYS, code) if word in told]


async def test_a_desk_that_fails_is_told_and_the_number_is_still_there(
    street: Street, browser: Browser, ticket: str
) -> None:
    await street.house.db.close()
    page = await ask(browser, ticket)
    assert page.status == 503
    assert "coba lagi" in page.text
    assert page.field("number") == ticket


async def test_the_address_without_a_slash_leads_there(browser: Browser) -> None:
    assert (await browser.get("/status")).url.endswith("/status/")
