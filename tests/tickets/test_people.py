"""Who works here, and how they prove it."""

import asyncio

import argon2
import pytest

from tests.tickets.desk import Desk
from tickets.commands.case import NotFound
from tickets.commands.people import SESSION_LENGTH, Agent, AlreadyThere, PasswordTooShort
from tickets.commands.signing_in import Came, Wrong
from tickets.domain.access import Role
from tickets.passwords import Passwords
from tickets.store import admin_log, agents, api_tokens, web_sessions

pytestmark = pytest.mark.slow  # hashes real passwords

PASSWORD = "rahasia-sekali"


async def signed_in(desk: Desk, email: str, password: str = PASSWORD) -> tuple[Agent, str] | None:
    """The agent and a session token; None when the pair is not right."""
    try:
        return await desk.door.sign_in(email, password, came=Came(address="203.0.113.7"))
    except Wrong:
        return None


@pytest.fixture
async def sari(desk: Desk) -> Agent:
    return await desk.people.add(
        email="Sari@Kantor.id ", name="Sari", role=Role.AGENT, password=PASSWORD
    )


async def test_an_address_is_kept_in_lower_case(sari: Agent) -> None:
    assert sari.email == "sari@kantor.id"


async def test_signing_in_gives_a_token_that_says_who_one_is(desk: Desk, sari: Agent) -> None:
    found = await signed_in(desk, " SARI@kantor.id")

    assert found is not None
    agent, token = found
    assert agent == sari
    assert await desk.people.by_session(token) == sari


async def test_signing_out_ends_this_session_and_no_other(desk: Desk, sari: Agent) -> None:
    first = await signed_in(desk, sari.email)
    second = await signed_in(desk, sari.email)
    assert first is not None
    assert second is not None
    await desk.people.sign_out(first[1])

    assert await desk.people.by_session(first[1]) is None
    assert await desk.people.by_session(second[1]) == sari


async def test_a_session_ends_after_its_time(desk: Desk, sari: Agent) -> None:
    found = await signed_in(desk, sari.email)
    assert found is not None
    desk.clock.forward(seconds=SESSION_LENGTH.total_seconds() - 1)
    assert await desk.people.by_session(found[1]) == sari
    desk.clock.forward(seconds=1)

    assert await desk.people.by_session(found[1]) is None


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("sari@kantor.id", "rahasia-sekalI"),
        ("sari@kantor.id", ""),
        ("budi@kantor.id", PASSWORD),
        ("", PASSWORD),
        ("sari@kantor.id' or '1'='1", PASSWORD),
    ],
)
@pytest.mark.usefixtures("sari")
async def test_a_wrong_pair_does_not_sign_in(desk: Desk, email: str, password: str) -> None:
    assert await signed_in(desk, email, password) is None
    assert await desk.count(web_sessions) == 0


async def test_who_left_cannot_come_in(desk: Desk, sari: Agent) -> None:
    found = await signed_in(desk, sari.email)
    token = await desk.people.create_token(sari.email, "skrip")
    assert found is not None
    await desk.db.write(lambda tx: tx.run(agents.update().values(active=False)))

    assert await signed_in(desk, sari.email) is None
    assert await desk.people.by_session(found[1]) is None
    assert await desk.people.by_token(token) is None


async def test_a_password_is_kept_as_argon2_and_a_token_as_a_digest(
    desk: Desk, sari: Agent
) -> None:
    await signed_in(desk, sari.email)
    token = await desk.people.create_token(sari.email, "skrip")

    [agent] = await desk.rows(agents)
    assert agent.password.startswith("$argon2id$")
    kept = [await desk.rows(table) for table in (agents, web_sessions, api_tokens, admin_log)]
    assert PASSWORD not in str(kept)
    assert token not in str(kept)


async def test_an_api_token_says_who_one_is(desk: Desk, sari: Agent) -> None:
    token = await desk.people.create_token(sari.email, "skrip")

    assert await desk.people.by_token(token) == sari
    assert await desk.people.by_token(token + "x") is None
    assert await desk.people.by_session(token) is None


@pytest.mark.usefixtures("sari")
async def test_a_token_is_for_someone_who_works_here(desk: Desk) -> None:
    with pytest.raises(NotFound):
        await desk.people.create_token("budi@kantor.id", "skrip")


@pytest.mark.usefixtures("sari")
async def test_one_address_is_one_agent(desk: Desk) -> None:
    with pytest.raises(AlreadyThere):
        await desk.people.add(
            email="SARI@kantor.id", name="Lain", role=Role.ADMIN, password=PASSWORD
        )
    assert await desk.count(agents) == 1


async def test_a_short_password_is_refused(desk: Desk) -> None:
    with pytest.raises(PasswordTooShort):
        await desk.people.add(email="a@b.id", name="A", role=Role.AGENT, password="pendek")
    assert not await desk.people.any_agent()


@pytest.mark.usefixtures("sari")
async def test_the_desk_knows_whether_anyone_works_here(desk: Desk) -> None:
    assert await desk.people.any_agent()


async def test_hashing_a_password_does_not_hold_up_the_others() -> None:
    slow = argon2.PasswordHasher(time_cost=3, memory_cost=65_536, parallelism=4)
    async with asyncio.TaskGroup() as group:
        hashing = group.create_task(Passwords(slow).hashed(PASSWORD))
        ticks = 0
        while not hashing.done():
            await asyncio.sleep(0.001)
            ticks += 1

    assert ticks > 5
