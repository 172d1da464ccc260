"""The post room: what became of each try, and what is tried again with the same key."""

import dataclasses
import datetime as dt
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from channels.base import Channel, Health, Intake, Moved, Refused, State, TryLater
from channels.delivery import Deliveries, Links
from runtime.ids import new_id
from runtime.jobs import claim, finish, jobs, put_off
from runtime.worker import Again, Dead, Done, Job, Outcome
from tests.tickets.desk import MORNING, SESSION, SITI, Desk, opened
from tickets.commands.bot import Say
from tickets.commands.deliveries import DeliveryCommands
from tickets.commands.transcripts import TranscriptCommands
from tickets.domain.link import LinkTo
from tickets.domain.message import Cause, Delivery, DeliveryState
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
def where(request: pytest.FixtureRequest) -> str:
    """On SQLite, unless a test says which."""
    other = getattr(request, "param", "sqlite") == "postgresql"
    return str(request.getfixturevalue("postgres_url" if other else "sqlite_url"))


@pytest.fixture
async def desk(where: str, tmp_path: Path) -> AsyncIterator[Desk]:
    async with opened(where, tmp_path) as made:
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
        self,
        channels: Mapping[str, Channel],
        commands: DeliveryCommands | None = None,
        links: Links | None = None,
    ) -> Deliveries:
        """A post room that knows these channels."""
        return Deliveries(
            commands or self.desk.deliveries, channels, self.desk.clock, lambda: 0.5, links=links
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
    assert outcome == Again(at=soon, why="the network is down", waits_for=None)
    assert await errand.delivery() == Delivery(
        state=DeliveryState.QUEUED,
        reason="the network is down",
        cause=Cause.UNREACHABLE,
        next_try=soon,
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
    assert await errand.delivery() == Delivery(
        state=DeliveryState.FAILED, reason="down", cause=Cause.UNREACHABLE
    )


async def test_never_is_not_tried_again(errand: Errand) -> None:
    postman = Postman(Refused("no such mailbox"))
    room = errand.room({"surat": postman})

    assert await room.deliver(errand.job) == Done()
    assert await errand.delivery() == Delivery(
        state=DeliveryState.FAILED, reason="no such mailbox", cause=Cause.REFUSED
    )
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
    waits = await errand.delivery()
    assert "'surat'" in waits.reason
    assert waits.cause is Cause.SETUP
    assert await errand.room({"surat": Postman()}).deliver(errand.job) == Done()
    sent = await errand.delivery()
    assert (sent.reason, sent.cause) == ("", None)


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


SECONDS = dt.timedelta(seconds=1)


@pytest.mark.parametrize(
    ("trouble", "waits_for"),
    [
        (TryLater("no connection", away=True), "channel:surat"),
        (TryLater("greylisted"), None),
        (TryLater("slow down", 30 * SECONDS, away=True), None),  # we were asked to wait so long
    ],
)
async def test_only_what_no_message_could_pass_waits_for_the_channel(
    errand: Errand, trouble: TryLater, waits_for: str | None
) -> None:
    outcome = await errand.room({"surat": Postman(trouble)}).deliver(errand.job)
    assert isinstance(outcome, Again)
    assert outcome.waits_for == waits_for


@pytest.mark.parametrize(
    "where", ["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)], indirect=True
)
async def test_when_the_server_is_well_again_the_others_do_not_wait_for_their_hour(
    desk: Desk,
) -> None:
    """Five tickets wait behind an outage of one mail server; a sixth behind another's."""
    for n in range(5):
        receipt = await desk.mail(sender=f"{n}@contoh.id")
        await desk.bot_turn(receipt, f"pertama {n}", f"kedua {n}")
    await desk.bot_turn(await desk.telegram(), "di Telegram")
    postman = Postman(TryLater("no connection", away=True))
    both: dict[str, Channel] = {"surat": postman, "telegram": postman}
    await _work(desk, both)
    assert len(postman.letters) == 6, "each was tried; what follows it in its lane was not"
    an_hour = desk.clock() + dt.timedelta(hours=1)
    tried = sa.update(jobs).where(jobs.c.waits_for.is_not(None))
    await desk.db.write(lambda tx: tx.run(tried.values(run_at=an_hour)))

    postman.trouble, before = None, len(postman.letters)
    await desk.bot_turn(await desk.mail(sender="baru@contoh.id"), "kepada yang baru")
    for _ in range(20):
        await _work(desk, both)
        desk.clock.forward(seconds=0.1)

    told = [letter.text for letter in postman.letters[before:]]
    assert told[0] == "kepada yang baru"
    for n in range(5):
        mine = [text for text in told if text.endswith(str(n))]
        assert mine == [f"pertama {n}", f"kedua {n}"], "none waited for its hour, each in order"
    assert "di Telegram" not in told, "another channel may be away still"


async def _work(desk: Desk, channels: Mapping[str, Channel]) -> None:
    """Do what is due, as a worker does it."""
    room = Deliveries(desk.deliveries, channels, desk.clock, chance=lambda: 0.5)
    now = desk.clock()
    due = await desk.db.write(lambda tx: claim(tx, "w", now, 90 * SECONDS, 50))
    for row in due:
        job = Job(
            id=row.id, kind=row.kind, payload=row.payload, attempt=row.attempt, first_at=MORNING
        )
        outcome = await room.deliver(job) if row.kind == "deliver" else Done()
        await _noted(desk, job, outcome)


async def _noted(desk: Desk, job: Job, outcome: Outcome) -> None:
    if isinstance(outcome, Again):
        how = (outcome.at, outcome.why, outcome.waits_for)
        await desk.db.write(lambda tx: put_off(tx, job.id, "w", *how))
    else:
        await desk.db.write(lambda tx: finish(tx, job.id, "w"))


async def test_a_copy_of_a_chat_is_tried_again_under_the_same_key(desk: Desk) -> None:
    copies = TranscriptCommands(desk.db, desk.clock, new_id, zone=ZoneInfo("Asia/Jakarta"))
    await desk.chat("halo")
    wish = {"channel": "livechat", "sender": SESSION, "email": SITI, "client_id": "c"}
    await copies.ask(**wish, locale="id", mailbox="surat")
    [row] = await desk.jobs("transcript")
    job = Job(id=row.id, kind=row.kind, payload=row.payload, attempt=1, first_at=MORNING)
    postman = Postman(TryLater("the network is down"))
    room = Deliveries(copies, {"surat": postman}, desk.clock, lambda: 0.5, named="transcript")

    assert isinstance(await room.deliver(job), Again)
    postman.trouble = None
    assert await room.deliver(job) == Done()
    assert await room.deliver(job) == Done()
    first, second = postman.letters
    assert (first.key, first.to, first.transcript) == (second.key, SITI, second.transcript)
    assert [said.text for said in first.transcript] == ["halo"]


@dataclasses.dataclass
class Counted:
    """Makes links that can be told apart, or does not."""

    trouble: Exception | None = None
    asked: list[tuple[UUID, str]] = dataclasses.field(default_factory=list)

    async def for_message(self, conversation: UUID, kind: str) -> str:
        self.asked.append((conversation, kind))
        if self.trouble is not None:
            raise self.trouble
        return f"https://t.me/bot?start={len(self.asked)}"


@pytest.fixture
async def linked(desk: Desk) -> Errand:
    """A message that goes out with a one-time link."""
    receipt = await desk.mail()
    say = Say(text="Buka [tautan] ya", link=LinkTo(kind="telegram", mark="[tautan]"))
    await desk.bot_turn(receipt, say)
    [row] = await desk.jobs("deliver")
    job = Job(id=row.id, kind=row.kind, payload=row.payload, attempt=1, first_at=MORNING)
    return Errand(desk, UUID(row.payload["message"]), job)


async def test_a_link_is_put_in_when_it_is_sent_and_is_not_stored(linked: Errand) -> None:
    postman, links = Postman(), Counted()
    await linked.room({"surat": postman}, links=links).deliver(linked.job)

    assert [letter.text for letter in postman.letters] == ["Buka https://t.me/bot?start=1 ya"]
    said = await linked.desk.queries.message(linked.message)
    assert said is not None
    assert said.text == "Buka [tautan] ya"
    assert links.asked == [(said.conversation, "telegram")]


async def test_every_try_has_a_link_of_its_own(linked: Errand) -> None:
    postman, links = Postman(TryLater("no network")), Counted()
    room = linked.room({"surat": postman}, links=links)
    for _ in range(2):
        await room.deliver(linked.job)
    assert [letter.text[-4] for letter in postman.letters] == ["1", "2"]


@pytest.mark.parametrize(
    ("trouble", "state"),
    [
        (TryLater("the bot is away"), DeliveryState.QUEUED),
        (Refused("closed"), DeliveryState.FAILED),
    ],
)
async def test_a_link_that_cannot_be_made_is_a_send_that_fails(
    linked: Errand, trouble: Exception, state: DeliveryState
) -> None:
    postman = Postman()
    await linked.room({"surat": postman}, links=Counted(trouble)).deliver(linked.job)
    assert not postman.letters
    assert ((await linked.delivery()).state, (await linked.delivery()).reason) == (
        state, str(trouble)
    )  # fmt: skip
