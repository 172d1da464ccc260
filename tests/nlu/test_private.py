import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.interpreter import Entity
from nlu.private import is_private, masked, numbers_in

FOUND = [
    ("NIK saya 3171010000000001", [("nik", "3171010000000001")]),
    ("no ktp: 3171010000000001", [("nik", "3171010000000001")]),
    ("npwp 3171010000000001", [("npwp", "3171010000000001")]),
    ("NPWP lama 012345678901234", [("npwp", "012345678901234")]),
    ("01.234.567.8-901.234", [("npwp", "012345678901234")]),
    ("NIB 1234567890123 sudah terbit", [("nib", "1234567890123")]),
    (
        "npwp belum ada, nik 3171010000000001",
        [("nik", "3171010000000001")],
    ),
    ("hubungi 0812-3456-7890 ya", [("phone", "081234567890")]),
    ("0812.3456.7890", [("phone", "081234567890")]),
    ("nik 3171 0100 0000 0001", [("nik", "3171010000000001")]),
    ("nik 317101-000000-0001", [("nik", "3171010000000001")]),
    ("wa +62 812 3456 7890", [("phone", "+6281234567890")]),
    ("6281234567890", [("phone", "6281234567890")]),
    ("surel budi.s+izin@contoh.co.id, terima kasih", [("email", "budi.s+izin@contoh.co.id")]),
    ("a@b.co dan 08123456789", [("email", "a@b.co"), ("phone", "08123456789")]),
]
JOINED = str.maketrans("", "", " .-")
NOT_FOUND = [
    "",
    "berapa biaya PBG 2 lantai 120 m2",
    "Perda 7 Tahun 2010 pasal 15",
    "Rp 1.500.000",
    "call center 1500-164",
    "telepon 112",
    "021-1234567",
    "jam 08.00-16.00",
    "tahun 2020/2021",
    "resi 123456789",
    "12345678901234567890",
    "@ptspdki di media sosial",
    "@ dan titik . saja",
]


@pytest.mark.parametrize(("text", "found"), FOUND)
def test_numbers_and_addresses_are_found(text: str, found: list[tuple[str, str]]) -> None:
    assert [(e.name, e.value) for e in numbers_in(text)] == found
    assert all(is_private(e) for e in numbers_in(text))


@pytest.mark.parametrize(("text", "found"), FOUND)
def test_nothing_of_them_is_left(text: str, found: list[tuple[str, str]]) -> None:
    left = masked(text)
    for name, value in found:
        assert f"[{name}]" in left
        assert value not in left.translate(JOINED)
    assert numbers_in(left) == ()


@pytest.mark.parametrize("text", NOT_FOUND)
def test_other_numbers_stay(text: str) -> None:
    assert numbers_in(text) == ()
    assert masked(text) == text


def test_what_names_no_person_is_not_private() -> None:
    assert not is_private(Entity(name="permit", value="pbg"))


def test_they_are_found_in_the_order_of_the_text() -> None:
    found = numbers_in("0812-0000-0000, a@b.co, NIK 3171010000000001, NIB 1234567890123")
    assert [e.name for e in found] == ["phone", "email", "nik", "nib"]


@given(
    st.from_regex(r"[a-z ]{0,10}", fullmatch=True),
    st.sampled_from(["nik", "npwp", "nib", "phone"]),
    st.data(),
)
def test_whatever_stands_around_it_is_masked(around: str, kind: str, data: st.DataObject) -> None:
    form = {"nik": "[1-9][0-9]{15}", "npwp": "0[0-79][0-9]{13}", "nib": "[1-57-9][0-9]{12}"}
    number = data.draw(st.from_regex(form.get(kind, "08[1-9][0-9]{8,9}"), fullmatch=True))
    left = masked(f"{around} {number} {around}")
    assert number not in left
    assert "[" in left


@given(st.text(alphabet="0123456789 -.@+abn[]"))
def test_masking_twice_changes_nothing(text: str) -> None:
    assert masked(masked(text)) == masked(text)


def test_long_texts_cost_nothing() -> None:
    for piece in ("0812 ", "a.", "1", "a@", "12.345."):
        masked(piece * (20_000 // len(piece)))
