"""Sealed cookies, the language of a page, and the same words in both languages."""

import string

import pytest
from aiohttp.test_utils import make_mocked_request
from hypothesis import given
from hypothesis import strategies as st

from channels.pages.forms import Seal, locale_of
from channels.pages.words import WORDS

SEAL = Seal(b"kunci")


def holes(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_both_languages_say_the_same_things() -> None:
    assert list(WORDS["id"]) == list(WORDS["en"])
    assert all(holes(WORDS["id"][key]) == holes(text) for key, text in WORDS["en"].items())


def test_what_was_sealed_is_there_until_it_is_over() -> None:
    sealed = SEAL.closed({"step": "code", "number": "T-2026-000123-X"}, 1000)
    assert SEAL.opened(sealed, 999)["number"] == "T-2026-000123-X"
    assert SEAL.opened(sealed, 1000) == {}


def test_another_key_opens_nothing() -> None:
    assert Seal(b"lain").opened(SEAL.closed({"step": "open"}, 1000), 0) == {}


@given(st.integers(0, 400), st.sampled_from(string.ascii_letters + string.digits + ".=-_"))
def test_an_altered_one_opens_nothing(place: int, letter: str) -> None:
    sealed = SEAL.closed({"step": "open", "number": "T-2026-000123-X"}, 1000)
    place %= len(sealed)
    altered = sealed[:place] + letter + sealed[place + 1 :]
    assert altered == sealed or SEAL.opened(altered, 0) == {}


@given(st.text())
def test_nothing_odd_opens_anything(text: str) -> None:
    assert SEAL.opened(text, 0) == {}


@pytest.mark.parametrize(
    ("query", "accepts", "locale"),
    [
        ("?lang=en", "id", "en"),
        ("?lang=xx", "en-GB,en;q=0.9", "en"),
        ("", "fr, en;q=0.5, id;q=0.4", "en"),
        ("", "id-ID,en", "id"),
        ("", "", "id"),
    ],
)
def test_the_language_is_the_chosen_one_or_the_browsers(
    query: str, accepts: str, locale: str
) -> None:
    request = make_mocked_request("GET", f"/status/{query}", {"Accept-Language": accepts})
    assert locale_of(request, {}, "id") == locale
    assert locale_of(request, {"lang": "en"}, "id") == "en"
