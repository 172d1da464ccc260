"""Whoever writes only a receipt number asks how it stands; whoever writes more, says more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.domain.asking import Asked, asked, asked_by_mail
from tickets.domain.number import make

NUMBER = make("T", 2026, 123)
OWN = Asked()


@pytest.mark.parametrize(
    "text",
    [
        NUMBER,
        "t-2026-000123-x",
        "T 2026 000123 X",
        "t2026000123x",
        "T\u20132026\u2013000123\u2013X",
        f"  {NUMBER}. ",
        f"status {NUMBER}",
        f"Status: {NUMBER}",
        f"/status {NUMBER}",
        f"/STATUS@tanya_bot {NUMBER}",
        f"Nomor tiket: {NUMBER}",
        f"no. tiket saya {NUMBER} ya kak, mohon info dong",
        f"Halo, selamat pagi. Mohon cek status tiket {NUMBER}. Terima kasih",
        f"Please check my ticket number {NUMBER}",
        f"/status tolong lihat {NUMBER} yang kemarin",
    ],
)
def test_a_number_alone_or_after_the_word_asks_for_it(text: str) -> None:
    assert asked(text, "T") == Asked(number=NUMBER)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "status",
        "halo",
        "terima kasih",
        "/statusku",
        "ketik /status",
        f"{NUMBER} belum dijawab sejak Senin",
        f"Saya lampirkan berkas untuk {NUMBER}",
        f"status {NUMBER} dan syarat PBG apa saja?",
        f"{NUMBER} " + "tolong " * 60,
        "SK-2020-123456-B",
        "2026-000123",
    ],
)
def test_anything_else_is_a_message_like_others(text: str) -> None:
    assert asked(text, "T") is None


@pytest.mark.parametrize("text", ["/status", "/Status ", "/status@tanya_bot", "/status apa ya"])
def test_the_command_alone_is_about_the_conversation(text: str) -> None:
    assert asked(text, "T") == OWN


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("T-2026-000132-X", "T-2026-000132-X"),
        ("status t-2026-000123-y", "T-2026-000123-Y"),
        ("T-2026-000123", "T-2026-000123"),
        ("T-2026-000123-8", "T-2026-000123-8"),
        ("/status T-2026-0001234-X", "T-2026-0001234-X"),
    ],
)
def test_a_mistyped_number_is_told_apart_from_none(text: str, written: str) -> None:
    assert asked(text, "T") == Asked(number=written)


def test_the_subject_of_a_mail_may_name_the_number() -> None:
    want = Asked(number=NUMBER)
    assert asked_by_mail(f"Status {NUMBER}", "", "T", reply=False) == want
    assert (
        asked_by_mail(NUMBER, "Mohon info status tiket saya. Terima kasih.", "T", reply=False)
        == want
    )
    assert asked_by_mail("Pertanyaan", f"status {NUMBER}", "T", reply=False) == want
    assert asked_by_mail(NUMBER, "Kapan izin saya terbit?", "T", reply=False) is None
    assert asked_by_mail("Pertanyaan", "", "T", reply=False) is None


def test_in_a_reply_only_what_is_new_asks() -> None:
    assert asked_by_mail(NUMBER, "terima kasih", "T", reply=True) is None
    assert asked_by_mail("Izin", "Status?", "T", reply=True) == OWN
    assert asked_by_mail("Izin", NUMBER, "T", reply=True) == Asked(number=NUMBER)
    assert asked_by_mail("Izin", "status", "T", reply=False) is None, "of which ticket?"


@given(st.text(max_size=300))
def test_no_text_is_too_odd(text: str) -> None:
    told = asked(text, "T")
    assert told is None or told.number is None or len(told.number) < 40
