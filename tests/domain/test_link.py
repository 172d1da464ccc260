"""One-time links: what they look like, when they tie, and how someone asks for one."""

import datetime as dt
import re
import uuid

import pytest

from tickets.domain.lifecycle import Status
from tickets.domain.link import (
    LASTS,
    LENGTH,
    RANDOM_BYTES,
    Link,
    Refusal,
    asked,
    digest,
    judge,
    key,
    token,
    token_in,
    wished,
)

NOW = dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC)
SITI, BUDI = uuid.UUID(int=1), uuid.UUID(int=2)


def link(
    *,
    kind: str = "telegram",
    left: float = 60,
    used_by: uuid.UUID | None = None,
    status: Status = Status.OPEN,
) -> Link:
    expires = NOW + dt.timedelta(seconds=left)
    return Link(kind=kind, expires_at=expires, used_by=used_by, status=status)


def verdict(
    found: Link | None, *, identity: uuid.UUID | None = SITI, forged: bool = False
) -> Refusal | None:
    return judge(found, kind="telegram", identity=identity, now=NOW, forged=forged)


def test_a_token_fits_where_it_must_go() -> None:
    made = token(bytes(range(RANDOM_BYTES)))
    assert RANDOM_BYTES * 8 >= 128
    assert len(made) == LENGTH <= 50
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", made), "t.me/<bot>?start= takes no more"
    assert made == made.lower(), "mail servers may change the case of a local part"


def test_what_is_kept_is_neither_the_token_nor_hangs_on_its_case() -> None:
    made = token(bytes(RANDOM_BYTES))
    assert made not in digest(made)
    assert digest(made) == digest(made.upper())
    assert digest(made) != digest(made[:-1] + "b")


def test_a_link_that_is_fresh_ties() -> None:
    assert verdict(link()) is None
    assert verdict(link(), identity=None) is None


@pytest.mark.parametrize(
    ("found", "identity", "forged", "why"),
    [
        (None, SITI, False, Refusal.UNKNOWN),
        (link(left=0), SITI, False, Refusal.EXPIRED),
        (link(used_by=BUDI), SITI, False, Refusal.USED),
        (link(used_by=BUDI), None, False, Refusal.USED),
        (link(used_by=BUDI, left=-1), SITI, False, Refusal.USED),
        (link(used_by=SITI), SITI, False, Refusal.AGAIN),
        (link(kind="email"), SITI, False, Refusal.ELSEWHERE),
        (link(), SITI, True, Refusal.FORGED),
        (link(used_by=SITI), SITI, True, Refusal.FORGED),
        (link(status=Status.CLOSED), SITI, False, Refusal.CLOSED),
        (link(status=Status.SPAM), SITI, False, Refusal.CLOSED),
    ],
)
def test_why_a_link_ties_nothing(
    *,
    found: Link | None,
    identity: uuid.UUID | None,
    forged: bool,
    why: Refusal,
) -> None:
    assert verdict(found, identity=identity, forged=forged) is why


def test_a_resolved_ticket_can_still_be_gone_on_with() -> None:
    assert verdict(link(status=Status.RESOLVED)) is None


def test_links_last_half_an_hour_in_telegram_and_a_day_by_mail() -> None:
    assert LASTS["telegram"] == dt.timedelta(minutes=30)
    assert LASTS["email"] == dt.timedelta(hours=24)


def test_the_token_is_found_among_the_thread_keys() -> None:
    assert token_in(("ticket:T-1", key("abc"))) == "abc"
    assert token_in(("conversation:x",)) is None


@pytest.mark.parametrize(
    ("kind", "text", "to"),
    [
        ("telegram", "/email", "email"),
        ("telegram", "/surel@tanya_bot", "email"),
        ("telegram", "lanjut lewat surel", "email"),
        ("telegram", "Lanjutkan lewat e-mail.", "email"),
        ("telegram", "go on by e-mail", "email"),
        ("email", "Telegram", "telegram"),
        ("email", "“Telegram”.\n\nSalam,\nSiti", "telegram"),
        ("email", "continue in Telegram", "telegram"),
        ("telegram", "surel saya belum dijawab", None),
        ("telegram", "telegram", None),
        ("email", "Telegram saya tidak bisa dibuka", None),
        ("email", "surel", None),
        ("livechat", "/email", None),
        ("email", "Telegram\n" + "x" * 400, None),
        ("telegram", "", None),
    ],
)
def test_how_someone_asks_to_go_on_elsewhere(kind: str, text: str, to: str | None) -> None:
    assert wished(asked(kind, text, None)) == to


def test_the_button_asks_too_and_no_other_button_does() -> None:
    assert asked("telegram", "apa pun", "continue:email") == "continue:email"
    assert asked("telegram", "/email", "person") is None
    assert asked("telegram", "apa pun", "continue:telegram") is None
