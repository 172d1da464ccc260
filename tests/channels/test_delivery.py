"""The post room: what became of each try, and what is tried again with the same key."""

import dataclasses
import datetime as dt
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from uuid import UUID

import pytest

from channels.base import Channel, Health, Intake, Moved, Refused, State, TryLater
from channels.delivery import Deliveries
from runtime.worker import Again, Dead, Done, Job
from tests.tickets.desk import MORNING, SITI, Desk, opened
from tickets.commands.deliveries import DeliveryCommands
from tickets.domain.message import Delivery, DeliveryState
from tickets.domain.traffic import Outbound
from tickets.store import identities


@dataclasses.dataclass
class Postman:
    """A channel that does with each letter what it is told to."""

    trouble: Exception | None = None
    letters: list[Outbound] = dataclasses.field(default_factory=list)
    name: str = "surat"
    kind: str = "email"
    health: Health = dataclasses.field(default_factory=lambda: Health(state=State.OK))

    async def run(self, intake: Intake) -> None:
        raise NotImplementedError

    async def send(self, out: Outbound) -> str:
        self.letters.append(out)
        if self.trouble is not None:
            raise self.trouble
        return f"<{out.key}@kantor>"

    async def check(self) -> str:
        return "here"


class Crash(BaseException):
    """The process dies here."""


class ForgetfulCommands(DeliveryCommands):
    """A process that dies after the provider took the letter and before it was noted."""

    async def sent(self, message: UUID, provider_id: str) -> None:
        raise Crash(f"{message} {provider_id}")


@pytest.fixture
async def desk(sqlite_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    async with opened(sqlite_url, tmp_path) as made:
        yield made


@dataclasses.dataclass(frozen=True)
class Errand:
    """A message on its way, and the job to bring it there."""

    desk: Desk
    message: UUID
    job: Job

    async def delivery(self) -> Delivery:
        """How far it has come."""
        said = await self.desk.queries.message(self.message)
        assert said is not None
        assert said.delivery is not None
        return said.delivery

    def room(
        self, channels: Mapping[str, Channel], commands: DeliveryCommands | None = None
    ) -> Deliveries:
        """A post room that knows these channels."""
        return Deliveries(
            commands or self.desk.deliveries, channels, self.desk.clock, chance=lambda: 0.5
        )


@pytest.fixture
async def errand(desk: Desk) -> Errand:
    receipt = await desk.mail(message_key="<1@contoh>")
    await desk.bot_turn(receipt, "Kami buka 08.00")
    [row] = await desk.jobs("deliver")
    job = Job(id=row.id, kind=row.kind, payload=row.payload, attempt=1, first_at=MORNING)
    return Errand(desk, UUID(row.payload["message"]), job)


async def test_a_letter_is_sent_and_noted(errand: Errand) -> None:
    postman = Postman()
    assert await errand.room({"surat": postman}).deliver(errand.job) == Done()

    [letter] = postman.letters
    assert (letter.key, letter.to, letter.text) == (errand.message, SITI, "Kami buka 08.00")
    assert await errand.delivery() == Delivery(state=DeliveryState.SENT)


async def test_a_letter_that_was_sent_is_not_sent_again(errand: Errand) -> None:
    postman = Postman()
    room = errand.room({"surat": postman})
    await room.deliver(errand.job)

    assert await room.deliver(errand.job) == Done()
    assert len(postman.letters) == 1


async def test_not_now_is_tried_again_and_the_console_sees_when(errand: Errand) -> None:
    postman = Postman(TryLater("the network is down"))
    outcome = await errand.room({"surat": postman}).deliver(errand.job)

    soon = MORNING + dt.timedelta(seconds=5)
    assert outcome == Again(at=soon, why="the network is down")
    assert await errand.delivery() == Delivery(
        state=DeliveryState.QUEUED, reason="the network is down", next_try=soon
    )


async def test_the_wait_a_provider_asks_for_is_honoured(errand: Errand) -> None:
    postman = Postman(TryLater("slow down", dt.timedelta(minutes=10)))
    outcome = await errand.room({"surat": postman}).deliver(errand.job)

    assert outcome == Again(at=MORNING + dt.timedelta(minutes=10), why="slow down")


async def test_an_address_that_moved_is_noted_and_written_to_at_once(errand: Errand) -> None:
    postman = Postman(Moved("siti.baru@contoh.id"))
    room = errand.room({"surat": postman})
    assert await room.deliver(errand.job) == Again(at=MORNING, why="the address has moved")

    postman.trouble = None
    assert await room.deliver(errand.job) == Done()
    assert [letter.to for letter in postman.letters] == [SITI, "siti.baru@contoh.id"]
    assert await errand.delivery() == Delivery(state=DeliveryState.SENT)


async def test_each_try_waits_longer_and_carries_the_same_key(errand: Errand) -> None:
    postman = Postman(TryLater("down"))
    room, waits = errand.room({"surat": postman}), []
    for attempt in range(1, 5):
        outcome = await room.deliver(dataclasses.replace(errand.job, attempt=attempt))
        assert isinstance(outcome, Again)
        waits.append((outcome.at - MORNING).total_seconds())

    assert waits == [5, 10, 20, 40]
    assert {letter.key for letter in postman.letters} == {errand.message}


async def test_once_it_works_the_reason_is_forgotten(errand: Errand) -> None:
    await errand.room({"surat": Postman(TryLater("down"))}).deliver(errand.job)
    await errand.room({"surat": Postman()}).deliver(errand.job)

    assert await errand.delivery() == Delivery(state=DeliveryState.SENT)


async def test_after_three_days_it_is_given_up(errand: Errand) -> None:
    errand.desk.clock.forward(days=3)
    postman = Postman(TryLater("down"))
    outcome = await errand.room({"surat": postman}).deliver(errand.job)

    assert outcome == Dead(why="down")
    assert await errand.delivery() == Delivery(state=DeliveryState.FAILED, reason="down")


async def test_never_is_not_tried_again(errand: Errand) -> None:
    postman = Postman(Refused("no such mailbox"))
    room = errand.room({"surat": postman})

    assert await room.deliver(errand.job) == Done()
    assert await errand.delivery() == Delivery(state=DeliveryState.FAILED, reason="no such mailbox")
    assert await room.deliver(errand.job) == Done()
    assert len(postman.letters) == 1


async def test_what_was_refused_is_sent_when_a_person_asks_for_it(errand: Errand) -> None:
    await errand.room({"surat": Postman(Refused("no such mailbox"))}).deliver(errand.job)
    postman = Postman()
    revived = dataclasses.replace(errand.job, revived=True)

    assert await errand.room({"surat": postman}).deliver(revived) == Done()
    assert [letter.key for letter in postman.letters] == [errand.message]
    assert await errand.delivery() == Delivery(state=DeliveryState.SENT)


async def test_who_blocked_us_is_remembered_and_left_alone(errand: Errand) -> None:
    postman = Postman(Refused("blocked", blocked=True))
    room = errand.room({"surat": postman})
    assert await room.deliver(errand.job) == Done()

    assert (await errand.delivery()).state is DeliveryState.BLOCKED
    [identity] = await errand.desk.rows(identities)
    assert identity.blocked_at == MORNING
    for again in (errand.job, dataclasses.replace(errand.job, revived=True)):
        assert await room.deliver(again) == Done()
    assert len(postman.letters) == 1


async def test_a_crash_between_send_and_note_sends_again_with_the_same_key(
    errand: Errand,
) -> None:
    desk, postman = errand.desk, Postman()
    forgetful = ForgetfulCommands(desk.db, desk.blobs, desk.clock, desk.names)
    with pytest.raises(Crash):
        await errand.room({"surat": postman}, forgetful).deliver(errand.job)
    assert (await errand.delivery()).state is DeliveryState.QUEUED
    second = dataclasses.replace(errand.job, attempt=2)

    assert await errand.room({"surat": postman}).deliver(second) == Done()
    assert [letter.key for letter in postman.letters] == [errand.message] * 2
    assert postman.letters[0] == postman.letters[1]


async def test_a_channel_nobody_knows_is_waited_for(errand: Errand) -> None:
    """It was taken out of the configuration, and may come back."""
    outcome = await errand.room({"telegram": Postman()}).deliver(errand.job)

    assert isinstance(outcome, Again)
    assert "'surat'" in outcome.why
    assert "'surat'" in (await errand.delivery()).reason


async def test_an_unexpected_fault_is_the_workers_to_judge(errand: Errand) -> None:
    with pytest.raises(ZeroDivisionError):
        await errand.room({"surat": Postman(ZeroDivisionError())}).deliver(errand.job)
    assert (await errand.delivery()).state is DeliveryState.QUEUED


async def test_what_is_revived_by_hand_after_it_was_given_up_is_sent(errand: Errand) -> None:
    """An operator mends the mailbox and lets the dead job be tried again."""
    errand.desk.clock.forward(days=3)
    await errand.room({"surat": Postman(TryLater("down"))}).deliver(errand.job)
    again = dataclasses.replace(errand.job, attempt=1, first_at=errand.desk.clock(), revived=True)
    postman = Postman()
    await errand.room({"surat": postman}).deliver(again)

    assert len(postman.letters) == 1
    assert (await errand.delivery()).state is DeliveryState.SENT
