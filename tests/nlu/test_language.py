import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.language import language_of

INDONESIAN = [
    "berapa lama urus IMB",
    "Bagaimana cara mengajukan PBG?",
    "mau apply permit buat cafe gmn ya",
    "udah submit dari minggu lalu tp blm ada update",
    "syaratnya",
    "gmn cara reset password",
    "SIP dokter umum brp lama sih",
    "makasih min",
    "kantornya buka jam berapa",
    "lokasi kantor di mana",
]
ENGLISH = [
    "how long does IMB take?",
    "Where is the office?",
    "what documents do I need for a building permit",
    "my NIB application was rejected, why?",
    "is SIKM still required",
    "thanks",
    "hello, can I open a restaurant in Tebet?",
    "how do I renew my SIP at the PTSP kelurahan",
]
UNTOLD = ["", "PBG", "🙏", "12345", "OSS RBA", "привет", "ok", "status", "halo hello"]


@pytest.mark.parametrize("prior", ["id", "en"])
@pytest.mark.parametrize(
    ("text", "lang"), [(t, "id") for t in INDONESIAN] + [(t, "en") for t in ENGLISH]
)
def test_words_tell(text: str, lang: str, prior: str) -> None:
    assert language_of(text, prior) == lang
    assert language_of(text.upper(), prior) == lang


@pytest.mark.parametrize("prior", ["id", "en"])
@pytest.mark.parametrize("text", UNTOLD)
def test_without_them_it_stays_what_it_was(text: str, prior: str) -> None:
    assert language_of(text, prior) == prior


def test_a_suffix_needs_a_word_before_it() -> None:
    assert language_of("biayanya", "en") == "id"
    assert language_of("kenya", "en") == "en"


@given(st.text(), st.sampled_from(["id", "en"]))
def test_it_is_always_one_of_the_two(text: str, prior: str) -> None:
    assert language_of(text, prior) in {"id", "en"}
