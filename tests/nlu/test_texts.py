import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.server.thin.texts import LONGEST, presentable, readable


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("/ \t\x1c\x85\u2028\u3000"))))
def test_no_text_is_an_order(text: str) -> None:
    assert not presentable(text).strip().startswith("/")


@given(st.text())
def test_it_can_be_sent_and_does_not_change_again(text: str) -> None:
    once = presentable(text)
    once.encode()
    assert presentable(once) == once
    assert len(once) == len(text)


def test_long_texts_are_cut() -> None:
    assert len(presentable("a" * 100_000)) == LONGEST


@pytest.mark.parametrize("text", ["", " \n", "😀", "123", "?!", "\N{ZERO WIDTH SPACE}"])
def test_without_a_letter_there_is_nothing_to_read(text: str) -> None:
    assert not readable(text)


def test_letters_that_the_model_never_saw_do_not_count() -> None:
    assert readable("PBG 😀", "abgp")
    assert not readable("привет 5", "abgp")
