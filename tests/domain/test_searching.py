"""What someone typed is a query, whatever it is; what is shown of a text is marked."""

import sqlite3

from hypothesis import given
from hypothesis import strategies as st

from tickets.commands.indexing import as_columns, as_tsvector
from tickets.domain.searching import Query, Term, document, fragment, parse
from tickets.queries import matching

_AWKWARD = st.text(st.sampled_from("\"“”'*():&|!<->\\ \x00:AaéÇşiİ̇ß½٣अ漢🙂_08+62.@-")) | st.text()


def shown(text: str, words: str) -> str:
    """The fragment, with what was found in brackets."""
    pieces = fragment(text, parse(words))
    return "".join(f"[{piece.text}]" if piece.hit else piece.text for piece in pieces)


def test_words_phrases_and_the_beginning_of_the_last_word() -> None:
    assert parse('Izin "Surat Kuasa" usah') == Query(
        terms=(
            Term(words=("izin",)),
            Term(words=("usah",), begun=True),
            Term(words=("surat", "kuasa"), literal=True),
        )
    )


def test_a_word_that_is_ended_or_very_short_is_no_beginning() -> None:
    for words in ("izin ", "iz", "izin.", '"izin"'):
        assert not any(term.begun for term in parse(words).terms), words


def test_a_quotation_mark_that_is_never_closed_quotes_the_rest() -> None:
    assert parse('izin "surat kuasa').terms[-1] == Term(words=("surat", "kuasa"), literal=True)


def test_common_words_count_only_among_themselves() -> None:
    assert parse("izin untuk usaha ").words == ("izin", "usaha")
    assert parse("di ke ").words == ("di", "ke")
    assert parse('"untuk apa" izin ').words == ("izin", "untuk", "apa")


def test_accents_and_size_do_not_count() -> None:
    assert parse("CAFÉ José ").words == ("cafe", "jose")
    assert parse("Cafe\u0301 ").words == ("cafe",)


def test_a_receipt_number_is_seen_however_it_was_typed() -> None:
    for typed in ("T-2026-000123-X", "t-2026-000123-x", "t 2026 000123 x", "tiket t2026000123x ya"):
        assert parse(typed).number == "T-2026-000123-X", typed
    assert parse("T-2026-000132-X").number is None


def test_a_phone_number_is_one_word_however_it_was_typed() -> None:
    for typed in ("081234567890", "+62 812-3456-7890", "0812 3456 7890", "62812.3456.7890"):
        assert parse(typed).words == ("81234567890",), typed
        assert "81234567890" in document(f"hubungi {typed} ya").words, typed
    assert parse("3174012345678901 ").words == ("3174012345678901",)


def test_a_document_keeps_stems_beside_words_and_no_phrase_across_its_parts() -> None:
    read = document("Perizinan", "Siti")
    assert read.words == ("perizinan", "", "siti", "")
    assert read.stems == ("izin", "", "siti", "")
    assert as_tsvector(read) == "'izin':1 'perizinan':1A 'siti':3A"
    assert as_columns(read) == {"words": "perizinan · siti ·", "stems": "izin · siti ·"}


def test_what_is_akin_is_marked_and_what_is_quoted_only_as_written() -> None:
    text = "Saya mengurus perizinan, izin usaha."
    assert shown(text, "izin urus ") == "Saya [mengurus] [perizinan], [izin] usaha."
    assert shown(text, '"izin usaha"') == "Saya mengurus perizinan, [izin] [usaha]."
    assert shown(text, "usah") == "Saya mengurus perizinan, izin [usaha]."
    assert shown("telepon 0812-3456-7890!", "+6281234567890") == "telepon [0812-3456-7890]!"


def test_a_long_text_is_shown_where_most_of_it_is() -> None:
    text = "izin " + "dan seterusnya " * 60 + "akta izin\n\nusaha " + "lagi " * 60
    found = shown(text, "izin usaha ")
    assert "akta [izin] [usaha] lagi" in found
    assert (found[0], found[-1]) == ("…", "…")
    assert len(found) < 300


def test_a_text_without_any_of_it_is_shown_from_its_beginning() -> None:
    assert shown("Selamat pagi", "izin") == "Selamat pagi"
    assert shown("", "izin") == ""


@given(_AWKWARD)
def test_whatever_is_typed_sqlite_understands_the_query(typed: str) -> None:
    query = parse(typed)
    if not query.terms:
        return
    with sqlite3.connect(":memory:") as conn:
        conn.execute("create virtual table t using fts5 (words, stems, tokenize='ascii')")
        conn.execute("insert into t values (:words, :stems)", as_columns(document(typed)))
        for said in (matching.fts5, matching.fts5_as_written, matching.fts5_in_a_row):
            conn.execute("select rowid from t where t match ?", (said(query),)).fetchall()
    conn.close()


@given(_AWKWARD, st.lists(_AWKWARD, max_size=3).map(" ".join))
def test_whatever_is_found_its_pieces_are_the_text(typed: str, text: str) -> None:
    pieces = fragment(text, parse(typed))
    joined = "".join(piece.text for piece in pieces).strip("…").split()
    assert "".join(joined) in "".join(text.split())
    assert sum(len(piece.text) for piece in pieces) <= 225


@given(_AWKWARD)
def test_a_text_is_found_by_its_own_words(text: str) -> None:
    words = [word for word in document(text).words if word]
    with sqlite3.connect(":memory:") as conn:
        conn.execute("create virtual table t using fts5 (words, stems, tokenize='ascii')")
        conn.execute("insert into t values (:words, :stems)", as_columns(document(text)))
        for word in words[:5]:
            asked = matching.fts5(parse(f"{word} "))
            assert conn.execute("select 1 from t where t match ?", (asked,)).fetchone() == (1,)
    conn.close()
