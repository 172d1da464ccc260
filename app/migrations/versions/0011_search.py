"""The index of what was said and of whom: see `tickets.store.search`."""

import uuid
from typing import Any

import sqlalchemy as sa
from alembic import op

from runtime.db import Tx
from tickets.commands.indexing import index_message

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_BATCH = 500  # messages that are read at once
_POSTGRES = """
create table search_messages (
    id bigint generated always as identity primary key,
    message uuid not null unique references messages (id) on delete cascade,
    words tsvector not null
);
create index search_contact_names on contacts using gin (
    to_tsvector('simple', translate(name || ' ' || coalesce(reply_to, ''), '@._+-', '     '))
);
create index search_addresses on identities using gin (
    to_tsvector('simple', translate(address, '@._+-', '     '))
) where kind <> 'livechat'
"""
_POSTGRES_LAST = "create index search_messages_words on search_messages using gin (words)"
_SQLITE = """
create table search_messages (
    id integer primary key autoincrement,
    message char(32) not null unique references messages (id) on delete cascade
);
create virtual table search_message_words using fts5 (words, stems, tokenize='ascii');
create table search_people (
    id integer primary key autoincrement,
    who char(32) not null unique
);
create virtual table search_people_words using fts5 (
    words, tokenize='unicode61 remove_diacritics 0'
);
insert into search_people (who) select id from contacts;
insert into search_people (who) select id from identities where kind <> 'livechat';
insert into search_people_words (rowid, words)
    select p.id, c.name || ' ' || coalesce(c.reply_to, '')
    from search_people p join contacts c on c.id = p.who;
insert into search_people_words (rowid, words)
    select p.id, i.address from search_people p join identities i on i.id = p.who
"""
_TRIGGERS = (
    """create trigger search_messages_gone after delete on search_messages begin
    delete from search_message_words where rowid = old.id;
end""",
    """create trigger search_people_gone after delete on search_people begin
    delete from search_people_words where rowid = old.id;
end""",
    """create trigger search_contacts_new after insert on contacts begin
    insert into search_people (who) values (new.id);
    insert into search_people_words (rowid, words)
        select id, new.name || ' ' || coalesce(new.reply_to, '')
        from search_people where who = new.id;
end""",
    """create trigger search_contacts_changed after update of name, reply_to on contacts begin
    update search_people_words set words = new.name || ' ' || coalesce(new.reply_to, '')
        where rowid = (select id from search_people where who = new.id);
end""",
    """create trigger search_contacts_gone after delete on contacts begin
    delete from search_people where who = old.id;
end""",
    """create trigger search_identities_new after insert on identities
when new.kind <> 'livechat' begin
    insert into search_people (who) values (new.id);
    insert into search_people_words (rowid, words)
        select id, new.address from search_people where who = new.id;
end""",
    """create trigger search_identities_changed after update of address on identities begin
    update search_people_words set words = new.address
        where rowid = (select id from search_people where who = new.id);
end""",
    """create trigger search_identities_gone after delete on identities begin
    delete from search_people where who = old.id;
end""",
)


def upgrade() -> None:
    """Go forward; what was said before is read in batches."""
    conn = op.get_bind()
    if conn.dialect.name == "postgresql":
        _run(conn, *_POSTGRES.split(";"))
        _fill(Tx(conn))
        _run(conn, _POSTGRES_LAST)
    else:
        _run(conn, *_SQLITE.split(";"), *_TRIGGERS)
        _fill(Tx(conn))


def _run(conn: sa.Connection, *statements: str) -> None:
    for statement in statements:
        conn.exec_driver_sql(statement)


_READ = (
    sa.text(
        """
select m.id, m.text, m.author_name,
    case when m.seq = 1 and c.kind = 'email' then t.subject else '' end as subject
from messages m join conversations c on c.id = m.conversation join tickets t on t.id = c.home
where m.id > :last order by m.id limit :batch
"""
    )
    .bindparams(sa.bindparam("last", type_=sa.Uuid()), batch=_BATCH)
    .columns(id=sa.Uuid())
)
_FILES = (
    sa.text("select message, name from attachments where message in :these")
    .bindparams(sa.bindparam("these", expanding=True, type_=sa.Uuid()))
    .columns(message=sa.Uuid())
)


def _fill(tx: Tx) -> None:
    last = uuid.UUID(int=0)
    while rows := tx.all(_READ.bindparams(last=last)):
        names: dict[Any, list[str]] = {}
        for file in tx.all(_FILES.bindparams(these=[row.id for row in rows])):
            names.setdefault(file.message, []).append(file.name)
        for row in rows:
            files = " ".join(names.get(row.id, ()))
            index_message(tx, row.id, f"{row.subject} {files}", row.author_name, row.text)
        last = rows[-1].id
