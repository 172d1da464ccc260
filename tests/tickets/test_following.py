"""When the citizen has left the chat, a person's reply goes on by e-mail: once, whole, to them."""

import datetime as dt
import uuid
from collections.abc import Sequence
from functools import partial

import pytest

from runtime import jobs
from runtime.worker import Done, Job
from tests.tickets.desk import SESSION, SITI, TELEGRAM, Desk, at_once, conversation, number
from tickets.commands.actor import Actor
from tickets.commands.agents import AgentCommands
from tickets.commands.bot import Turn
from tickets.commands.following import FollowCommands
from tickets.commands.reach import ReachCommands
from tickets.commands.written import LARGEST_MESSAGE
from tickets.domain.lifecycle import Handler, Status
from tickets.domain.message import AuthorKind, DeliveryState, Trust, Upload
from tickets.domain.traffic import Bounce, ByMail, Outbound, Receipt
from tickets.store import conversations, identities, messages
from tickets.timers import Following

AFTER = dt.timedelta(minutes=2)
BY_MAIL = {channel: ByMail(channel="surat", after=AFTER) for channel in ("livechat", "telegram")}


class Office:
    """Sari at the desk, and the clock that lets replies go on."""

    def __init__(self, desk: Desk, sari: Actor) -> None:
        self.desk, self.sari = desk, sari
        self.agents = AgentCommands(desk.db, desk.clock, desk.names, by_mail=BY_MAIL)
        self.reach = ReachCommands(desk.db, desk.clock, desk.names)
        self.commands = FollowCommands(desk.db, desk.clock, desk.names, by_mail=BY_MAIL)

    async def note(self, email: str = SITI) -> None:
        """The citizen says where to write to."""
        await self.reach.note(
            channel="livechat",
            sender=SESSION,
            email=email,
            confirm="Baik.",
            client_id=uuid.uuid4().hex,
            by_mail=BY_MAIL["livechat"],
        )

    async def reply(
        self, on: Receipt, text: str, *, actor: Actor | None = None, files: Sequence[uuid.UUID] = ()
    ) -> uuid.UUID:
        """Sari answers."""
        return await self.agents.reply(number(on), actor or self.sari, text, files=files)

    async def later(self, **by: float) -> None:
        """Let time pass, and do the jobs that are due as the worker does."""
        now = self.desk.clock.forward(**(by or {"minutes": 2}))
        lease = dt.timedelta(minutes=1)
        while rows := await self.desk.db.write(lambda tx: jobs.claim(tx, "w", now, lease, 100)):
            for row in rows:
                if row.kind == "follow":
                    job = Job(
                        id=row.id,
                        kind=row.kind,
                        payload=row.payload,
                        attempt=row.attempt,
                        first_at=row.first_at,
                    )
                    assert await Following(self.commands).follow(job) == Done()
                await self.desk.db.write(partial(jobs.finish, job=row.id, worker="w"))

    async def mails(self) -> list[Outbound]:
        """What is to go out from the mailbox, and has not."""
        found = [
            await self.desk.deliveries.outbound(said.id)
            for talk in await self.desk.rows(conversations, channel="surat")
            for said in await self.desk.rows(messages, conversation=talk.id)
            if said.author != AuthorKind.CONTACT
        ]
        return sorted((one for one in found if one is not None), key=lambda one: one.seq or 0)


@pytest.fixture
async def office(desk: Desk) -> Office:
    return Office(desk, await desk.agent("Sari"))


@pytest.fixture
async def chat(desk: Desk, office: Office) -> Receipt:
    """A chat whose citizen said where to write to, and went away."""
    receipt = await desk.chat("halo")
    await office.note()
    return receipt


async def test_what_is_unread_after_two_minutes_goes_on_by_mail(
    desk: Desk, office: Office, chat: Receipt
) -> None:
    await office.reply(chat, "Formulirnya ada di loket.")
    await office.later(minutes=1, seconds=59)
    assert await office.mails() == []
    await office.later(seconds=1)

    (mail,) = await office.mails()
    assert (mail.to, mail.channel, mail.ticket) == (SITI, "surat", number(chat))
    assert (mail.text, mail.letter) == ("Formulirnya ada di loket.", "follow")
    assert (mail.author.kind, mail.author.name) == (AuthorKind.AGENT, "Sari")
    assert not mail.automatic
    assert await desk.standing(chat) == (Status.PENDING, Handler.AGENT)


async def test_the_transcript_shows_that_it_went_on_and_how_far(
    desk: Desk, office: Office, chat: Receipt
) -> None:
    reply = await office.reply(chat, "Sudah.")
    before = await desk.log()
    await office.later()
    (mail,) = await office.mails()

    async def shown() -> tuple[DeliveryState, DeliveryState | None]:
        said = await desk.queries.message(reply)
        assert said is not None
        assert said.delivery is not None
        return said.delivery.state, said.delivery.mailed

    assert await shown() == (DeliveryState.SENT, DeliveryState.QUEUED)
    await desk.deliveries.sent(mail.key, "<a@kantor.id>")
    assert await shown() == (DeliveryState.SENT, DeliveryState.SENT)
    told = [one for one in await desk.log() if one not in before]
    changed = [one for one in told if one.facts.get("message") == reply.hex]
    assert [(one.kind, one.facts["mailed"]) for one in changed] == [
        ("delivery.changed", mail.key.hex)
    ]


async def test_files_go_with_it(desk: Desk, office: Office, chat: Receipt) -> None:
    names = ("a.pdf", "b.pdf", "c.pdf")
    files = [
        await desk.agents.upload(
            office.sari,
            digest=desk.blobs.put(name.encode()),
            name=name,
            media_type="application/pdf",
            size=len(name),
        )
        for name in names
    ]
    await office.reply(chat, "dua", files=[files[0].id, files[1].id])
    await office.reply(chat, "satu", files=[files[2].id])
    await office.later()
    (mail,) = await office.mails()
    assert mail.uploads == tuple(
        Upload(name=name, media_type="application/pdf", content=name.encode()) for name in names
    )


async def test_files_too_large_for_one_mail_go_in_several(
    desk: Desk, office: Office, chat: Receipt
) -> None:
    for name in ("a.pdf", "b.pdf"):
        file = await desk.agents.upload(
            office.sari,
            digest=desk.blobs.put(b"x"),
            name=name,
            media_type="application/pdf",
            size=LARGEST_MESSAGE // 2 + 1,
        )
        await office.reply(chat, name, files=[file.id])
    await office.later()
    mails = await office.mails()
    assert [[u.name for u in mail.uploads] for mail in mails] == [["a.pdf"], ["b.pdf"]]
    assert len({mail.conversation for mail in mails}) == 1


async def test_several_replies_are_one_mail(desk: Desk, office: Office, chat: Receipt) -> None:
    await office.reply(chat, "satu")
    await office.later(seconds=100)
    await office.reply(chat, "dua")
    await desk.agents.note(number(chat), office.sari, "jangan diceritakan")
    await office.reply(chat, "tiga", actor=await desk.agent("Budi"))
    await office.later(seconds=20)
    (mail,) = await office.mails()
    assert mail.text == "Sari:\nsatu\n\nSari:\ndua\n\nBudi:\ntiga"
    await office.later(minutes=10)
    assert len(await office.mails()) == 1, "and nothing is sent again"


async def test_a_later_reply_is_another_mail_in_the_same_thread(
    desk: Desk, office: Office, chat: Receipt
) -> None:
    await office.reply(chat, "satu")
    await office.later()
    (first,) = await office.mails()
    await desk.deliveries.sent(first.key, "<a@kantor.id>")
    await office.reply(chat, "dua")
    await office.later()
    (second,) = await office.mails()
    assert (second.text, second.in_reply_to) == ("dua", "<a@kantor.id>")
    assert second.conversation == first.conversation


async def test_nothing_is_mailed_to_who_read_it(desk: Desk, office: Office, chat: Receipt) -> None:
    await office.reply(chat, "satu")
    await desk.deliveries.read_up_to("livechat", SESSION, 3)
    await office.later()
    assert await office.mails() == []
    await office.reply(chat, "dua")
    await office.later()
    (mail,) = await office.mails()
    assert mail.text == "dua", "only what was not read"


async def test_nothing_is_mailed_to_who_came_back(
    desk: Desk, office: Office, chat: Receipt
) -> None:
    await office.reply(chat, "satu")
    await desk.chat("terima kasih")
    await office.later()
    assert await office.mails() == []


async def test_nothing_of_the_bot_is_mailed(desk: Desk, office: Office, chat: Receipt) -> None:
    await desk.bot_turn(chat, "Jawaban otomatis")
    await office.reply(chat, "Dari petugas")
    await office.later()
    (mail,) = await office.mails()
    assert mail.text == "Dari petugas"


async def test_nobody_whose_address_is_unknown_is_written_to(desk: Desk, office: Office) -> None:
    receipt = await desk.chat("halo")
    reply = await office.reply(receipt, "satu")
    await office.later()
    assert await office.mails() == []
    said = await desk.queries.message(reply)
    assert said is not None
    assert said.delivery is not None
    assert (said.delivery.state, said.delivery.mailed) == (DeliveryState.SENT, None)


async def test_what_waits_goes_on_when_the_address_is_told_later(
    desk: Desk, office: Office
) -> None:
    receipt = await desk.chat("halo")
    await office.reply(receipt, "satu")
    await office.later(minutes=5)
    await office.note()
    await office.later(minutes=1)
    assert await office.mails() == [], "who told it may read it yet"
    await office.later(minutes=1)
    assert [mail.text for mail in await office.mails()] == ["satu"]


async def test_done_twice_or_at_once_it_is_one_mail(
    desk: Desk, office: Office, chat: Receipt
) -> None:
    await office.reply(chat, "satu")
    desk.clock.forward(minutes=2)
    follow = office.commands.follow
    counts = await at_once(*(follow(conversation(chat)) for _ in range(4)))
    assert sorted(counts) == [0, 0, 0, 1]
    assert await follow(conversation(chat)) == 0
    assert len(await desk.jobs("deliver")) == 1


async def test_the_answer_by_mail_is_on_the_same_ticket_and_goes_on_there(
    desk: Desk, office: Office, chat: Receipt
) -> None:
    await office.reply(chat, "satu")
    await office.later()
    (mail,) = await office.mails()
    answer = await desk.mail("Terima kasih", thread_keys=(f"conversation:{mail.conversation}",))

    assert answer.ticket == number(chat)
    assert await desk.standing(chat) == (Status.OPEN, Handler.AGENT)
    *_, said = await desk.messages(chat)
    assert (said.text, said.third_party) == ("Terima kasih", False)
    (identity,) = await desk.rows(identities, kind="email", address=SITI)
    assert identity.verified == "token", "who answers our mail there is reached there"

    await office.reply(chat, "Sama-sama")
    assert [one.text for one in await office.mails()] == ["satu", "Sama-sama"]
    assert [one.letter for one in await office.mails()] == ["follow", "letter"]

    await desk.chat("saya kembali di sini")
    await office.reply(chat, "Baik")
    assert (await desk.thread())[-1][1] == "Baik", "who comes back to the chat is answered there"


async def test_a_new_mail_of_who_answered_ours_is_theirs_still(
    desk: Desk, office: Office, chat: Receipt
) -> None:
    await office.reply(chat, "satu")
    await office.later()
    (mail,) = await office.mails()
    await desk.mail("ya", thread_keys=(f"conversation:{mail.conversation}",))
    other = await desk.ticket(await desk.mail("hal lain"))
    assert other.contact.id == (await desk.ticket(chat)).contact.id


async def test_a_forged_answer_proves_nothing(desk: Desk, office: Office, chat: Receipt) -> None:
    await office.reply(chat, "satu")
    await office.later()
    (mail,) = await office.mails()
    keys = (f"conversation:{mail.conversation}",)
    await desk.mail("ya", thread_keys=keys, trust=Trust.FAILED)
    await desk.mail("ya", thread_keys=keys, sender="lain@contoh.id")
    await desk.mail("Saya sedang cuti", thread_keys=keys, automatic=True)
    (identity,) = await desk.rows(identities, kind="email", address=SITI)
    assert identity.verified == "said"


async def test_it_goes_to_an_address_that_is_anothers_and_moves_nobody(
    desk: Desk, office: Office
) -> None:
    letter = await desk.ticket(await desk.mail("surat"))
    receipt = await desk.chat("halo")
    await office.note()
    await office.reply(receipt, "satu")
    await office.later()
    mails = [mail for mail in await office.mails() if mail.ticket == number(receipt)]
    assert [(mail.to, mail.text) for mail in mails] == [(SITI, "satu")]
    (identity,) = await desk.rows(identities, kind="email", address=SITI)
    assert (identity.contact, identity.verified) == (letter.contact.id, "none")


async def test_a_mail_that_comes_back_makes_it_the_agents_again(
    desk: Desk, office: Office, chat: Receipt
) -> None:
    reply = await office.reply(chat, "satu")
    await office.later()
    (mail,) = await office.mails()
    await desk.deliveries.sent(mail.key, "<a@kantor.id>")
    bounce = Bounce(message_key="<a@kantor.id>", final=True, reason="no such person")
    keys = (f"conversation:{mail.conversation}",)
    await desk.mail(
        "gagal", sender="mailer-daemon@x.id", automatic=True, bounce=bounce, thread_keys=keys
    )

    assert await desk.standing(chat) == (Status.OPEN, Handler.AGENT)
    said = await desk.queries.message(reply)
    assert said is not None
    assert said.delivery is not None
    assert said.delivery.mailed is DeliveryState.BOUNCED


async def test_in_spam_nothing_goes_on(desk: Desk, office: Office, chat: Receipt) -> None:
    await office.reply(chat, "satu")
    await desk.agents.mark_spam(number(chat), office.sari)
    await office.later()
    assert await office.mails() == []


async def test_it_goes_on_from_the_ticket_it_was_merged_into(
    desk: Desk, office: Office, chat: Receipt
) -> None:
    other = await desk.telegram("juga saya")
    await office.reply(chat, "satu")
    await desk.agents.merge(number(chat), office.sari, number(other))
    await office.later()
    (mail,) = await office.mails()
    assert (mail.ticket, mail.to) == (number(other), SITI)


async def test_in_telegram_it_goes_on_only_where_that_was_asked_for(
    desk: Desk, office: Office
) -> None:
    receipt = await desk.telegram("halo")
    await office.reply(receipt, "satu")
    await office.later()
    assert await office.mails() == []

    asked = await desk.telegram("ke siti@contoh.id saja")
    view = await desk.turn(asked)
    await desk.bot.take_turn(
        Turn(conversation=view.conversation, as_of=view.version, up_to=3, reach=SITI)
    )
    await office.reply(asked, "dua")
    await office.later()
    (mail,) = await office.mails()
    assert mail.text == "dua"
    assert [row.address for row in await desk.rows(conversations, by_mail=True)] == [TELEGRAM]


async def test_without_a_mailbox_nothing_is_put_on_the_clock(desk: Desk) -> None:
    receipt = await desk.chat("halo")
    await desk.agents.reply(number(receipt), await desk.agent("Sari"), "satu")
    assert await desk.jobs("follow") == []
