"""Whose eyes see a message that is found: kept beside the index of search on PostgreSQL.

See `tickets.store.search`.  SQLite gives matches in their order by itself, and asks the tickets.
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_TABLE = """
create table search_sights (
    place bigint primary key references search_messages (id) on delete cascade,
    agent uuid,
    team varchar
);
insert into search_sights (place, agent, team)
    select s.id, t.agent, t.team from search_messages s
    join messages m on m.id = s.message
    join conversations c on c.id = m.conversation
    join tickets t on t.id = c.ticket;
create index search_sights_by_agent on search_sights (agent, place) include (team)
    where agent is not null;
create index search_sights_by_team on search_sights (team, place) where team is not null
"""
# What a ticket's messages are seen by: after each thing that can change it.
_SEEN = """
create function search_sights_{what}() returns trigger language plpgsql as $$
begin
    {does};
    return null;
end $$
"""
_NEW = """
    insert into search_sights (place, agent, team)
        select new.id, t.agent, t.team from messages m
        join conversations c on c.id = m.conversation
        join tickets t on t.id = c.ticket
        where m.id = new.message
"""
_MOVED = """
    update search_sights w set agent = t.agent, team = t.team
        from search_messages s
        join messages m on m.id = s.message
        join conversations c on c.id = m.conversation
        join tickets t on t.id = c.ticket
        where w.place = s.id and {these}
"""
_TRIGGERS = {
    "new": (_NEW, "insert on search_messages", "true"),
    "of_ticket": (
        _MOVED.format(these="t.id = new.id"),
        "update of agent, team on tickets",
        "(old.agent, old.team) is distinct from (new.agent, new.team)",
    ),
    "of_conversation": (
        _MOVED.format(these="c.id = new.id"),
        "update of ticket on conversations",
        "old.ticket is distinct from new.ticket",
    ),
    "of_message": (
        _MOVED.format(these="m.id = new.id"),
        "update of conversation on messages",
        "old.conversation is distinct from new.conversation",
    ),
}


def upgrade() -> None:
    """Go forward; what was said before is seen by those who see its ticket now."""
    conn = op.get_bind()
    if conn.dialect.name != "postgresql":
        return
    for statement in _TABLE.split(";"):
        _run(conn, statement)
    for what, (does, when, only) in _TRIGGERS.items():
        _run(conn, _SEEN.format(what=what, does=does))
        _run(
            conn,
            f"create trigger search_sights_{what} after {when} for each row when ({only})"
            f" execute function search_sights_{what}()",
        )


def _run(conn: sa.Connection, statement: str) -> None:
    conn.exec_driver_sql(statement)
