"""Signed identity: the page's word for who a citizen is, believed only with its proof."""

import datetime as dt
import hashlib
import hmac
from pathlib import Path
from typing import Any

import jwt
import pytest

from channels.livechat.session import address_of, address_of_user, is_bound_token
from runtime.secret import Secret
from tests.channels.livechat.rig import Browser, livechat, real_desk, served
from tests.channels.livechat.test_files import PNG
from tests.tickets.desk import Desk
from tickets.commands.chats import SESSION_LASTS
from tickets.store import identities, messages

pytestmark = pytest.mark.slow  # a real web server
SECRET = "rahasia-halaman-kantor-" * 3
USER = "warga-17"


def signed(user: str = USER, secret: str = SECRET) -> dict[str, str]:
    return {
        "id": user,
        "hmac": hmac.new(secret.encode(), user.encode(), hashlib.sha256).hexdigest(),
    }


def token(secret: str = SECRET, algorithm: str = "HS256", **claims: Any) -> str:  # noqa: ANN401
    soon = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=5)  # noqa: TID251  PyJWT has its own
    full = {"sub": USER, "exp": soon, **claims}
    kept = {name: value for name, value in full.items() if value is not None}
    return jwt.encode(kept, secret, algorithm=algorithm)


def open_for(desk: Desk, secret: str | None = SECRET) -> Any:  # noqa: ANN401
    chosen = Secret(secret) if secret is not None else None
    return served(livechat(real_desk(desk), desk.bus, identity_secret=chosen), desk.intake)


async def texts(browser: Browser) -> list[str]:
    return [f["text"] for f in await browser.quiet() if f["type"] == "message"]


async def test_a_user_has_one_thread_on_every_device(desk: Desk) -> None:
    async with open_for(desk) as place:
        async with place.browser() as phone:
            welcome = await phone.hello(user=signed())
            await phone.write("dari ponsel")
            await phone.next("ack")
        async with place.browser() as desktop:
            await desktop.hello(user={"id": USER, "jwt": token()})
            assert await texts(desktop) == ["dari ponsel"]
            await desktop.write("dari laptop")
            await desktop.next("ack")
        async with place.browser() as again:
            kept = await again.hello(welcome["session"], after=1, user=signed())
            assert await texts(again) == ["dari laptop"]

    assert is_bound_token(welcome["session"])
    assert kept["session"] == welcome["session"] != desktop.session
    [identity] = await desk.rows(identities)
    assert (identity.verified, identity.address) == ("signed", address_of_user("obrolan", USER))
    assert await desk.count(messages) == 2


async def test_name_and_address_are_noted_and_those_in_a_jwt_come_first(desk: Desk) -> None:
    async with open_for(desk) as place, place.browser() as browser:
        claims = token(name="Siti Aminah", email="Siti@Contoh.id")
        user = {"id": USER, "jwt": claims, "name": "Palsu", "email": "palsu@contoh.id"}
        await browser.hello(user=user)
        await browser.write("halo")
        said = await browser.next("message")
        number = (await browser.next("state"))["ticket"]

    assert said["author"] == {"kind": "contact", "name": "Siti Aminah"}
    assert (await desk.ticket(number)).contact.name == "Siti Aminah"
    visitor = (await desk.queries.particulars(number)).visitor
    assert visitor is not None
    assert (visitor.user, visitor.name, visitor.email) == (USER, "Siti Aminah", "siti@contoh.id")


OVER = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "user",
    [
        {"id": USER},
        {"id": USER, "hmac": ""},
        {"id": USER, "hmac": "0" * 64},
        {"id": USER, "hmac": "é" * 64},
        {**signed("orang lain"), "id": USER},
        signed(secret="bukan rahasia halaman itu, walau panjang"),
        {**signed(), "jwt": "rusak"},
        {"id": USER, "jwt": ""},
        {"id": USER, "jwt": "a.b.c"},
        {"id": USER, "jwt": token("bukan rahasia halaman itu, walau panjang")},
        {"id": USER, "jwt": token(exp=OVER)},
        {"id": USER, "jwt": token(exp=None)},
        {"id": USER, "jwt": token(sub=None)},
        {"id": USER, "jwt": token(sub="orang lain")},
        {"id": USER, "jwt": token(algorithm="HS512")},
        {"id": USER, "jwt": jwt.encode({"sub": USER, "exp": 4e9}, "", algorithm="none")},
        {"id": USER, "jwt": token(), "hmac": "0" * 64},
    ],
)
async def test_a_wrong_proof_shows_nothing(desk: Desk, user: dict[str, str]) -> None:
    async with open_for(desk) as place:
        async with place.browser() as owner:
            await owner.hello(user=signed())
            await owner.write("rahasia saya")
            await owner.next("ack")
        async with place.browser() as thief:
            await thief.send(type="hello", session=owner.session, after=0, user=user)
            [error] = await thief.quiet()
            await thief.write("halo")
            first = await thief.next("error")
            await thief.hello()
            assert await texts(thief) == []

    assert (error["type"], error["code"]) == ("error", "bad_identity")
    assert SECRET not in str(error)
    assert first["code"] == "hello_first"


async def test_without_a_secret_nobody_is_believed(desk: Desk) -> None:
    async with open_for(desk, None) as place, place.browser() as browser:
        await browser.send(type="hello", session=None, user=signed())
        assert (await browser.next("error"))["code"] == "bad_identity"
        await browser.hello()
        await browser.write("halo")
        await browser.next("ack")

    [identity] = await desk.rows(identities)
    assert identity.verified == "session"


@pytest.mark.parametrize(
    "user", [5, "x", {}, {"id": ""}, {"id": 5}, {"id": "x" * 201}, {"id": USER, "hmac": ["a"]}]
)
async def test_a_user_that_is_none_at_all_gets_an_error(desk: Desk, user: object) -> None:
    async with open_for(desk) as place, place.browser() as browser:
        await browser.send(type="hello", session=None, user=user)
        assert (await browser.next("error"))["code"] == "bad_frame"
        await browser.hello()


async def test_who_signs_out_or_in_or_is_another_begins_with_another_thread(desk: Desk) -> None:
    async with open_for(desk) as place:
        async with place.browser() as browser:
            await browser.hello(user=signed())
            await browser.write("rahasia saya")
            await browser.next("ack")
        for more in ({}, {"user": signed("orang lain")}):
            async with place.browser() as other:
                await other.hello(browser.session, **more)
                assert await texts(other) == []
                assert other.session != browser.session
        async with place.browser() as anonymous:
            await anonymous.hello()
        async with place.browser() as signing_in:
            welcome = await signing_in.hello(anonymous.session, after=99, user=signed())
            assert await texts(signing_in) == ["rahasia saya"]

    assert welcome["session"] != anonymous.session


async def test_the_session_of_a_user_fetches_files_until_it_is_over(desk: Desk) -> None:
    async with open_for(desk) as place:
        async with place.browser() as browser:
            await browser.hello(user=signed())
            file = (await place.upload(browser.session, PNG)).body["id"]
            await browser.write("", attachments=[file])
            [shown] = (await browser.next("message"))["attachments"]
        assert (await place.fetch(browser.session, shown["url"])).content == PNG
        desk.clock.now += SESSION_LASTS
        assert (await place.fetch(browser.session, shown["url"])).problem == (401, "no_session")
        assert (await place.upload(browser.session, PNG)).problem == (401, "no_session")
        assert await desk.chats.forget_sessions() == 1


async def test_neither_the_token_nor_the_proof_is_stored(desk: Desk, sqlite_url: str) -> None:
    proof = signed()
    async with open_for(desk) as place, place.browser() as browser:
        await browser.hello(user=proof)
        await browser.write("halo")
        await browser.next("ack")

    folder = Path(sqlite_url.removeprefix("sqlite+aiosqlite:///")).parent
    stored = b"".join(file.read_bytes() for file in folder.glob("tanya.db*"))
    assert address_of(browser.session).encode() in stored
    assert browser.session.encode() not in stored
    assert proof["hmac"].encode() not in stored


async def _attributes(desk: Desk, number: str) -> dict[str, str] | None:
    visitor = (await desk.queries.particulars(number)).visitor
    return dict(visitor.attributes or ()) if visitor is not None else None


async def test_what_a_page_tells_is_on_the_ticket_and_follows_it(desk: Desk) -> None:
    async with open_for(desk) as place:
        async with place.browser() as browser:
            await browser.hello(attributes={"halaman": "/izin/pbg", "wilayah": "Timur"})
            await browser.write("halo")
            number = (await browser.next("state"))["ticket"]
        assert await _attributes(desk, number) == {"halaman": "/izin/pbg", "wilayah": "Timur"}
        async with place.browser() as again:
            await again.hello(browser.session, attributes={"halaman": "/kontak"})
            await again.next("state")
        assert await _attributes(desk, number) == {"halaman": "/kontak"}
        await desk.agents.close(number, await desk.agent())
        async with place.browser() as later:
            await later.hello(browser.session)
            await later.next("state")
            await later.write("lagi")
            while (follow_up := (await later.next("state"))["ticket"]) == number:
                pass
        assert await _attributes(desk, follow_up) == {"halaman": "/kontak"}

    kinds = [event.kind for event in await desk.log()]
    assert kinds.count("conversation.described") == 1
    assert "/kontak" not in str(await desk.log())


@pytest.mark.parametrize(
    "attributes",
    [
        {str(n): "x" for n in range(21)},
        {"a": "x" * 201},
        {"x" * 41: "a"},
        {"": "a"},
        {"a": 5},
        ["a"],
        "a",
    ],
)
async def test_attributes_are_few_and_short(desk: Desk, attributes: object) -> None:
    async with open_for(desk) as place, place.browser() as browser:
        await browser.send(type="hello", session=None, attributes=attributes)
        assert (await browser.next("error"))["code"] == "bad_frame"
        await browser.hello(attributes={str(n): "x" * 200 for n in range(20)})
        await browser.write("halo")
        number = (await browser.next("state"))["ticket"]

    assert len(await _attributes(desk, number) or {}) == 20
