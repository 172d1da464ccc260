"""Passwords, codes and patience: what opens the door, and what never does twice."""

import asyncio

import argon2
import pyotp
import pytest
import sqlalchemy as sa

from tests.tickets.desk import Desk, at_once
from tickets.commands.account import NotNow, NotProven
from tickets.commands.people import Agent
from tickets.commands.signing_in import Came, CodeNeeded, CodeWrong, Locked, SignInCommands, Wrong
from tickets.domain.access import Role
from tickets.domain.signing_in import FactorRule
from tickets.factor import SecondFactor
from tickets.passwords import PasswordTooShort
from tickets.store import admin_log, agents, recovery_codes, sign_in_failures, web_sessions

pytestmark = pytest.mark.slow  # hashes real passwords

PASSWORD = "rahasia-sekali"
CAME = Came(address="203.0.113.77", browser="Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0")
ELSEWHERE = Came(address="198.51.100.3")


@pytest.fixture
async def sari(desk: Desk) -> Agent:
    return await desk.people.add(
        email="sari@kantor.id", name="Sari", role=Role.AGENT, password=PASSWORD
    )


async def enrolled(desk: Desk, agent: Agent) -> tuple[pyotp.TOTP, list[str]]:
    """An authenticator for them, and their recovery codes."""
    made = await desk.account.begin_factor(agent, PASSWORD, CAME)
    totp = pyotp.TOTP(made.secret)
    codes = await desk.account.confirm_factor(agent, totp.at(desk.clock()), keep="")
    desk.clock.forward(seconds=60)
    return totp, codes


async def fail(desk: Desk, times: int, email: str = "sari@kantor.id", came: Came = CAME) -> None:
    for _ in range(times):
        with pytest.raises(Wrong):
            await desk.door.sign_in(email, "salah", came=came)


async def test_a_code_is_asked_for_and_lets_in(desk: Desk, sari: Agent) -> None:
    totp, _ = await enrolled(desk, sari)
    with pytest.raises(CodeNeeded):
        await desk.door.sign_in(sari.email, PASSWORD, came=CAME)
    agent, token = await desk.door.sign_in(
        sari.email, PASSWORD, came=CAME, code=totp.at(desk.clock())
    )

    assert agent.has_factor
    assert await desk.people.by_session(token) == agent


async def test_a_code_is_good_once(desk: Desk, sari: Agent) -> None:
    totp, _ = await enrolled(desk, sari)
    code = totp.at(desk.clock())
    await desk.door.sign_in(sari.email, PASSWORD, came=CAME, code=code)

    with pytest.raises(CodeWrong):
        await desk.door.sign_in(sari.email, PASSWORD, came=ELSEWHERE, code=code)
    assert await desk.count(web_sessions) == 1


async def test_the_same_code_twice_at_once_lets_one_in(desk: Desk, sari: Agent) -> None:
    totp, _ = await enrolled(desk, sari)
    code = totp.at(desk.clock())

    async def come() -> bool:
        try:
            await desk.door.sign_in(sari.email, PASSWORD, came=CAME, code=code)
        except CodeWrong:
            return False
        return True

    assert sorted(await at_once(come(), come(), come())) == [False, False, True]


async def test_the_code_that_set_it_up_signs_nobody_in(desk: Desk, sari: Agent) -> None:
    made = await desk.account.begin_factor(sari, PASSWORD, CAME)
    code = pyotp.TOTP(made.secret).at(desk.clock())
    await desk.account.confirm_factor(sari, code, keep="")

    with pytest.raises(CodeWrong):
        await desk.door.sign_in(sari.email, PASSWORD, came=CAME, code=code)


@pytest.mark.parametrize(("off", "good"), [(-60, False), (-30, True), (30, True), (60, False)])
async def test_a_clock_may_be_one_step_off(
    desk: Desk, sari: Agent, off: int, *, good: bool
) -> None:
    totp, _ = await enrolled(desk, sari)
    desk.clock.forward(minutes=10)
    code = totp.at(int(desk.clock().timestamp()) + off)
    try:
        await desk.door.sign_in(sari.email, PASSWORD, came=CAME, code=code)
    except CodeWrong:
        assert not good
    else:
        assert good


async def test_an_older_code_is_not_good_after_a_newer_one(desk: Desk, sari: Agent) -> None:
    totp, _ = await enrolled(desk, sari)
    now = int(desk.clock().timestamp())
    await desk.door.sign_in(sari.email, PASSWORD, came=CAME, code=totp.at(now + 30))

    with pytest.raises(CodeWrong):
        await desk.door.sign_in(sari.email, PASSWORD, came=CAME, code=totp.at(now))


async def test_a_recovery_code_is_good_once_however_it_is_typed(desk: Desk, sari: Agent) -> None:
    _, codes = await enrolled(desk, sari)
    typed = codes[3].lower().replace("-", " ")
    await desk.door.sign_in(sari.email, PASSWORD, came=CAME, code=typed)

    with pytest.raises(CodeWrong):
        await desk.door.sign_in(sari.email, PASSWORD, came=CAME, code=codes[3])
    assert await desk.people_queries.recovery_codes(sari.id) == 9


@pytest.mark.parametrize("code", ["123456", "00000", "abc", "٣٣٣٣٣٣", "AAAAA-AAAAA", "x" * 64])
async def test_other_codes_let_nobody_in(desk: Desk, sari: Agent, code: str) -> None:
    await enrolled(desk, sari)
    with pytest.raises(CodeWrong):
        await desk.door.sign_in(sari.email, PASSWORD, came=CAME, code=code)


async def test_codes_cannot_be_tried_without_end_by_who_knows_the_password(
    desk: Desk, sari: Agent
) -> None:
    totp, _ = await enrolled(desk, sari)
    for _ in range(5):
        with pytest.raises(CodeNeeded):  # asking what is needed forgives nothing
            await desk.door.sign_in(sari.email, PASSWORD, came=CAME)
        with pytest.raises(CodeWrong):
            await desk.door.sign_in(sari.email, PASSWORD, came=CAME, code="000000")

    with pytest.raises(Locked) as locked:
        await desk.door.sign_in(sari.email, PASSWORD, came=CAME, code=totp.at(desk.clock()))
    assert locked.value.seconds == 30


async def test_waits_grow_with_each_failure_and_end_with_success(desk: Desk, sari: Agent) -> None:
    await fail(desk, 5)
    waits = []
    for _ in range(3):
        with pytest.raises(Locked) as locked:
            await desk.door.sign_in(sari.email, PASSWORD, came=ELSEWHERE)
        waits.append(locked.value.seconds)
        desk.clock.forward(seconds=locked.value.seconds)
        await fail(desk, 1)
    desk.clock.forward(minutes=15)
    await desk.door.sign_in(sari.email, PASSWORD, came=CAME)

    assert waits == [30, 60, 120]
    await fail(desk, 4)
    assert await desk.door.sign_in(sari.email, PASSWORD, came=CAME)


async def test_many_at_once_are_not_heard_more_often(desk: Desk, sari: Agent) -> None:
    async def come(n: int) -> str:
        try:
            await desk.door.sign_in(sari.email, f"salah-{n}", came=CAME)
        except (Wrong, Locked) as why:
            return type(why).__name__
        return "in"

    answers = await at_once(*(come(n) for n in range(20)))
    assert answers.count("Wrong") == 5
    assert answers.count("Locked") == 15


async def test_one_address_cannot_try_many_accounts(desk: Desk, sari: Agent) -> None:
    for n in range(30):
        await fail(desk, 1, email=f"orang{n}@kantor.id")
    with pytest.raises(Locked):
        await desk.door.sign_in(sari.email, PASSWORD, came=CAME)
    assert await desk.door.sign_in(sari.email, PASSWORD, came=ELSEWHERE)


async def test_colleagues_behind_one_address_do_not_lock_each_other_out(
    desk: Desk, sari: Agent
) -> None:
    for _ in range(40):
        await desk.door.sign_in(sari.email, PASSWORD, came=CAME)
    assert await desk.door.sign_in(sari.email, PASSWORD, came=CAME)


async def test_failures_leave_the_same_behind_for_whoever_there_is(desk: Desk, sari: Agent) -> None:
    await fail(desk, 2, email=sari.email)
    await fail(desk, 2, email="siapa@kantor.id")
    rows = await desk.rows(sign_in_failures)

    assert sorted(row.failures for row in rows) == [2, 2, 4]
    assert "kantor.id" not in str(rows)
    assert "203.0.113" not in str(rows)


async def test_a_wrong_pair_costs_as_much_for_whom_nobody_knows(
    desk: Desk, sari: Agent, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A digest of the same making is compared: what takes its time is argon2."""
    compared: list[argon2.Parameters] = []

    def verify(self: argon2.PasswordHasher, digest: str, password: str) -> bool:
        compared.append(argon2.extract_parameters(digest))
        return real(self, digest, password)

    hasher = type(argon2.PasswordHasher())
    real = hasher.verify
    monkeypatch.setattr(hasher, "verify", verify)
    await fail(desk, 1, email=sari.email)
    await fail(desk, 1, email="siapa@kantor.id")
    known, unknown = compared
    assert known == unknown


async def test_nothing_that_opens_a_door_is_kept_as_it_is(desk: Desk, sari: Agent) -> None:
    made = await desk.account.begin_factor(sari, PASSWORD, CAME)
    pending = await desk.rows(agents)
    codes = await desk.account.confirm_factor(
        sari, pyotp.TOTP(made.secret).at(desk.clock()), keep=""
    )
    token = await desk.account.make_token(sari, "skrip", "read")
    tables = (agents, recovery_codes, admin_log, web_sessions)
    kept = str([*pending, *[await desk.rows(table) for table in tables]])

    assert len(codes) == 10
    for secret in (made.secret, token, PASSWORD, *codes):
        assert secret not in kept
        assert secret.replace("-", "") not in kept


async def test_with_another_key_the_codes_of_old_open_nothing(desk: Desk, sari: Agent) -> None:
    totp, codes = await enrolled(desk, sari)
    other = SecondFactor(b"x" * 32, "Tanya")
    door = SignInCommands(desk.db, desk.clock, desk.passwords, other, FactorRule())
    for code in (totp.at(desk.clock()), codes[0]):
        with pytest.raises(CodeWrong):
            await door.sign_in(sari.email, PASSWORD, came=CAME, code=code)


async def test_where_codes_are_off_none_is_asked_for(desk: Desk, sari: Agent) -> None:
    await enrolled(desk, sari)
    desk.rule = FactorRule(offered=False)
    del desk.__dict__["door"], desk.__dict__["account"]

    assert await desk.door.sign_in(sari.email, PASSWORD, came=CAME)
    with pytest.raises(NotNow):
        await desk.account.begin_factor(sari, PASSWORD, CAME)


async def test_a_session_is_known_again_by_little(desk: Desk, sari: Agent) -> None:
    _, token = await desk.door.sign_in(sari.email, PASSWORD, came=CAME)
    desk.clock.forward(minutes=5)
    await desk.people.by_session(token)
    [session] = await desk.people_queries.sessions(sari.id, token)

    assert (session.browser, session.address) == ("Firefox, Linux", "203.0.113.…")
    assert (session.seen_at, session.current) == (desk.clock(), True)
    assert "203.0.113.77" not in str(await desk.rows(web_sessions))


async def test_another_password_ends_the_other_sessions(desk: Desk, sari: Agent) -> None:
    _, here = await desk.door.sign_in(sari.email, PASSWORD, came=CAME)
    _, there = await desk.door.sign_in(sari.email, PASSWORD, came=ELSEWHERE)
    await desk.account.change_password(sari, PASSWORD, "lebih-rahasia-lagi", came=CAME, keep=here)

    assert await desk.people.by_session(here) is not None
    assert await desk.people.by_session(there) is None
    await fail(desk, 1)
    assert await desk.door.sign_in(sari.email, "lebih-rahasia-lagi", came=CAME)


async def test_another_password_needs_the_one_there_is(desk: Desk, sari: Agent) -> None:
    for _ in range(5):
        with pytest.raises(NotProven):
            await desk.account.change_password(sari, "salah", "x" * 12, came=CAME, keep="")
    with pytest.raises(Locked):  # a stolen session guesses no faster than a stranger
        await desk.account.change_password(sari, PASSWORD, "x" * 12, came=CAME, keep="")
    desk.clock.forward(hours=1)
    with pytest.raises(PasswordTooShort):
        await desk.account.change_password(sari, PASSWORD, "pendek", came=CAME, keep="")
    with pytest.raises(NotNow):
        await desk.account.change_password(sari, PASSWORD, PASSWORD, came=CAME, keep="")


async def test_an_authenticator_is_removed_with_a_code_of_it(desk: Desk, sari: Agent) -> None:
    totp, _ = await enrolled(desk, sari)
    known = (await desk.door.sign_in(sari.email, PASSWORD, came=CAME, code=totp.at(desk.clock())))[
        0
    ]
    desk.clock.forward(minutes=1)
    with pytest.raises(NotProven):
        await desk.account.drop_factor(known, PASSWORD, "", CAME)
    await desk.account.drop_factor(known, PASSWORD, totp.at(desk.clock()), CAME)

    assert await desk.door.sign_in(sari.email, PASSWORD, came=CAME)
    assert await desk.count(recovery_codes) == 0


async def test_who_has_to_have_one_cannot_remove_it(desk: Desk, sari: Agent) -> None:
    desk.rule = FactorRule(required_for=frozenset({Role.AGENT}))
    totp, _ = await enrolled(desk, sari)
    with pytest.raises(NotNow):
        await desk.account.drop_factor(sari, PASSWORD, totp.at(desk.clock()), CAME)


async def test_a_token_that_reads_says_so_and_when_it_was_used(desk: Desk, sari: Agent) -> None:
    token = await desk.account.make_token(sari, "laporan", "read")
    [before] = await desk.people_queries.tokens(sari.id)
    found = await desk.people.by_token(token)
    [after] = await desk.people_queries.tokens(sari.id)

    assert found is not None
    assert found.reads_only
    assert (before.seen_at, after.seen_at) == (None, desk.clock())
    await desk.account.revoke_token(sari.id, after.id, "operator")
    assert await desk.people.by_token(token) is None


async def test_a_ring_tells_that_a_session_ended(desk: Desk, sari: Agent) -> None:
    _, token = await desk.door.sign_in(sari.email, PASSWORD, came=CAME)
    [session] = await desk.people_queries.sessions(sari.id)
    async with desk.bus.listen("sessions") as bell, asyncio.timeout(5):
        await desk.account.end_session(sari.id, session.id, "operator")
        assert await bell.wait()
    assert await desk.people.by_session(token) is None


@pytest.mark.usefixtures("sari")
async def test_the_failures_of_long_ago_are_forgotten(desk: Desk) -> None:
    await fail(desk, 4)
    desk.clock.forward(hours=12)
    await fail(desk, 4)
    counted = sa.select(sa.func.max(sign_in_failures.c.failures))

    assert await desk.db.read(lambda tx: tx.value(counted)) == 4
    assert await desk.door.forget() == 0
    desk.clock.forward(hours=12)
    assert await desk.door.forget() == 2
    assert await desk.count(sign_in_failures) == 0
