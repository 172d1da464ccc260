"""What people at the desk do to tickets and their contacts, and what the office does by itself."""

import datetime as dt
from uuid import UUID

from app.review import commands as review_commands
from runtime.ids import new_id
from tests.console.replay.stage import Command, Stage, scene
from tests.console.test_bot_panel import TEXT, UNDERSTOOD
from tests.tickets.desk import number
from tickets.commands.agents import AgentCommands, InTeam
from tickets.commands.assigning import AssignCommands
from tickets.commands.bot import Say, Turn
from tickets.commands.contacts import ContactCommands
from tickets.commands.marks import MarkCommands
from tickets.commands.proposals import ProposalCommands
from tickets.commands.reviews import ReviewCommands
from tickets.commands.splitting import SplitCommands
from tickets.commands.whispers import WhisperCommands
from tickets.domain.marks import Priority
from tickets.domain.presence import Presence
from tickets.domain.proposal import Proposed
from tickets.domain.review import Review
from tickets.domain.traffic import Receipt

OTHER = "6" * 64  # another session of the live chat


@scene(AgentCommands.take)
async def _take(s: Stage) -> Command:
    """Budi takes a ticket out of the queue."""
    ticket = await s.queued()
    return lambda: s.desk.agents.take(ticket, s.budi)


@scene(AgentCommands.take)
async def _take_over(s: Stage) -> Command:
    """Sari takes a ticket over from Budi."""
    ticket = await s.taken()
    return lambda: s.desk.agents.take(ticket, s.sari)


@scene(AgentCommands.assign)
async def _assign(s: Stage) -> Command:
    """A ticket is given to Sari, and to no team."""
    ticket = await s.queued()
    await s.desk.agents.assign_to_team(ticket, s.sari, "usaha")
    return lambda: s.desk.agents.assign(ticket, s.sari, s.sari.id, InTeam(team=None))


@scene(AgentCommands.assign, watching="Lia")
async def _assign_to_lia(s: Stage) -> Command:
    """A ticket that Lia did not see is given to her."""
    ticket = await s.queued()
    return lambda: s.desk.agents.assign(ticket, s.sari, s.lia.id)


@scene(AgentCommands.assign_to_team)
async def _to_team(s: Stage) -> Command:
    """A ticket of Budi's is put to a team."""
    ticket = await s.taken()
    return lambda: s.desk.agents.assign_to_team(ticket, s.sari, "usaha")


@scene(AgentCommands.assign_to_team, watching="Lia")
async def _out_of_team(s: Stage) -> Command:
    """A ticket is taken out of Lia's team, and out of her sight."""
    ticket = await s.queued()
    await s.desk.agents.assign_to_team(ticket, s.sari, "usaha")
    return lambda: s.desk.agents.assign_to_team(ticket, s.sari, None)


@scene(AgentCommands.release)
async def _release(s: Stage) -> Command:
    """Budi puts a ticket back."""
    ticket = await s.taken()
    return lambda: s.desk.agents.release(ticket, s.budi)


@scene(AgentCommands.return_to_bot)
async def _to_bot(s: Stage) -> Command:
    """The bot goes on."""
    ticket = await s.taken()
    return lambda: s.desk.agents.return_to_bot(ticket, s.budi)


@scene(AgentCommands.resolve)
async def _resolve(s: Stage) -> Command:
    """The matter is settled."""
    ticket = await s.taken()
    return lambda: s.desk.agents.resolve(ticket, s.budi)


@scene(AgentCommands.reopen)
async def _reopen(s: Stage) -> Command:
    """It was not settled after all."""
    ticket = await s.taken()
    await s.desk.agents.resolve(ticket, s.budi)
    return lambda: s.desk.agents.reopen(ticket, s.budi)


@scene(AgentCommands.close)
async def _close(s: Stage) -> Command:
    """It is settled for good."""
    ticket = await s.taken()
    return lambda: s.desk.agents.close(ticket, s.budi)


@scene(AgentCommands.mark_spam)
async def _spam(s: Stage) -> Command:
    """Nobody answers it."""
    ticket = await s.queued()
    return lambda: s.desk.agents.mark_spam(ticket, s.budi)


@scene(AgentCommands.snooze)
async def _snooze(s: Stage) -> Command:
    """Out of sight until tomorrow."""
    ticket = await s.taken()
    until = s.desk.clock() + dt.timedelta(days=1)
    return lambda: s.desk.agents.snooze(ticket, s.budi, until)


@scene(AgentCommands.wake)
async def _wake(s: Stage) -> Command:
    """The snooze is over."""
    ticket = await s.taken()
    until = s.desk.clock() + dt.timedelta(minutes=1)
    await s.desk.agents.snooze(ticket, s.budi, until)
    return lambda: s.desk.agents.wake(ticket, until)


@scene(AgentCommands.merge)
async def _merge(s: Stage) -> Command:
    """Two tickets of two people become one."""
    target, ticket = await s.taken(), await s.queued("lalu?", sender=OTHER)
    return lambda: s.desk.agents.merge(ticket, s.budi, target)


@scene(AgentCommands.unmerge)
async def _unmerge(s: Stage) -> Command:
    """A merge is taken back."""
    target, ticket = await s.taken(), await s.queued("lalu?", sender=OTHER)
    await s.desk.agents.merge(ticket, s.budi, target)
    return lambda: s.desk.agents.unmerge(ticket, s.budi)


@scene(AgentCommands.reply)
async def _reply(s: Stage) -> Command:
    """Budi answers, which makes it his."""
    ticket = await s.queued()
    return lambda: s.desk.agents.reply(ticket, s.budi, "Gratis.")


@scene(AgentCommands.reply)
async def _reply_and_resolve(s: Stage) -> Command:
    """Sari sends her draft, and that settles the matter."""
    ticket = await s.queued()
    drafts = s.office.house.writing.drafts
    draft = await drafts.save(ticket, s.sari.id, "Gratis.", private=False)
    return lambda: s.desk.agents.reply(ticket, s.sari, "Gratis.", resolve=True, draft=draft)


@scene(AgentCommands.note)
async def _note(s: Stage) -> Command:
    """Budi writes a note that is meant for Sari."""
    ticket = await s.taken()
    return lambda: s.desk.agents.note(ticket, s.budi, "Tolong lihat", mentioned=[s.sari.id])


@scene(AgentCommands.undo)
async def _undo(s: Stage) -> Command:
    """A mail that is held is withdrawn."""
    ticket = number(await s.desk.mail())
    holding = _holding(s)
    message = await holding.reply(ticket, s.budi, "Gratis.", resolve=True)
    return lambda: holding.undo(ticket, s.budi, message)


def _holding(s: Stage) -> AgentCommands:
    """The commands of an office that holds its mails for an hour."""
    holds = {"surat": dt.timedelta(hours=1)}
    return AgentCommands(s.desk.db, s.desk.clock, new_id, holds=holds)


@scene(AssignCommands.give)
async def _give(s: Stage) -> Command:
    """The office gives a ticket to whoever has room."""
    await s.desk.attendance.came(s.budi.id)
    await s.desk.attendance.choose(s.sari.id, Presence.BUSY)
    ticket = await s.desk.ticket(await s.queued())
    return lambda: s.desk.giving.give(ticket.id)


@scene(AssignCommands.give_back)
async def _give_back(s: Stage) -> Command:
    """The chats of someone who went home wait for all again."""
    await s.taken()
    return lambda: s.desk.giving.give_back(s.budi.id)


@scene(ContactCommands.change)
async def _name(s: Stage) -> Command:
    """A contact gets a name, which canned responses say."""
    contact = await s.contact(await s.taken())
    canned = s.office.house.writing.canned
    await canned.create(None, name="salam", text_id="Yth. {contact.name}", text_en="")
    return lambda: s.desk.contacts.change(contact, s.budi, name="Siti")


@scene(ContactCommands.change)
async def _note_and_language(s: Stage) -> Command:
    """A contact gets a note, and another language."""
    contact = await s.contact(await s.taken())
    return lambda: s.desk.contacts.change(contact, s.budi, note="Pemilik toko", locale="en")


@scene(ContactCommands.merge)
async def _merge_contacts(s: Stage) -> Command:
    """Whoever wrote a mail is whoever chats."""
    chat, mail = await s.taken(), number(await s.desk.mail())
    into, contact = await s.contact(chat), await s.contact(mail)
    return lambda: s.desk.contacts.merge(contact, s.budi, into)


@scene(ContactCommands.unmerge)
async def _unmerge_contacts(s: Stage) -> Command:
    """They were two people after all."""
    chat, mail = await s.taken(), number(await s.desk.mail())
    into, contact = await s.contact(chat), await s.contact(mail)
    await s.desk.contacts.merge(contact, s.budi, into)
    return lambda: s.desk.contacts.unmerge(contact, s.budi)


@scene(MarkCommands.tag)
async def _tag(s: Stage) -> Command:
    """A ticket gets a tag that is new."""
    ticket = await s.queued()
    return lambda: s.office.house.writing.marks.tag(ticket, s.budi, add=["pbg"])


@scene(MarkCommands.prioritise)
async def _urgent(s: Stage) -> Command:
    """A ticket is urgent."""
    ticket = await s.queued()
    return lambda: s.office.house.writing.marks.prioritise(ticket, s.budi, Priority.URGENT)


@scene(SplitCommands.split)
async def _split(s: Stage) -> Command:
    """A second matter becomes a ticket of its own."""
    ticket = await s.taken()
    await s.desk.agents.reply(ticket, s.budi, "Gratis.")
    again = await s.desk.chat("berapa lama penilaian teknis?")
    message = await s.said(again, "berapa lama penilaian teknis?")
    return lambda: s.desk.splits.split(ticket, s.budi, message)


@scene(WhisperCommands.whisper)
async def _whisper(s: Stage) -> Command:
    """Sari whispers to Budi."""
    ticket = await s.taken()
    return lambda: s.office.house.supervising.whispers.whisper(ticket, s.sari, "Tanyakan NIB")


async def _proposed(s: Stage) -> Receipt:
    """A question whose answer waits for approval."""
    made = await s.desk.chat("berapa biaya PBG?")
    view = await s.desk.turn(made)
    proposed = Proposed(
        seq=1, text=TEXT, locale="id", intent="tanya_biaya", permit="pbg",
        answer="biaya_pbg", facts=("bg-003",),
    )  # fmt: skip
    await s.desk.bot.take_turn(
        Turn(
            conversation=view.conversation,
            as_of=view.version,
            up_to=1,
            says=[Say(text="Jawabannya diperiksa petugas.", understood=UNDERSTOOD)],
            hand_off="approval",
            proposals=[proposed],
        )
    )
    return made


async def _proposal(s: Stage) -> str:
    """The ticket of such a question."""
    return number(await _proposed(s))


@scene(ProposalCommands.send)
async def _send_proposal(s: Stage) -> Command:
    """What the bot proposed is sent."""
    ticket = await _proposal(s)
    [one] = (await s.callers["Sari"].get(f"/api/v1/tickets/{ticket}/bot")).body["proposals"]
    proposals = ProposalCommands(s.desk.db, s.desk.clock, new_id, s.desk.agents)
    return lambda: proposals.send(ticket, s.budi, UUID(one["id"]))


@scene(ProposalCommands.discard)
async def _discard_proposal(s: Stage) -> Command:
    """What the bot proposed is thrown away."""
    ticket = await _proposal(s)
    [one] = (await s.callers["Sari"].get(f"/api/v1/tickets/{ticket}/bot")).body["proposals"]
    proposals = ProposalCommands(s.desk.db, s.desk.clock, new_id, s.desk.agents)
    return lambda: proposals.discard(ticket, s.budi, UUID(one["id"]))


@scene(ReviewCommands.correct)
async def _correct(s: Stage) -> Command:
    """Budi says what a citizen meant."""
    made = await _proposed(s)
    message = await s.said(made, "berapa biaya PBG?")
    reviews = review_commands(s.desk.db, s.desk.clock)
    return lambda: reviews.correct(message, s.budi, intent="tanya_syarat", permit="pbg")


@scene(ReviewCommands.accept)
async def _accept(s: Stage) -> Command:
    """The bot is to learn from what Budi said."""
    made = await _proposed(s)
    message = await s.said(made, "berapa biaya PBG?")
    reviews = review_commands(s.desk.db, s.desk.clock)
    review = await reviews.correct(message, s.budi, intent="tanya_syarat", permit="pbg")
    return lambda: reviews.accept(review, by="sari@kantor.id", then=_keep_no_example)


@scene(ReviewCommands.reject)
async def _reject(s: Stage) -> Command:
    """Nothing is to be learnt from it."""
    made = await _proposed(s)
    message = await s.said(made, "berapa biaya PBG?")
    reviews = review_commands(s.desk.db, s.desk.clock)
    review = await reviews.correct(message, s.budi, intent="tanya_syarat", permit="pbg")
    return lambda: reviews.reject(review, by="sari@kantor.id")


def _keep_no_example(_: Review) -> None:
    """The example is none of the console's."""
