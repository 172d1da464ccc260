"""E-mail addresses as people say them, and as others try to misuse them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.domain.address import person_name, said_in, shortened, usable, without_tag


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("siti@contoh.id", "siti@contoh.id"),
        ("  Siti.Aminah+izin@Contoh.CO.ID ", "siti.aminah+izin@contoh.co.id"),
        ("o'neil_2@mail-1.contoh.id", "o'neil_2@mail-1.contoh.id"),
        ("siti@kärnten.example", "siti@xn--krnten-bua.example"),
    ],
)
def test_what_can_be_written_to_has_one_form(said: str, address: str) -> None:
    assert usable(said) == address
    assert usable(address) == address


@pytest.mark.parametrize(
    "said",
    [
        "",
        "siti",
        "@contoh.id",
        "siti@",
        "siti@localhost",
        "siti@127.0.0.1",
        "siti@[127.0.0.1]",
        "siti..aminah@contoh.id",
        ".siti@contoh.id",
        "siti@-contoh.id",
        "siti@contoh..id",
        "siti@contoh.id.",
        "siti aminah@contoh.id",
        '"siti"@contoh.id',
        "Siti <siti@contoh.id>",
        "siti@contoh.id, budi@contoh.id",
        "siti@contoh.id\r\nBcc: budi@contoh.id",
        "siti@contoh.id\n",
        "siti\x00@contoh.id",
        "sitі@contoh.id",  # noqa: RUF001  a Cyrillic letter that looks like ours
        "postmaster@contoh.id",
        f"{'s' * 65}@contoh.id",
        f"siti@{'c' * 64}.id",
        f"siti@{'.'.join(['contoh'] * 40)}.id",
    ],
)
def test_what_cannot_be_written_to_is_none(said: str) -> None:
    assert usable(said) is None


@given(st.text(max_size=300))
def test_whatever_is_said_nothing_can_end_a_line(said: str) -> None:
    for found in (usable(said), usable(f"{said}@contoh.id"), usable(f"siti@{said}"), said_in(said)):
        assert found is None or (found.isascii() and found.isprintable() and " " not in found)
        assert found is None or usable(found) == found


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("siti@contoh.id", "siti@contoh.id"),
        ("Tolong ke e-mail saya: SITI@contoh.id ya, terima kasih.", "siti@contoh.id"),
        ("(siti@contoh.id)", "siti@contoh.id"),
        ("<siti@contoh.id>", "siti@contoh.id"),
        ("siti@contoh.id. Sekali lagi siti@contoh.id!", "siti@contoh.id"),
        ("siti@contoh.id atau budi@contoh.id", None),
        ("saya tidak punya", None),
        ("siti at contoh.id", None),
    ],
)
def test_one_address_is_found_in_a_sentence(text: str, address: str | None) -> None:
    assert said_in(text) == address


def test_a_shortened_address_shows_one_letter_of_the_person() -> None:
    assert shortened("siti.aminah@contoh.id") == "s•••@contoh.id"
    assert shortened("s@contoh.id") == "s•••@contoh.id"


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (" Siti  Aminah, S.H. ", "Siti Aminah, S.H."),
        ("klik https://contoh.id", ""),
        ("www.contoh.id", ""),
        ("siti@contoh.id", ""),
        ("Siti\r\nBcc: x", ""),
        ("s" * 81, ""),
    ],
)
def test_a_name_is_a_name(said: str, name: str) -> None:
    assert person_name(said) == name


def test_a_plus_address_is_the_mailbox_behind_it() -> None:
    assert without_tag("tanya+abc+d@kantor.id") == "tanya@kantor.id"
