"""Receipt numbers: whoever mistypes one never lands on another person's ticket."""

import re
import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tickets.domain.number import find, make

years = st.integers(2020, 2099)
serials = st.integers(1, 999_999_999)
prefixes = st.text(alphabet=string.ascii_uppercase, min_size=1, max_size=8)
numbers = st.builds(make, prefixes, years, serials)


def digits_at(number: str) -> list[int]:
    """Where the digits are."""
    return [i for i, c in enumerate(number) if c.isdigit()]


@given(numbers)
def test_a_number_is_found_in_itself(number: str) -> None:
    assert find(number) == number


@given(numbers, st.data())
def test_any_single_wrong_digit_is_caught(number: str, data: st.DataObject) -> None:
    place = data.draw(st.sampled_from(digits_at(number)))
    wrong = data.draw(st.sampled_from(string.digits))
    assume(wrong != number[place])
    assert find(number[:place] + wrong + number[place + 1 :]) is None


@given(numbers, st.data())
def test_any_two_swapped_neighbours_are_caught(number: str, data: st.DataObject) -> None:
    places = digits_at(number)
    left = data.draw(st.integers(0, len(places) - 2))
    one, two = places[left], places[left + 1]
    assume(number[one] != number[two])
    swapped = list(number)
    swapped[one], swapped[two] = swapped[two], swapped[one]
    assert find("".join(swapped)) is None


@given(numbers, st.sampled_from(string.ascii_uppercase))
def test_any_wrong_check_letter_is_caught(number: str, letter: str) -> None:
    assume(letter != number[-1])
    assert find(number[:-1] + letter) is None


@given(numbers)
def test_the_check_letter_cannot_be_mistaken_for_a_digit(number: str) -> None:
    assert number[-1] not in "IOU"


@given(serials, serials)
def test_different_tickets_have_different_numbers(one: int, other: int) -> None:
    assume(one != other)
    assert make("T", 2026, one) != make("T", 2026, other)


@pytest.mark.parametrize(
    "text",
    [
        "T-2026-000123-X",
        "t-2026-000123-x",
        "tiket saya t 2026 000123 x ya",
        "Nomor:T2026000123X.",
        "Re: [T-2026-000123-X] Syarat PBG",
        "halo\n> tiket T - 2026 - 000123 - X\nterima kasih",
        "(T-2026-000123-X)",
        "salah T-2026-000124-X, yang benar T-2026-000123-X",
        "telepon 021-2026-000123, tiket T-2026-000123-X",
    ],
)
def test_it_is_found_however_it_was_typed(text: str) -> None:
    assert find(text) == "T-2026-000123-X"


@given(
    st.text(alphabet=st.characters(exclude_categories=["L", "N"]), max_size=20),
    numbers,
    st.text(alphabet=st.characters(exclude_categories=["L", "N"]), max_size=20),
)
def test_it_is_found_among_signs_of_any_kind(before: str, number: str, after: str) -> None:
    assert find(before + number + after) == number


@given(st.text(max_size=200))
def test_what_is_found_is_always_a_number_we_could_have_made(text: str) -> None:
    found = find(text)
    if found is not None:
        prefix, year, serial, _ = found.split("-")
        assert make(prefix, int(year), int(serial)) == found


@pytest.mark.parametrize("text", ["", "halo", "T-2026", "2026-000123-X", "T-26-123-X"])
def test_nothing_is_found_where_there_is_nothing(text: str) -> None:
    assert find(text) is None


def test_a_number_typed_in_full_width_digits_is_the_same_number() -> None:
    assert find("T-２０２６-０００１２３-X") in {None, "T-2026-000123-X"}  # noqa: RUF001


@given(numbers)
def test_a_number_has_the_shape_people_know(number: str) -> None:
    assert re.fullmatch(r"[A-Z]{1,8}-\d{4}-\d{6,9}-[A-Z]", number)
