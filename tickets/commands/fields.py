"""Fields that the office defines for its tickets: what there is to fill in, and filling it in."""

import dataclasses
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from runtime.clock import Clock
from runtime.db import Database, Tx
from tickets.commands.actor import Actor
from tickets.commands.admin_log import note
from tickets.commands.case import Case, NewId, NotFound, last_talk, open_numbered
from tickets.domain.fields import (
    MOST_FIELDS,
    MOST_KEPT,
    BadField,
    Field,
    FieldArchived,
    FieldKind,
    KeyTaken,
    Option,
    TooManyFields,
    checked_key,
    checked_label,
    checked_options,
    in_words,
    label,
    normal,
    told,
)
from tickets.domain.message import Author, AuthorKind
from tickets.queries.fields import field_of
from tickets.store import field_values, fields

FIELDS = "fields"  # rings when fields are defined anew
_WORDS = {
    "id": ("{who} mengisi {label}: {value}", "{who} mengosongkan {label}"),
    "en": ("{who} set {label}: {value}", "{who} emptied {label}"),
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """What of a field can be changed."""

    label_id: str
    label_en: str
    required: bool = False
    options: Sequence[Option] = ()


class FieldCommands:
    """Each call is one transaction.

    ``actor`` of a definition is a label of the log.  `BadField`, `TooManyFields`, `KeyTaken` and
    `NotFound` say why a field cannot be defined so.
    """

    def __init__(self, db: Database, clock: Clock, new_id: NewId) -> None:
        self._db, self._clock, self._new_id = db, clock, new_id

    async def define(self, actor: str, key: str, kind: FieldKind, what: Definition) -> UUID:
        """Begin a field, behind those there are; its id."""
        name = checked_key(key)
        row = _labels(what) | {"id": self._new_id(), "key": name, "kind": kind}
        row |= {"options": _plain(checked_options(kind, what.options)), "archived": False}

        def work(tx: Tx) -> UUID:
            _alone(tx)
            if tx.one(sa.select(fields.c.id).where(fields.c.key == name)) is not None:
                raise KeyTaken(f"there is a field with the key {name}")
            if _count(tx) >= MOST_KEPT:
                raise TooManyFields(f"there are {MOST_KEPT} already, archived ones counted")
            _room(tx)
            last = tx.value(sa.select(sa.func.max(fields.c.position)))
            place = {"position": 0 if last is None else last + 1, "updated_at": self._clock()}
            tx.run(sa.insert(fields), row | place)
            self._noted(tx, actor, "field.created", name)
            return UUID(str(row["id"]))

        return await self._db.write(work)

    async def change(self, field: UUID, actor: str, what: Definition) -> None:
        """Give it other labels and choices; choices that are left out are archived."""
        labels = _labels(what)

        def work(tx: Tx) -> None:
            _alone(tx)
            old = _field(tx, field)
            options = checked_options(old.kind, what.options, old.options)
            row = labels | {"options": _plain(options)}
            _write(tx, field, row | {"updated_at": self._clock()})
            self._noted(tx, actor, "field.changed", old.key)

        await self._db.write(work)

    async def archive(self, field: UUID, actor: str, *, away: bool = True) -> None:
        """Put it away: it is shown where it is filled, and asked for nowhere; or bring it back."""

        def work(tx: Tx) -> None:
            _alone(tx)
            old = _field(tx, field)
            if old.archived == away:
                return
            if not away:
                _room(tx)
            _write(tx, field, {"archived": away, "updated_at": self._clock()})
            self._noted(tx, actor, "field.archived" if away else "field.restored", old.key)

        await self._db.write(work)

    async def order(self, actor: str, ids: Sequence[UUID]) -> None:
        """Put these first, in this order; the others stay behind them as they are."""
        if len(set(ids)) < len(ids):
            raise BadField("each field has one place")

        def work(tx: Tx) -> None:
            _alone(tx)
            f = fields.c
            known = [row.id for row in tx.all(sa.select(f.id).order_by(f.position, f.key))]
            if set(ids) - set(known):
                raise NotFound("there is no such field")
            for place, one in enumerate([*ids, *(one for one in known if one not in ids)]):
                _write(tx, one, {"position": place})
            note(tx, self._clock(), actor, "field.ordered")
            tx.ring(FIELDS)

        await self._db.write(work)

    async def fill(self, number: str, actor: Actor, key: str, value: object) -> None:
        """Write a value into a field of a ticket, or empty it with None; whoever is last wins.

        Raises `BadValue`, `FieldArchived` and `NotFound`.
        """

        def work(tx: Tx) -> None:
            case = open_numbered(tx, number, self._clock(), self._new_id)
            if fill_in(case, actor, field_named(tx, key), value):
                case.close(actor.label, case.standing)

        await self._db.write(work)

    def _noted(self, tx: Tx, actor: str, action: str, key: str) -> None:
        note(tx, self._clock(), actor, action, key=key)
        tx.ring(FIELDS)


def field_named(tx: Tx, key: str) -> Field:
    """The field with this key; raise `NotFound`."""
    row = tx.one(sa.select(fields).where(fields.c.key == key))
    if row is None:
        raise NotFound(f"there is no field {key[:60]!r}")
    return field_of(row)


def fill_in(case: Case, actor: Actor, field: Field, value: object) -> bool:
    """Write a value into a field of a ticket; whether it is another one.

    Raises `BadValue` and `FieldArchived`.
    """
    v = field_values.c
    here = (v.ticket == case.id) & (v.field == field.id)
    was = case.tx.value(sa.select(v.value).where(here))
    kept = normal(field, value, was=was)
    if kept == was:
        return False
    if field.archived and kept is not None:
        raise FieldArchived(f"the field {field.key} is archived: it can only be emptied")
    case.tx.run(sa.delete(field_values).where(here))
    if kept is not None:
        row = {"ticket": case.id, "field": field.id, "value": kept}
        case.tx.run(sa.insert(field_values), row)
    _tell(case, actor, field, kept)
    case.happened("ticket.field_changed", key=field.key, filled=kept is not None)
    return True


def _tell(case: Case, actor: Actor, field: Field, kept: str | None) -> None:
    """A line of the transcript that only colleagues see."""
    filled, emptied = _WORDS["en" if case.locale == "en" else "id"]
    text = (emptied if kept is None else filled).format(
        who=actor.name,
        label=label(field, case.locale),
        value="" if kept is None else in_words(field, kept, case.locale),
    )
    change = {"key": field.key, "value": None if kept is None else told(field, kept)}
    author = Author(kind=AuthorKind.SYSTEM, name=actor.name)
    talk = last_talk(case.tx, case.id)
    case.say(talk, author, text, private=True, meta={"field": change})


def _labels(what: Definition) -> dict[str, Any]:
    return {
        "label_id": checked_label(what.label_id),
        "label_en": checked_label(what.label_en),
        "required": what.required,
    }


def _plain(options: Iterable[Option]) -> list[dict[str, Any]]:
    return [dataclasses.asdict(one) for one in options]


def _alone(tx: Tx) -> None:
    """Who define fields do so one after the other: they are counted, and their order is one."""
    if tx.conn.dialect.name == "postgresql":
        tx.run(sa.select(sa.func.pg_advisory_xact_lock(0x7A9C)))


def _count(tx: Tx, *which: sa.ColumnElement[bool]) -> int:
    return int(tx.value(sa.select(sa.func.count()).select_from(fields).where(*which)))


def _room(tx: Tx) -> None:
    if _count(tx, ~fields.c.archived) >= MOST_FIELDS:
        raise TooManyFields(f"there are {MOST_FIELDS} fields already; archive some")


def _field(tx: Tx, field: UUID) -> Field:
    row = tx.one(sa.select(fields).where(fields.c.id == field))
    if row is None:
        raise NotFound("there is no such field")
    return field_of(row)


def _write(tx: Tx, field: UUID, row: dict[str, Any]) -> None:
    tx.run(sa.update(fields).where(fields.c.id == field).values(row))
