"""Answers that wait for approval: unseen until an agent sends them, once, while they fit."""

import json
import uuid
from uuid import UUID

import pytest

from tests.tickets.desk import Desk, at_once, conversation, number
from tickets.commands.actor import Actor
from tickets.commands.bot import Say, Turn
from tickets.commands.case import NotFound
from tickets.commands.proposals import AlreadySettled, Overtaken, ProposalCommands
from tickets.commands.written import Empty
from tickets.domain.lifecycle import Handler, NotAllowed, Status
from tickets.domain.message import AuthorKind
from tickets.domain.proposal import Proposal, Proposed, Step
from tickets.domain.traffic import Receipt
from tickets.queries.readings import ReadingQueries

TEXT = "Biaya retribusi PBG mengikuti perhitungan dinas."


def commands(desk: Desk) -> ProposalCommands:
    return ProposalCommands(desk.db, desk.clock, desk.names, desk.agents)


async def proposed(desk: Desk, receipt: Receipt, *texts: str) -> list[Proposal]:
    """The bot tells that an officer checks; what waits then, in the order it was made."""
    view = await desk.turn(receipt)
    made = [
        Proposed(
            seq=view.unheard[-1].seq,
            text=text,
            locale="id",
            intent="tanya_biaya",
            permit="pbg",
            answer="biaya_pbg",
            facts=("bg-003",),
        )
        for text in texts or (TEXT,)
    ]
    await desk.bot.take_turn(
        Turn(
            conversation=view.conversation,
            as_of=view.version,
            up_to=view.unheard[-1].seq,
            says=[Say(text="Jawabannya diperiksa petugas dulu.")],
            hand_off="approval",
            proposals=made,
        )
    )
    return (await all_of(desk, receipt))[::-1]


async def all_of(desk: Desk, receipt: Receipt | str) -> list[Proposal]:
    named = receipt if isinstance(receipt, str) else number(receipt)
    return list((await ReadingQueries(desk.db).of(named)).proposals)


async def steps(desk: Desk, receipt: Receipt | str) -> list[Step]:
    return [one.step for one in await all_of(desk, receipt)]


async def refused(desk: Desk, receipt: Receipt, sari: Actor, proposal: UUID) -> None:
    """It cannot be sent, and nothing came of the try."""
    before = await desk.texts(receipt)
    with pytest.raises(Overtaken):
        await commands(desk).send(number(receipt), sari, proposal)
    assert await desk.texts(receipt) == before


async def test_it_waits_unseen_and_a_person_is_called(desk: Desk) -> None:
    receipt = await desk.chat("biaya PBG?")
    [one] = await proposed(desk, receipt)

    assert (one.step, one.said.text, one.said.facts) == (Step.WAITING, TEXT, ("bg-003",))
    assert (one.conversation, one.said.seq) == (conversation(receipt), 1)
    assert await desk.standing(receipt) == (Status.OPEN, Handler.QUEUE)
    assert (await desk.ticket(receipt)).handed_off_for == "approval"
    assert TEXT not in "".join(await desk.texts(receipt))
    assert TEXT not in "".join(text for _, text in await desk.thread())
    log = await desk.log()
    assert [e.facts["state"] for e in log if e.kind == "proposal.changed"] == ["waiting"]
    assert "Biaya" not in json.dumps([dict(e.facts) for e in log])


async def test_sent_as_it_is_it_is_the_agents_message(desk: Desk) -> None:
    receipt, sari = await desk.mail("biaya PBG?"), await desk.agent()
    [one] = await proposed(desk, receipt)
    message = await commands(desk).send(number(receipt), sari, one.id)

    said = (await desk.messages(receipt))[-1]
    assert (said.id, said.text, said.suggested) == (message, TEXT, "unchanged")
    assert (said.author.kind, said.author.name, said.agent) == (AuthorKind.AGENT, "Sari", sari.id)
    assert [job.payload["message"] for job in await desk.jobs("deliver")][-1] == message.hex
    assert await desk.standing(receipt) == (Status.PENDING, Handler.AGENT)
    [settled] = await all_of(desk, receipt)
    assert (settled.step, settled.decided_by) == (Step.SENT, "Sari")
    assert settled.decided_at == desk.clock()
    last = [(e.actor, e.facts["state"]) for e in await desk.log() if e.kind == "proposal.changed"]
    assert last[-1] == (sari.label, "sent")


async def test_other_words_are_told_apart(desk: Desk) -> None:
    receipt, sari = await desk.chat("biaya PBG?"), await desk.agent()
    first, second = await proposed(desk, receipt, "Satu", "Dua")
    await commands(desk).send(number(receipt), sari, first.id, text="Satu setengah")
    await commands(desk).send(number(receipt), sari, second.id, text=" Dua ")

    said = [(m.text, m.suggested) for m in await desk.messages(receipt)][-2:]
    assert said == [("Satu setengah", "edited"), ("Dua", "unchanged")]
    assert await steps(desk, receipt) == [Step.SENT, Step.SENT]


async def test_nothing_is_not_sent(desk: Desk) -> None:
    receipt, sari = await desk.chat("biaya PBG?"), await desk.agent()
    [one] = await proposed(desk, receipt)

    with pytest.raises(Empty):
        await commands(desk).send(number(receipt), sari, one.id, text=" \n ")
    assert await steps(desk, receipt) == [Step.WAITING]


async def test_thrown_away_it_is_never_sent(desk: Desk) -> None:
    receipt, sari = await desk.chat("biaya PBG?"), await desk.agent()
    [one] = await proposed(desk, receipt)
    before = await desk.texts(receipt)
    await commands(desk).discard(number(receipt), sari, one.id)

    assert await steps(desk, receipt) == [Step.DISCARDED]
    with pytest.raises(AlreadySettled):
        await commands(desk).send(number(receipt), sari, one.id)
    with pytest.raises(AlreadySettled):
        await commands(desk).discard(number(receipt), sari, one.id)
    assert await desk.texts(receipt) == before
    assert await desk.standing(receipt) == (Status.OPEN, Handler.QUEUE)
    changes = [e.facts["state"] for e in await desk.log() if e.kind == "proposal.changed"]
    assert changes == ["waiting", "discarded"]


async def test_of_two_who_send_it_at_once_one_does(desk: Desk) -> None:
    receipt = await desk.chat("biaya PBG?")
    [one] = await proposed(desk, receipt)
    sari, dewi = await desk.agent("Sari"), await desk.agent("Dewi")

    async def try_it(who: Actor) -> bool:
        try:
            await commands(desk).send(number(receipt), who, one.id)
        except AlreadySettled:
            return False
        return True

    assert sorted(await at_once(try_it(sari), try_it(dewi))) == [False, True]
    assert (await desk.texts(receipt)).count(TEXT) == 1


async def test_the_same_try_again_is_the_same_message(desk: Desk) -> None:
    receipt, sari = await desk.chat("biaya PBG?"), await desk.agent()
    [one] = await proposed(desk, receipt)
    send = commands(desk).send

    first = await send(number(receipt), sari, one.id, key="a")
    assert await send(number(receipt), sari, one.id, key="a") == first
    assert (await desk.texts(receipt)).count(TEXT) == 1


async def test_the_citizen_wrote_again(desk: Desk) -> None:
    receipt, sari = await desk.chat("biaya PBG?"), await desk.agent()
    [one] = await proposed(desk, receipt)
    await desk.chat("eh, maksud saya NIB")

    assert await steps(desk, receipt) == [Step.STALE]
    await refused(desk, receipt, sari, one.id)
    await commands(desk).discard(number(receipt), sari, one.id)
    assert await steps(desk, receipt) == [Step.DISCARDED]


async def test_someone_replied(desk: Desk) -> None:
    receipt, sari = await desk.chat("biaya PBG?"), await desk.agent()
    [one] = await proposed(desk, receipt)
    await desk.agents.reply(number(receipt), await desk.agent("Dewi"), "Saya bantu")

    assert await steps(desk, receipt) == [Step.STALE]
    await refused(desk, receipt, sari, one.id)


async def test_the_citizen_wrote_on_another_channel_of_the_ticket(desk: Desk) -> None:
    receipt, sari = await desk.chat("biaya PBG?"), await desk.agent()
    other = await desk.mail("halo", message_key="<a@contoh>")
    [one] = await proposed(desk, receipt)
    await desk.agents.merge(number(other), sari, number(receipt))
    assert await steps(desk, receipt) == [Step.WAITING], "that was before"

    again = await desk.mail("saya menulis lagi", thread_keys=("message:<a@contoh>",))
    assert again.ticket == receipt.ticket
    assert await steps(desk, receipt) == [Step.STALE]
    await refused(desk, receipt, sari, one.id)


async def test_notes_and_moves_leave_it_as_it_is(desk: Desk) -> None:
    receipt, sari = await desk.chat("biaya PBG?"), await desk.agent()
    [one] = await proposed(desk, receipt)
    await desk.agents.note(number(receipt), sari, "catatan")
    await desk.agents.take(number(receipt), sari)
    await desk.agents.return_to_bot(number(receipt), sari)

    assert await steps(desk, receipt) == [Step.WAITING]
    await commands(desk).send(number(receipt), sari, one.id)
    assert await desk.standing(receipt) == (Status.PENDING, Handler.AGENT)


async def test_a_settled_ticket_is_not_written_to(desk: Desk) -> None:
    receipt, sari = await desk.chat("biaya PBG?"), await desk.agent()
    [one] = await proposed(desk, receipt)
    await desk.agents.close(number(receipt), sari)

    with pytest.raises(NotAllowed):
        await commands(desk).send(number(receipt), sari, one.id)
    assert await steps(desk, receipt) == [Step.WAITING]


async def test_it_belongs_to_its_ticket(desk: Desk) -> None:
    receipt, other = await desk.chat("biaya PBG?"), await desk.mail("halo")
    sari = await desk.agent()
    [one] = await proposed(desk, receipt)

    for which in (one.id, uuid.uuid4()):
        with pytest.raises(NotFound):
            await commands(desk).send(number(other), sari, which)
        with pytest.raises(NotFound):
            await commands(desk).discard(number(other), sari, which)
    assert await steps(desk, receipt) == [Step.WAITING]
    assert await all_of(desk, other) == []


async def test_on_what_is_over_nothing_is_proposed(desk: Desk) -> None:
    receipt = await desk.mail("biaya PBG?")
    await desk.agents.mark_spam(number(receipt), await desk.agent())

    assert await proposed(desk, receipt) == []
