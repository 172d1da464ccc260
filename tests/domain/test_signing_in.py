"""How long one waits, what is owed, and what is kept of a browser."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.domain.access import Role
from tickets.domain.browsers import family, shortened
from tickets.domain.signing_in import Debt, FactorRule, debts, pause

counts = st.integers(min_value=0, max_value=10_000)
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/142.0.0.0 Safari/537.36"
)


@given(counts, st.integers(min_value=1, max_value=50))
def test_waits_grow_and_end(failures: int, tries: int) -> None:
    wait, next_wait = pause(failures, tries), pause(failures + 1, tries)

    assert (wait == dt.timedelta()) == (failures < tries)
    assert wait <= next_wait <= dt.timedelta(minutes=15)


def test_a_day_of_tries_is_too_few_to_guess_a_code() -> None:
    spent, tries = dt.timedelta(), 0
    while spent < dt.timedelta(days=1):
        tries += 1
        spent += pause(tries, 5)

    assert tries < 120  # of a million codes, three of which are right at a time


@pytest.mark.parametrize("role", Role)
def test_a_password_is_changed_before_an_authenticator_is_set_up(role: Role) -> None:
    rule = FactorRule(required_for=frozenset({Role.ADMIN}))
    owed = debts(rule, role, must_change=True, has_factor=False)

    assert owed == ((Debt.PASSWORD, Debt.TOTP) if role is Role.ADMIN else (Debt.PASSWORD,))
    assert debts(rule, role, must_change=False, has_factor=True) == ()


def test_nothing_is_required_where_codes_are_not_in_use() -> None:
    rule = FactorRule(offered=False, required_for=frozenset(Role))

    assert debts(rule, Role.ADMIN, must_change=False, has_factor=False) == ()


@pytest.mark.parametrize(
    ("header", "known"),
    [
        (CHROME, "Chrome, Windows"),
        (f"{CHROME} Edg/142.0.0.0", "Edge, Windows"),
        ("Mozilla/5.0 (iPhone; CPU OS 19) Version/19.0 Mobile Safari/604.1", "Safari, iPhone"),
        ("<script>alert(1)</script>", ""),
        ("x" * 100_000, ""),
        ("", ""),
    ],
)
def test_of_a_browser_its_family_is_kept_and_nothing_else(header: str, known: str) -> None:
    assert family(header) == known


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("192.0.2.200", "192.0.2.…"),
        ("::ffff:192.0.2.200", "192.0.2.…"),
        ("2001:db8:a:b:c:d:e:f", "2001:db8:a::…"),
        ("<b>", ""),
        ("", ""),
    ],
)
def test_an_address_is_kept_without_its_last_part(address: str, kept: str) -> None:
    assert shortened(address) == kept
