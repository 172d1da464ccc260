"""Blanks of canned responses, for any text."""

from hypothesis import given
from hypothesis import strategies as st

from tickets.domain.canned import BLANK, VARIABLES, UnknownVariable, check, fill, missing

_VALUES = st.dictionaries(st.sampled_from(VARIABLES), st.text(max_size=20))
_PARTS = st.lists(
    st.one_of(st.text("ab {}\n", max_size=5), st.sampled_from([f"{{{v}}}" for v in VARIABLES]))
)


@given(_PARTS.map("".join), _VALUES)
def test_what_is_checked_is_filled_or_leaves_a_blank(text: str, values: dict[str, str]) -> None:
    try:
        check(text)
    except UnknownVariable:
        return
    filled = fill(text, values)
    if missing(text, values):
        assert BLANK in filled
    if not any(f"{{{name}}}" in text for name in VARIABLES):
        assert filled == text


@given(st.sampled_from(VARIABLES), st.text(max_size=30))
def test_a_value_is_put_in_as_it_is(name: str, value: str) -> None:
    assert fill(f"<{{{name}}}>", {name: value}) == f"<{value.strip() or BLANK}>"
