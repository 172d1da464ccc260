"""Long texts are cut where a reader would, and nothing is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.base import Refused
from channels.telegram.composing import Text, compose
from channels.telegram.text import LIMIT, split, units
from tests.channels.rig import outbound
from tests.channels.telegram.rig import telegram
from tickets.domain.message import Choice


@given(st.text(), st.integers(min_value=4, max_value=40))
def test_every_part_fits_and_only_white_space_goes(text: str, limit: int) -> None:
    parts = split(text.replace("\0", ""), limit)
    assert all(0 < units(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.replace("\0", "").split())


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ()),
        (" \n ", ()),
        ("pendek", ("pendek",)),
        ("satu dua\n\ntiga empat", ("satu dua", "tiga empat")),
        ("satu dua\ntiga empat", ("satu dua", "tiga empat")),
        ("satu dua tiga empat", ("satu dua", "tiga empat")),
        ("satuduatigaempat", ("satuduatigae", "mpat")),
        ("😀" * 7, ("😀" * 6, "😀")),
    ],
)
def test_where_it_is_cut(text: str, parts: tuple[str, ...]) -> None:
    assert split(text, 12) == parts


def test_a_part_is_never_nearly_empty() -> None:
    assert split("ya\n\n" + "x" * 20, 12)[0] == "ya\n\nxxxxxxxx"


def test_buttons_are_under_the_last_part() -> None:
    choices = (Choice(id="yes", label="Ya"),)
    out = outbound(telegram("http://127.0.0.1:9"), "7", "a" * LIMIT + " b", choices=choices)
    first, last = compose(out)
    assert isinstance(first, Text)
    assert isinstance(last, Text)
    assert (first.choices, last.choices, last.body.text) == ((), choices, "b")


@pytest.mark.parametrize("to", ["@everybody", "", "12 ", "siti@example.id"])
def test_it_speaks_to_chat_ids_only(to: str) -> None:
    with pytest.raises(Refused, match="not a chat id"):
        compose(outbound(telegram("http://127.0.0.1:9"), to, "halo"))


def test_nothing_to_say_is_refused() -> None:
    with pytest.raises(Refused, match="no text"):
        compose(outbound(telegram("http://127.0.0.1:9"), "7", " \n"))
