"""Words as they may be kept."""

from hypothesis import given
from hypothesis import strategies as st

from tickets.domain.text import LONGEST, clean, preview

anything = st.text(alphabet=st.characters(codec=None, exclude_categories=[]), max_size=300)


@given(anything)
def test_a_cleaned_text_is_one_any_database_takes(text: str) -> None:
    cleaned = clean(text)
    assert "\x00" not in cleaned
    assert cleaned.encode("utf-8").decode("utf-8") == cleaned


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00")))
def test_an_ordinary_text_is_kept_as_it_is(text: str) -> None:
    assert clean(text) == text


@given(anything)
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


def test_a_lone_surrogate_becomes_a_question_mark() -> None:
    assert clean("a\ud800b") == "a?b"


def test_an_endless_text_is_cut() -> None:
    assert len(clean("x" * (LONGEST + 5))) == LONGEST
    assert clean("abcdef", at_most=3) == "abc"


@given(anything)
def test_a_preview_is_one_short_line(text: str) -> None:
    line = preview(text)
    assert len(line) <= 140
    assert len(line.splitlines()) <= 1
    assert line == line.strip()


def test_a_long_text_ends_in_an_ellipsis() -> None:
    assert preview("kata " * 100).endswith("…")
    assert preview("x" * 140) == "x" * 140
    assert preview("x" * 141) == "x" * 139 + "…"


def test_an_empty_text_has_an_empty_preview() -> None:
    assert preview(" \n\t ") == ""
