"""What may stand in a field: one spelling for equal values, and nothing that cannot be read."""

import json
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tickets.domain.fields import (
    LONGEST_VALUE,
    MOST_OPTIONS,
    BadField,
    BadValue,
    Field,
    FieldKind,
    Option,
    checked_key,
    checked_label,
    checked_options,
    in_words,
    normal,
    sought,
    told,
)

PBG = Option(key="pbg", label_id="Bangunan", label_en="Building")
SIP = Option(key="sip", label_id="Praktik", label_en="Practice")
OLD = Option(key="imb", label_id="IMB", label_en="IMB", archived=True)


def a_field(kind: FieldKind) -> Field:
    options = (PBG, SIP, OLD) if kind is FieldKind.CHOICE else ()
    return Field(
        id=uuid.UUID(int=1), key="isi", kind=kind, label_id="Isi", label_en="Value",
        options=options,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "value", "kept", "seen"),
    [
        (FieldKind.TEXT, "  Jalan \n Melati\x00 ", "Jalan Melati", "Jalan Melati"),
        (FieldKind.TEXT, "y" * LONGEST_VALUE, "y" * LONGEST_VALUE, "y" * LONGEST_VALUE),
        (FieldKind.NUMBER, 12, "12", 12),
        (FieldKind.NUMBER, "12.50", "12.5", 12.5),
        (FieldKind.NUMBER, 1e14, "100000000000000", 100_000_000_000_000),
        (FieldKind.NUMBER, -0.0, "0", 0),
        (FieldKind.DATE, " 2026-02-28 ", "2026-02-28", "2026-02-28"),
        (FieldKind.CHOICE, "pbg", "pbg", "pbg"),
        (FieldKind.YES_NO, True, "true", True),
        (FieldKind.YES_NO, False, "false", False),
    ],
)
def test_a_value_is_kept_in_one_spelling_and_told_in_its_kind(
    kind: FieldKind, value: object, kept: str, seen: object
) -> None:
    assert normal(a_field(kind), value) == kept
    assert told(a_field(kind), kept) == seen
    assert type(told(a_field(kind), kept)) is type(seen)


@pytest.mark.parametrize("kind", FieldKind)
@pytest.mark.parametrize("nothing", [None, "", "  "])
def test_nothing_empties_a_field(kind: FieldKind, nothing: str | None) -> None:
    assert normal(a_field(kind), nothing) is None


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (FieldKind.TEXT, "y" * (LONGEST_VALUE + 1)),
        (FieldKind.TEXT, 12),
        (FieldKind.TEXT, "\x00"),
        (FieldKind.NUMBER, "dua belas"),
        (FieldKind.NUMBER, "12,5"),
        (FieldKind.NUMBER, "1_000"),
        (FieldKind.NUMBER, "١٢"),
        (FieldKind.NUMBER, True),
        (FieldKind.NUMBER, float("nan")),
        (FieldKind.NUMBER, float("inf")),
        (FieldKind.NUMBER, "NaN"),
        (FieldKind.NUMBER, "sNaN"),
        (FieldKind.NUMBER, "-Infinity"),
        (FieldKind.NUMBER, "1e999999"),
        (FieldKind.NUMBER, "1e-999999"),
        (FieldKind.NUMBER, 10**15),
        (FieldKind.NUMBER, "1234567890.1234567"),
        (FieldKind.DATE, "2026-02-30"),
        (FieldKind.DATE, "20260228"),
        (FieldKind.DATE, "2026-W09-6"),
        (FieldKind.DATE, "28/02/2026"),
        (FieldKind.DATE, 20260228),
        (FieldKind.CHOICE, "tidak-ada"),
        (FieldKind.CHOICE, "Bangunan"),
        (FieldKind.CHOICE, "imb"),
        (FieldKind.YES_NO, "true"),
        (FieldKind.YES_NO, 1),
    ],
)
def test_what_is_not_of_its_kind_is_refused_by_its_name(kind: FieldKind, value: object) -> None:
    with pytest.raises(BadValue, match=r"^isi: "):
        normal(a_field(kind), value)


def test_an_archived_choice_stays_where_it_stood() -> None:
    assert normal(a_field(FieldKind.CHOICE), "imb", was="imb") == "imb"
    with pytest.raises(BadValue, match="archived"):
        normal(a_field(FieldKind.CHOICE), "imb", was="pbg")
    assert sought(a_field(FieldKind.CHOICE), "imb") == "imb"


@given(st.integers(-(10**15) + 1, 10**15 - 1), st.integers(0, 6))
def test_equal_numbers_are_one_spelling_and_survive_json(digits: int, places: int) -> None:
    number = a_field(FieldKind.NUMBER)
    kept = normal(number, f"{digits}e-{places}")
    assert kept is not None
    assert normal(number, kept) == kept == normal(number, f"{digits}0e-{places + 1}")
    back = json.loads(json.dumps(told(number, kept)))
    assert normal(number, back) == kept


@given(st.text(max_size=40), st.sampled_from(FieldKind))
def test_whatever_is_written_is_kept_for_good_or_refused(text: str, kind: FieldKind) -> None:
    try:
        kept = normal(a_field(kind), text)
    except BadValue:
        return
    if kept is not None:
        assert "\n" not in kept
        assert normal(a_field(kind), told(a_field(kind), kept)) == kept
        assert sought(a_field(kind), kept) == kept


def test_a_query_says_yes_and_no_in_letters() -> None:
    assert sought(a_field(FieldKind.YES_NO), "True") == "true"
    assert sought(a_field(FieldKind.NUMBER), "12.50") == "12.5"
    for kind, text in ((FieldKind.YES_NO, "ya"), (FieldKind.NUMBER, "x"), (FieldKind.TEXT, " ")):
        with pytest.raises(BadValue):
            sought(a_field(kind), text)


def test_people_read_it_in_their_language() -> None:
    choice, number, yes = map(a_field, (FieldKind.CHOICE, FieldKind.NUMBER, FieldKind.YES_NO))
    assert (in_words(choice, "pbg", "id"), in_words(choice, "pbg", "en")) == (
        "Bangunan",
        "Building",
    )
    assert (in_words(number, "12.5", "id"), in_words(number, "12.5", "en")) == ("12,5", "12.5")
    assert (in_words(yes, "true", "id"), in_words(yes, "false", "en")) == ("ya", "no")


@pytest.mark.parametrize("key", ["", "1a", "Jenis", "jenis izin", "a-b", "_a", "a" * 41, "a\n"])
def test_a_key_is_a_name_that_scripts_can_write(key: str) -> None:
    with pytest.raises(BadField):
        checked_key(key)
    assert checked_key("jenis_izin_2") == "jenis_izin_2"


def test_a_label_is_one_short_line() -> None:
    assert checked_label("  Jenis \n izin ") == "Jenis izin"
    for wrong in ("", " \n", "y" * 81):
        with pytest.raises(BadField):
            checked_label(wrong)


def test_choices_that_are_left_out_are_archived() -> None:
    options = checked_options(FieldKind.CHOICE, [SIP], [PBG, SIP])
    assert [(one.key, one.archived) for one in options] == [("sip", False), ("pbg", True)]


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        (FieldKind.CHOICE, []),
        (FieldKind.CHOICE, [OLD]),
        (FieldKind.CHOICE, [PBG, PBG]),
        (FieldKind.CHOICE, [Option(key="pbg", label_id="", label_en="x")]),
        (FieldKind.CHOICE, [Option(key="P B", label_id="x", label_en="x")]),
        (
            FieldKind.CHOICE,
            [
                Option(key=f"o{n}", label_id="x", label_en="x")
                for n in range(MOST_OPTIONS + 1)
            ],
        ),
        (FieldKind.TEXT, [PBG]),
    ],
)  # fmt: skip
def test_what_is_no_set_of_choices_is_refused(kind: FieldKind, options: list[Option]) -> None:
    with pytest.raises(BadField):
        checked_options(kind, options)
