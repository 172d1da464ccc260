"""Words without their affixes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.domain.stemming import stem


@pytest.mark.parametrize(
    ("family", "root"),
    [
        (("perizinan", "perizinannya", "izin", "izinkah"), "izin"),
        (("mengurus", "diurus", "pengurusan", "mengurusnya", "urusan"), "urus"),
        (("pelajaran", "belajar"), "ajar"),
        (("bekerja", "pekerjaan"), "kerja"),
        (("menyapu", "disapu"), "sapu"),
        (("memotong", "dipotong", "potongan"), "potong"),
        (("memberikan", "pemberian", "diberikan"), "beri"),
        (("pemeriksaan", "memeriksa", "diperiksa"), "periksa"),
    ],
)
def test_a_family_of_words_has_one_stem(family: tuple[str, ...], root: str) -> None:
    assert {stem(word) for word in family} == {root}


@pytest.mark.parametrize(
    "word", ["", "a", "nib", "pbg", "surat", "siti", "2026", "000123", "ñandú"]
)
def test_short_words_and_numbers_are_left_alone(word: str) -> None:
    assert stem(word) == word


@given(st.text())
def test_whatever_it_is_it_has_a_stem_that_is_no_longer(word: str) -> None:
    assert len(stem(word)) <= len(word)
