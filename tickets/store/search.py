"""The index of what was said, made by migration 0011; each engine has its own form of it.

PostgreSQL: ``search_messages(id, message, words tsvector)`` with GIN, and indexes over the words of
contacts and identities.  Beside it ``search_sights(place, agent, team)``, made by 0026 and kept by
triggers: who has the ticket of each place, so that limited agents find theirs in their order.
SQLite: ``search_messages(id, message)`` beside the FTS5 table
``search_message_words(words, stems)``, and ``search_people(id, who)`` beside
``search_people_words(words)``, which triggers keep.  They are no part of the metadata: one
description cannot be true of both.
"""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSVECTOR

from runtime.tables import BigInt

search_messages = sa.table(
    "search_messages",
    sa.column("id", BigInt),  # rises with time: the order of recency
    sa.column("message", sa.Uuid()),
    sa.column("words", TSVECTOR()),  # PostgreSQL
)
search_sights = sa.table(  # PostgreSQL
    "search_sights",
    sa.column("place", BigInt),
    sa.column("agent", sa.Uuid()),
    sa.column("team", sa.Text()),
)
search_message_words = sa.table("search_message_words", sa.column("rowid", sa.Integer()))
search_people = sa.table(
    "search_people", sa.column("id", sa.Integer()), sa.column("who", sa.Uuid())
)
search_people_words = sa.table("search_people_words", sa.column("rowid", sa.Integer()))

# The indexes of PostgreSQL are over these very expressions.
CONTACT_WORDS = (
    "to_tsvector('simple', translate(contacts.name || ' ' || coalesce(contacts.reply_to, ''), "
    "'@._+-', '     '))"
)
IDENTITY_WORDS = "to_tsvector('simple', translate(identities.address, '@._+-', '     '))"
REACHABLE = "identities.kind <> 'livechat'"  # a chat's address is a digest: nobody looks for it
