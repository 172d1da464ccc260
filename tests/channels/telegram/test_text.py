"""Long texts are cut where a reader would, and nothing is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.base import Refused
from channels.telegram.composing import Text, compose
from channels.telegram.formatting import formatted
from channels.telegram.formatting import split as cut
from channels.telegram.text import LIMIT, split, units
from tests.channels.rig import outbound
from tests.channels.telegram.rig import telegram
from tests.peers.botapi_checks import check_entities
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


MARKED = st.lists(
    st.sampled_from(
        [
            "satu ",
            "**tebal sekali**",
            "[kata kata](https://a.id/x)",
            "\n\n",
            "😀",
            "T-2026-000001-A ",
            "**",
            "[x]",
            "a" * 30,
        ]
    )
)


@given(MARKED, st.integers(min_value=8, max_value=60))
def test_formatting_survives_the_cut(pieces: list[str], limit: int) -> None:
    rich = formatted("".join(pieces), "T-2026-000001-A")
    parts = cut(rich, limit)
    for part in parts:
        assert 0 < units(part.text) <= limit
        check_entities(part.text, [entity.to_dict() for entity in part.entities()])
        for span in part.spans:
            whole = {rich.text[one.start : one.end] for one in rich.spans}
            words = part.text[span.start : span.end]
            assert words in whole or any(units(w) > limit // 3 for w in whole if words in w)
    assert "".join("".join(p.text for p in parts).split()) == "".join(rich.text.split())


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("2 ** 3 ** 4", "2 ** 3 ** 4"),
        ("**tebal", "**tebal"),
        ("a*b*c", "a*b*c"),
        ("[kata](javascript:alert(1))", "[kata](javascript:alert(1))"),
        ("[foto] (lihat)", "[foto] (lihat)"),
        ("**dua\nbaris**", "**dua\nbaris**"),
        ("**tebal** biasa", "tebal biasa"),
        ("[https://a.id](https://a.id)", "https://a.id"),
        ("[sini](https://a.id)", "sini (https://a.id)"),
    ],
)
def test_only_what_was_meant_is_formatting(text: str, plain: str) -> None:
    assert formatted(text).plain() == plain


def test_a_span_is_moved_to_the_next_part_whole() -> None:
    first, second = cut(formatted("satu dua tiga **empat lima enam**"), 24)
    assert (first.text, first.spans) == ("satu dua tiga", ())
    assert second.text == "empat lima enam"
    assert second.entities()[0].to_dict() == {"type": "bold", "offset": 0, "length": 15}


def test_a_span_longer_than_a_part_goes_on_in_the_next() -> None:
    parts = cut(formatted(f"**{'kata ' * 9}akhir**"), 20)
    assert len(parts) > 2
    assert all(part.entities()[0].length == units(part.text) for part in parts)
