"""What is done to drafts, canned responses, macros, teams and the people who work here."""

import datetime as dt

from tests.console.replay.scenes_of_fields import defined
from tests.console.replay.stage import Command, Stage, scene
from tests.tickets.desk import number
from tests.tickets.test_dead_jobs import killed
from tickets.commands.attendance import AttendanceCommands
from tickets.commands.canned import CannedCommands
from tickets.commands.dead_jobs import DeadJobCommands
from tickets.commands.drafts import DraftCommands
from tickets.commands.macros import MacroCommands
from tickets.commands.people import PeopleCommands
from tickets.commands.saved_filters import SavedFilterCommands
from tickets.commands.staff import StaffCommands
from tickets.commands.teams import TeamCommands
from tickets.domain.access import Role
from tickets.domain.lifecycle import Handler
from tickets.domain.macro import Deeds
from tickets.domain.marks import Priority
from tickets.domain.presence import Presence
from tickets.domain.wanted import Wanted

_WORDS = {"name": "salam", "text_id": "Yth. {contact.name}", "text_en": "Dear {contact.name}"}


@scene(AttendanceCommands.came)
async def _came(s: Stage) -> Command:
    """Budi opens a console."""
    return lambda: s.desk.attendance.came(s.budi.id)


@scene(AttendanceCommands.seen)
async def _seen(s: Stage) -> Command:
    """Budi's console is open, and nobody uses it."""
    await s.desk.attendance.came(s.budi.id)
    s.desk.clock.forward(minutes=10)
    return lambda: s.desk.attendance.seen(s.budi.id)


@scene(AttendanceCommands.beat)
async def _beat(s: Stage) -> Command:
    """Budi uses it again."""
    await s.desk.attendance.came(s.budi.id)
    s.desk.clock.forward(minutes=10)
    await s.desk.attendance.seen(s.budi.id)
    return lambda: s.desk.attendance.beat(s.budi.id)


@scene(AttendanceCommands.choose)
async def _choose(s: Stage) -> Command:
    """Sari says that she is busy."""
    return lambda: s.desk.attendance.choose(s.sari.id, Presence.BUSY)


@scene(AttendanceCommands.settle)
async def _settle(s: Stage) -> Command:
    """Budi's console was closed a while ago."""
    await s.desk.attendance.came(s.budi.id)
    s.desk.clock.forward(minutes=10)
    return lambda: s.desk.attendance.settle(s.budi.id)


@scene(CannedCommands.create)
async def _write_canned(s: Stage) -> Command:
    """A canned response is written for all."""
    await s.queued()
    return lambda: s.office.house.writing.canned.create(None, **_WORDS)


@scene(CannedCommands.change)
async def _change_canned(s: Stage) -> Command:
    """A canned response is written anew."""
    await s.queued()
    canned = s.office.house.writing.canned
    one = await canned.create(None, **_WORDS)
    return lambda: canned.change(one, None, name="salam", text_id="Halo", text_en="")


@scene(CannedCommands.delete)
async def _delete_canned(s: Stage) -> Command:
    """A canned response is thrown away."""
    await s.queued()
    canned = s.office.house.writing.canned
    one = await canned.create(None, **_WORDS)
    return lambda: canned.delete(one, None)


@scene(SavedFilterCommands.create)
async def _save_filter(s: Stage) -> Command:
    """A filter is kept for all, and counted."""
    await s.queued()
    filters = s.office.house.writing.filters
    return lambda: filters.create(None, name="Antrean", wanted=Wanted(handler=Handler.QUEUE))


@scene(SavedFilterCommands.change)
async def _change_filter(s: Stage) -> Command:
    """A filter finds something else."""
    filters = s.office.house.writing.filters
    one = await filters.create(None, name="Antrean", wanted=Wanted(handler=Handler.QUEUE))
    return lambda: filters.change(one, None, name="Surel", wanted=Wanted(channel="email"))


@scene(SavedFilterCommands.delete)
async def _delete_filter(s: Stage) -> Command:
    """A filter is thrown away."""
    filters = s.office.house.writing.filters
    one = await filters.create(None, name="Antrean", wanted=Wanted(handler=Handler.QUEUE))
    return lambda: filters.delete(one, None)


@scene(MacroCommands.create)
async def _write_macro(s: Stage) -> Command:
    """A macro is written for all."""
    deeds = Deeds(take=True)
    return lambda: s.office.house.writing.macros.create(None, name="ambil", deeds=deeds)


@scene(MacroCommands.change)
async def _change_macro(s: Stage) -> Command:
    """A macro is written anew."""
    macros = s.office.house.writing.macros
    one = await macros.create(None, name="ambil", deeds=Deeds(take=True))
    return lambda: macros.change(one, None, name="beres", deeds=Deeds(resolve=True))


@scene(MacroCommands.delete)
async def _delete_macro(s: Stage) -> Command:
    """A macro is thrown away."""
    macros = s.office.house.writing.macros
    one = await macros.create(None, name="ambil", deeds=Deeds(take=True))
    return lambda: macros.delete(one, None)


@scene(MacroCommands.run)
async def _run_macro(s: Stage) -> Command:
    """A macro takes a ticket, marks it, writes a note and an answer, and puts it aside."""
    ticket = await s.queued()
    writing = s.office.house.writing
    reply = await writing.canned.create(None, name="salam", text_id="Baik", text_en="")
    await defined(s)
    deeds = Deeds(
        take=True,
        add=("pbg",),
        priority=Priority.HIGH,
        fields=(("jalan", "Melati"),),
        note="Cek",
        reply=reply,
        snooze=dt.timedelta(hours=2),
    )
    one = await writing.macros.create(None, name="ambil", deeds=deeds)
    return lambda: writing.macros.run(ticket, s.budi, one)


@scene(DraftCommands.save)
async def _save_draft(s: Stage) -> Command:
    """Sari begins to write, in another browser."""
    ticket = await s.queued()
    drafts = s.office.house.writing.drafts
    return lambda: drafts.save(ticket, s.sari.id, "Yth. Ibu", private=False)


@scene(DraftCommands.erase)
async def _erase_draft(s: Stage) -> Command:
    """Sari throws her draft away, in another browser."""
    ticket = await s.queued()
    drafts = s.office.house.writing.drafts
    await drafts.save(ticket, s.sari.id, "Yth. Ibu", private=False)
    return lambda: drafts.erase(ticket, s.sari.id)


@scene(DeadJobCommands.discard)
async def _discard(s: Stage) -> Command:
    """The job that would send a message is thrown away."""
    await s.desk.agents.reply(number(await s.desk.mail()), s.budi, "Gratis.")
    [job] = await killed(s.desk, "deliver")
    return lambda: s.desk.undertaker.discard(s.sari.label, job, "alamat salah")


@scene(PeopleCommands.add)
async def _add(s: Stage) -> Command:
    """Someone new works here: the operator said so."""
    return lambda: s.desk.people.add(
        email="rani@kantor.id", name="Rani", role=Role.AGENT, password="kata-sandi-panjang"
    )


@scene(StaffCommands.add)
async def _hire(s: Stage) -> Command:
    """Someone new works here: an administrator said so."""
    return lambda: s.desk.staff.add(
        email="rani@kantor.id", name="Rani", role=Role.AGENT, actor="operator"
    )


@scene(StaffCommands.change)
async def _rename(s: Stage) -> Command:
    """Budi, who has a ticket, gets another name."""
    await s.taken()
    return lambda: s.desk.staff.change(s.budi.id, "operator", name="Budi Santoso")


@scene(StaffCommands.change)
async def _promote(s: Stage) -> Command:
    """Sari herself becomes an administrator, with another name, which canned responses say."""
    await s.queued()
    canned = s.office.house.writing.canned
    await canned.create(None, name="salam", text_id="Salam, {agent.name}", text_en="")
    return lambda: s.desk.staff.change(s.sari.id, "operator", name="Sari Dewi", role=Role.ADMIN)


@scene(StaffCommands.change, watching="Lia")
async def _sees_all(s: Stage) -> Command:
    """Lia becomes a supervisor, and sees everything."""
    await s.queued()
    return lambda: s.desk.staff.change(s.lia.id, "operator", role=Role.SUPERVISOR)


@scene(StaffCommands.deactivate)
async def _leave(s: Stage) -> Command:
    """Budi, who has a ticket, does not work here any more."""
    await s.taken()
    return lambda: s.desk.staff.deactivate(s.budi.id, "operator")


@scene(StaffCommands.deactivate)
async def _leave_idle(s: Stage) -> Command:
    """Budi, who has no ticket, does not work here any more."""
    return lambda: s.desk.staff.deactivate(s.budi.id, "operator")


@scene(StaffCommands.activate)
async def _come_back(s: Stage) -> Command:
    """Budi works here again."""
    await s.desk.staff.deactivate(s.budi.id, "operator")
    return lambda: s.desk.staff.activate(s.budi.id, "operator")


@scene(TeamCommands.create)
async def _make_team(s: Stage) -> Command:
    """There is a new team."""
    return lambda: s.desk.teams.create("Bangunan", "operator")


@scene(TeamCommands.change)
async def _join(s: Stage) -> Command:
    """A team gets another name, and Budi."""
    members = [s.lia.id, s.budi.id]
    return lambda: s.desk.teams.change("usaha", "operator", name="Izin usaha", members=members)


@scene(TeamCommands.change, watching="Lia")
async def _thrown_out(s: Stage) -> Command:
    """Lia is in the team no more, and sees its tickets no more."""
    ticket = await s.queued()
    await s.desk.agents.assign_to_team(ticket, s.sari, "usaha")
    return lambda: s.desk.teams.change("usaha", "operator", members=[])


@scene(TeamCommands.limit, watching="Lia")
async def _unlimited(s: Stage) -> Command:
    """Lia sees all tickets again."""
    await s.queued()
    return lambda: s.desk.teams.limit(s.lia.id, "operator", limited=False)
