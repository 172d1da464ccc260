"""What was said is put into the index, in the transaction that says it."""

from uuid import UUID

import sqlalchemy as sa

from runtime.db import Tx
from tickets.domain.searching import GAP, Document, document

_FILLER = "·"  # stands for a gap where each word takes the next place
_MOST_PLACES = 200  # of one word: PostgreSQL keeps no more than 255

_ON_POSTGRES = sa.text(
    "insert into search_messages (message, words) values (:message, cast(:words as tsvector))"
).bindparams(sa.bindparam("message", type_=sa.Uuid()))
_PLACE = sa.text("insert into search_messages (message) values (:message) returning id").bindparams(
    sa.bindparam("message", type_=sa.Uuid())
)
_WORDS = sa.text(
    "insert into search_message_words (rowid, words, stems) values (:id, :words, :stems)"
)


def index_message(tx: Tx, message: UUID, *parts: str) -> None:
    """Let a message be found by these: what it is about, who wrote it, what it says."""
    read = document(*parts)
    if tx.conn.dialect.name == "postgresql":
        tx.run(_ON_POSTGRES, {"message": message, "words": as_tsvector(read)})
        return
    place = tx.run(_PLACE, {"message": message}).scalar_one()
    tx.run(_WORDS, {"id": place, **as_columns(read)})


def as_tsvector(read: Document) -> str:
    """The literal of a tsvector: words as written have weight A, stems have none.

    >>> as_tsvector(document("perizinan usaha"))
    "'izin':1 'perizinan':1A 'usaha':2A"
    """
    places: dict[str, list[str]] = {}
    for place, (word, akin) in enumerate(zip(read.words, read.stems, strict=True), start=1):
        if word == GAP:
            continue
        places.setdefault(word, []).append(f"{place}A")
        if akin != word:
            places.setdefault(akin, []).append(str(place))
    lexemes = sorted(places.items())
    return " ".join(f"'{word}':{','.join(at[:_MOST_PLACES])}" for word, at in lexemes)


def as_columns(read: Document) -> dict[str, str]:
    """The columns of the FTS5 table: words and stems, place by place."""
    return {
        "words": " ".join(word or _FILLER for word in read.words),
        "stems": " ".join(akin or _FILLER for akin in read.stems),
    }
