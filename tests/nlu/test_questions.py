import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.questions import questions_in

TAKEN_APART = [
    (
        "Halo min. Berapa biaya PBG? terus berapa lama prosesnya?",
        ("Berapa biaya PBG?", "terus berapa lama prosesnya?"),
    ),
    ("Apa syarat SIP? Di mana urusnya?", ("Apa syarat SIP?", "Di mana urusnya?")),
    ("How much is it? How long does it take?", ("How much is it?", "How long does it take?")),
    ("biaya makam?\nperpanjang makam gimana?", ("biaya makam?", "perpanjang makam gimana?")),
    (
        "Selamat siang. Saya pemilik kafe. Perlu izin apa? Berapa lama?",
        ("Perlu izin apa?", "Berapa lama?"),
    ),
    ("a b? c d? e f? g h?", ("a b?", "c d?", "e f?", "g h?")),
]
READ_AS_ONE = [
    "",
    "?",
    "syarat dan biaya PBG?",
    "Berapa biaya PBG?",
    "Berapa biaya PBG?? ",
    "Saya sudah daftar. Sudah bayar. Belum terbit.",
    "berapa biaya PBG terus berapa lama",
    "kenapa ditolak? saya tidak tahu apa yang kurang",
    "a b? c d? e f? g h? i j?",
    "Hah? Serius?",
]


@pytest.mark.parametrize(("text", "parts"), TAKEN_APART)
def test_questions_are_taken_apart(text: str, parts: tuple[str, ...]) -> None:
    assert questions_in(text) == parts


@pytest.mark.parametrize("text", READ_AS_ONE)
def test_a_single_one_and_too_many_are_left_whole(text: str) -> None:
    assert questions_in(text) == ()


@given(st.text(alphabet="apa berapa?!.\n;", max_size=80))
def test_the_parts_are_of_the_text_in_its_order(text: str) -> None:
    parts = questions_in(text)
    assert len(parts) in {0, 2, 3, 4}
    at = 0
    for part in parts:
        assert "?" in part
        at = text.index(part, at) + len(part)
