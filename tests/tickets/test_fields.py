"""The office's own fields: defined, filled, told to the log without words, asked for at the end."""

import dataclasses
import json

import pytest

from tests.tickets.desk import Desk, at_once, number
from tickets.commands.actor import Actor
from tickets.commands.case import NotFound
from tickets.commands.fields import Definition, FieldCommands
from tickets.commands.macros import MacroCommands
from tickets.domain.fields import (
    MOST_FIELDS,
    BadField,
    BadValue,
    FieldArchived,
    FieldChange,
    FieldKind,
    FieldsMissing,
    KeyTaken,
    Option,
    TooManyFields,
    Value,
)
from tickets.domain.lifecycle import Handler, Status
from tickets.domain.macro import BadMacro, Deeds
from tickets.domain.message import AuthorKind
from tickets.queries import TicketFilter
from tickets.queries.fields import FieldQueries
from tickets.queries.transcripts import TranscriptFilter, TranscriptQueries
from tickets.queries.writing import WritingQueries
from tickets.store import admin_log

PBG = Option(key="pbg", label_id="Bangunan", label_en="Building")
SIP = Option(key="sip", label_id="Praktik", label_en="Practice")
PERMIT = Definition(label_id="Jenis izin", label_en="Permit", options=[PBG, SIP])
STREET = Definition(label_id="Jalan", label_en="Street")


@pytest.fixture
def fields(desk: Desk) -> FieldCommands:
    return FieldCommands(desk.db, desk.clock, desk.names)


@pytest.fixture
def macros(desk: Desk) -> MacroCommands:
    return MacroCommands(desk.db, desk.clock, desk.names, desk.agents, office="DPMPTSP")


@pytest.fixture
def reads(desk: Desk) -> FieldQueries:
    return FieldQueries(desk.db)


@pytest.fixture
async def sari(desk: Desk) -> Actor:
    return await desk.agent("Sari")


@pytest.fixture
async def ticket(desk: Desk) -> str:
    return number(await desk.chat("halo"))


async def found(desk: Desk, reads: FieldQueries, **asked: str) -> list[str]:
    which = TicketFilter(fields=await reads.wanted(asked))
    return [row.number for row in (await desk.queries.tickets(which)).rows]


async def test_fields_are_defined_changed_and_put_in_order(
    fields: FieldCommands, reads: FieldQueries
) -> None:
    permit = await fields.define("agent:1", "jenis", FieldKind.CHOICE, PERMIT)
    street = await fields.define("agent:1", "jalan", FieldKind.TEXT, STREET)
    area = await fields.define("agent:1", "luas", FieldKind.NUMBER, STREET)
    await fields.order("agent:1", [area, permit])
    changed = Definition(label_id="Izin", label_en="Permit", required=True, options=[SIP])
    await fields.change(permit, "agent:1", changed)
    await fields.archive(street, "agent:1")

    known = await reads.fields()
    assert [(one.key, one.archived) for one in known] == [
        ("luas", False),
        ("jenis", False),
        ("jalan", True),
    ]
    assert (known[1].label_id, known[1].required, known[1].kind) == ("Izin", True, "choice")
    assert [(one.key, one.archived) for one in known[1].options] == [("sip", False), ("pbg", True)]


async def test_every_definition_is_noted_for_administrators(
    desk: Desk, fields: FieldCommands
) -> None:
    permit = await fields.define("agent:1", "jenis", FieldKind.CHOICE, PERMIT)
    await fields.change(permit, "agent:1", PERMIT)
    await fields.order("agent:1", [permit])
    await fields.archive(permit, "agent:1")
    await fields.archive(permit, "agent:1")
    await fields.archive(permit, "agent:1", away=False)

    lines = await desk.rows(admin_log)
    assert [(line.actor, line.action, line.facts) for line in lines] == [
        ("agent:1", "field.created", {"key": "jenis"}),
        ("agent:1", "field.changed", {"key": "jenis"}),
        ("agent:1", "field.ordered", {}),
        ("agent:1", "field.archived", {"key": "jenis"}),
        ("agent:1", "field.restored", {"key": "jenis"}),
    ]


async def test_what_is_wrong_leaves_nothing_behind(
    desk: Desk, fields: FieldCommands, reads: FieldQueries
) -> None:
    first = await fields.define("agent:1", "jalan", FieldKind.TEXT, STREET)
    with pytest.raises(KeyTaken):
        await fields.define("agent:1", "jalan", FieldKind.DATE, STREET)
    with pytest.raises(BadField):
        await fields.define("agent:1", "Jalan!", FieldKind.TEXT, STREET)
    with pytest.raises(BadField):
        await fields.change(first, "agent:1", PERMIT)  # it is no choice
    with pytest.raises(BadField):
        await fields.order("agent:1", [first, first])
    for nowhere in (
        fields.change(desk.names(), "agent:1", STREET),
        fields.archive(desk.names(), "agent:1"),
        fields.order("agent:1", [desk.names()]),
    ):
        with pytest.raises(NotFound):
            await nowhere
    assert [one.key for one in await reads.fields()] == ["jalan"]
    assert len(await desk.rows(admin_log)) == 1


async def test_there_are_only_so_many_however_many_are_defined_at_once(
    fields: FieldCommands, reads: FieldQueries
) -> None:
    for n in range(MOST_FIELDS - 1):
        await fields.define("agent:1", f"f{n}", FieldKind.TEXT, STREET)

    async def one_more(n: int) -> bool:
        try:
            await fields.define("agent:1", f"more{n}", FieldKind.TEXT, STREET)
        except TooManyFields:
            return False
        return True

    assert sorted(await at_once(*(one_more(n) for n in range(3)))) == [False, False, True]
    known = await reads.fields()
    await fields.archive(known[0].id, "agent:1")
    await fields.define("agent:1", "baru", FieldKind.TEXT, STREET)
    with pytest.raises(TooManyFields):
        await fields.archive(known[0].id, "agent:1", away=False)


async def test_a_field_is_filled_changed_and_emptied(
    desk: Desk, fields: FieldCommands, sari: Actor, ticket: str
) -> None:
    await fields.define("agent:1", "jenis", FieldKind.CHOICE, PERMIT)
    await fields.define("agent:1", "luas", FieldKind.NUMBER, STREET)
    version = (await desk.ticket(ticket)).version
    await fields.fill(ticket, sari, "luas", 12.5)
    await fields.fill(ticket, sari, "jenis", "pbg")
    await fields.fill(ticket, sari, "jenis", "sip")
    await fields.fill(ticket, sari, "jenis", "sip")

    now = await desk.ticket(ticket)
    assert list(now.fields.items()) == [("jenis", "sip"), ("luas", 12.5)]
    assert now.version == version + 3
    await fields.fill(ticket, sari, "jenis", None)
    assert dict((await desk.ticket(ticket)).fields) == {"luas": 12.5}


async def test_each_change_is_an_event_without_words_and_a_line_for_colleagues(
    desk: Desk, fields: FieldCommands, sari: Actor, ticket: str
) -> None:
    await fields.define("agent:1", "jalan", FieldKind.TEXT, STREET)
    before = await desk.log()
    await fields.fill(ticket, sari, "jalan", "Jalan Rahasia")
    await fields.fill(ticket, sari, "jalan", None)

    new = (await desk.log())[len(before) :]
    changes = [(e.actor, dict(e.facts)) for e in new if e.kind == "ticket.field_changed"]
    assert changes == [
        (sari.label, {"key": "jalan", "filled": True}),
        (sari.label, {"key": "jalan", "filled": False}),
    ]
    assert "Rahasia" not in json.dumps([dict(e.facts) for e in new])
    _, filled, emptied = await desk.messages(ticket)
    assert filled.text == "Sari mengisi Jalan: Jalan Rahasia"
    assert filled.field == FieldChange(key="jalan", value="Jalan Rahasia")
    assert emptied.text == "Sari mengosongkan Jalan"
    assert emptied.field == FieldChange(key="jalan", value=None)
    for line in (filled, emptied):
        assert (line.author.kind, line.author.name, line.private, line.seq) == (
            AuthorKind.SYSTEM,
            "Sari",
            True,
            None,
        )
    assert [text for _, text in await desk.thread()] == ["halo"]  # the citizen sees none of it


async def test_of_two_who_fill_it_at_once_the_last_one_wins(
    desk: Desk, fields: FieldCommands, sari: Actor, ticket: str
) -> None:
    await fields.define("agent:1", "luas", FieldKind.NUMBER, STREET)
    await at_once(*(fields.fill(ticket, sari, "luas", n) for n in range(1, 6)))

    lines = [said.field for said in await desk.messages(ticket) if said.field]
    assert len(lines) == 5
    assert (await desk.ticket(ticket)).fields == {"luas": lines[-1].value}


async def test_what_is_refused_or_there_already_changes_nothing(
    desk: Desk, fields: FieldCommands, sari: Actor, ticket: str
) -> None:
    await fields.define("agent:1", "jenis", FieldKind.CHOICE, PERMIT)
    await fields.fill(ticket, sari, "jenis", "pbg")
    version, log = (await desk.ticket(ticket)).version, len(await desk.log())
    await fields.fill(ticket, sari, "jenis", "pbg")
    with pytest.raises(BadValue):
        await fields.fill(ticket, sari, "jenis", "tidak-ada")
    for where, key in ((ticket, "tidak_ada"), ("T-2026-999999-A", "jenis")):
        with pytest.raises(NotFound):
            await fields.fill(where, sari, key, "pbg")
    assert ((await desk.ticket(ticket)).version, len(await desk.log())) == (version, log)


async def test_what_is_archived_is_shown_where_it_is_set_and_only_taken_out(
    desk: Desk, fields: FieldCommands, sari: Actor, ticket: str
) -> None:
    permit = await fields.define("agent:1", "jenis", FieldKind.CHOICE, PERMIT)
    other = number(await desk.mail())
    for one in (ticket, other):
        await fields.fill(one, sari, "jenis", "pbg")
    only_sip = Definition(label_id="Jenis", label_en="Permit", options=[SIP])
    await fields.change(permit, "agent:1", only_sip)
    await fields.fill(ticket, sari, "jenis", "pbg")  # it is there already
    assert (await desk.ticket(ticket)).fields == {"jenis": "pbg"}
    await fields.fill(ticket, sari, "jenis", "sip")
    with pytest.raises(BadValue, match="archived"):
        await fields.fill(ticket, sari, "jenis", "pbg")

    await fields.archive(permit, "agent:1")
    assert (await desk.ticket(other)).fields == {"jenis": "pbg"}
    with pytest.raises(FieldArchived):
        await fields.fill(other, sari, "jenis", "sip")
    await fields.fill(other, sari, "jenis", None)
    assert (await desk.ticket(other)).fields == {}


async def test_tickets_are_found_by_what_stands_in_a_field(
    desk: Desk, fields: FieldCommands, reads: FieldQueries, sari: Actor, ticket: str
) -> None:
    await fields.define("agent:1", "jenis", FieldKind.CHOICE, PERMIT)
    await fields.define("agent:1", "luas", FieldKind.NUMBER, STREET)
    await fields.define("agent:1", "sewa", FieldKind.YES_NO, STREET)
    other = number(await desk.mail())
    for one, area in ((ticket, 12.5), (other, 40)):
        await fields.fill(one, sari, "jenis", "pbg")
        await fields.fill(one, sari, "luas", area)
    await fields.fill(other, sari, "sewa", value=False)

    assert sorted(await found(desk, reads, jenis="pbg")) == sorted([ticket, other])
    assert await found(desk, reads, jenis="pbg", luas="12.50") == [ticket]
    assert await found(desk, reads, sewa="false") == [other]
    assert await found(desk, reads, sewa="true") == []
    assert await found(desk, reads, luas="12") == []
    for wrong in ({"warna": "biru"}, {"jenis": "imb"}, {"luas": "x"}):
        with pytest.raises(BadValue):
            await reads.wanted(wrong)


@pytest.mark.parametrize("end", ["resolve", "close", "reply", "macro"])
async def test_a_ticket_is_not_settled_while_a_required_field_is_empty(
    desk: Desk, fields: FieldCommands, macros: MacroCommands, sari: Actor, ticket: str, end: str
) -> None:
    must = Definition(label_id="Jalan", label_en="Street", required=True)
    await fields.define("agent:1", "jalan", FieldKind.TEXT, must)
    await fields.define("agent:1", "sewa", FieldKind.YES_NO, must)
    gone = await fields.define("agent:1", "lama", FieldKind.TEXT, must)
    await fields.archive(gone, "agent:1")
    await desk.agents.take(ticket, sari)
    macro = await macros.create(None, name="Tutup", deeds=Deeds(resolve=True))

    async def settle() -> None:
        match end:
            case "resolve":
                await desk.agents.resolve(ticket, sari)
            case "close":
                await desk.agents.close(ticket, sari)
            case "reply":
                await desk.agents.reply(ticket, sari, "Sudah selesai.", resolve=True)
            case _:
                await macros.run(ticket, sari, macro)

    log = len(await desk.log())
    with pytest.raises(FieldsMissing, match="Street") as why:
        await settle()
    assert [one.key for one in why.value.fields] == ["jalan", "sewa"]
    assert await desk.standing(ticket) == (Status.OPEN, Handler.AGENT)
    assert (len(await desk.log()), await desk.texts(ticket)) == (log, ["halo"])
    await fields.fill(ticket, sari, "jalan", "Melati")
    with pytest.raises(FieldsMissing):
        await settle()
    await fields.fill(ticket, sari, "sewa", value=False)  # "no" is an answer
    await settle()
    assert (await desk.standing(ticket))[0] in {Status.RESOLVED, Status.CLOSED}


async def test_what_is_settled_already_may_be_closed(
    desk: Desk, fields: FieldCommands, sari: Actor, ticket: str
) -> None:
    await desk.agents.resolve(ticket, sari)
    must = Definition(label_id="Jalan", label_en="Street", required=True)
    await fields.define("agent:1", "jalan", FieldKind.TEXT, must)
    await desk.agents.close(ticket, sari)
    assert (await desk.standing(ticket))[0] is Status.CLOSED


async def test_a_macro_fills_in_what_is_missing_and_then_resolves(
    desk: Desk, fields: FieldCommands, macros: MacroCommands, sari: Actor, ticket: str
) -> None:
    required = dataclasses.replace(PERMIT, required=True)
    permit = await fields.define("agent:1", "jenis", FieldKind.CHOICE, required)
    await fields.define("agent:1", "luas", FieldKind.NUMBER, STREET)
    values = (("jenis", "pbg"), ("luas", "12.50"))
    one = await macros.create(None, name="Tutup", deeds=Deeds(fields=values, resolve=True))
    kept = {each.id: each for each in await WritingQueries(desk.db, "DPMPTSP").macros(sari.id)}
    assert kept[one].deeds.fields == (("jenis", "pbg"), ("luas", 12.5)), "as fields have them"

    await macros.run(ticket, sari, one)
    now = await desk.ticket(ticket)
    assert (now.standing.status, dict(now.fields)) == (
        Status.RESOLVED,
        {"jenis": "pbg", "luas": 12.5},
    )
    await fields.archive(permit, "agent:1")
    other = number(await desk.mail())
    with pytest.raises(FieldArchived):
        await macros.run(other, sari, one)
    assert dict((await desk.ticket(other)).fields) == {}, "all or nothing"


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ([("jenis", "tidak-ada")], BadValue),
        ([("jenis", " ")], BadMacro),
        ([("luas", "banyak")], BadValue),
        ([("tidak_ada", "x")], NotFound),
        ([("jalan", "Melati")], FieldArchived),
        ([(f"x{n}", 1) for n in range(MOST_FIELDS + 1)], BadMacro),
    ],
)
async def test_a_macro_fills_in_only_what_can_stand_there(
    fields: FieldCommands, macros: MacroCommands, values: list[tuple[str, Value]],
    why: type[Exception],
) -> None:  # fmt: skip
    await fields.define("agent:1", "jenis", FieldKind.CHOICE, PERMIT)
    await fields.define("agent:1", "luas", FieldKind.NUMBER, STREET)
    await fields.archive(await fields.define("agent:1", "jalan", FieldKind.TEXT, STREET), "agent:1")
    with pytest.raises(why):
        await macros.create(None, name="Isi", deeds=Deeds(fields=tuple(values)))


async def test_the_fields_of_a_ticket_go_out_with_its_transcript(
    desk: Desk, fields: FieldCommands, sari: Actor, ticket: str
) -> None:
    await fields.define("agent:1", "jenis", FieldKind.CHOICE, PERMIT)
    street = await fields.define("agent:1", "jalan", FieldKind.TEXT, STREET)
    await fields.define("agent:1", "luas", FieldKind.NUMBER, STREET)
    await fields.fill(ticket, sari, "jalan", "Melati")
    await fields.archive(street, "agent:1")
    transcripts = TranscriptQueries(desk.db)
    (row,) = (await transcripts.find(TranscriptFilter(numbers=(ticket,)))).rows
    whole = await transcripts.whole(row, notes=False)
    assert whole.fields == {"jalan": "Melati"}
    assert [said.text for said in whole.messages] == ["halo"]
    assert await transcripts.field_keys([row.id]) == ["jenis", "luas", "jalan"]
    other = (await desk.ticket(await desk.mail())).id
    assert await transcripts.field_keys([other]) == ["jenis", "luas"]
