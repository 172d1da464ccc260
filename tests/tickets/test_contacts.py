"""Contacts: what is known of a person, and merges that can be taken back exactly."""

import asyncio
import uuid
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from runtime.db import Tx
from tests.tickets.desk import SESSION, SITI, TELEGRAM, Desk, at_once, conversation, number
from tickets.commands.actor import Actor
from tickets.commands.case import NotFound
from tickets.commands.contacts import CannotMerge
from tickets.commands.written import Empty
from tickets.domain import link
from tickets.domain.traffic import Receipt
from tickets.queries import BadCursor
from tickets.queries.contacts import ContactView
from tickets.store import contacts, identities, tickets


@pytest.fixture
async def sari(desk: Desk) -> Actor:
    return await desk.agent("Sari")


@pytest.fixture
async def chat(desk: Desk) -> Receipt:
    return await desk.chat("halo")


@pytest.fixture
async def mail(desk: Desk) -> Receipt:
    return await desk.mail("Mohon informasi", sender_name="Siti Aminah")


@pytest.fixture
async def telegram(desk: Desk) -> Receipt:
    return await desk.telegram("halo", sender_name="Siti T")


async def whose(desk: Desk, receipt: Receipt) -> UUID:
    """The contact of a ticket."""
    return (await desk.ticket(receipt)).contact.id


async def seen(desk: Desk, contact: UUID) -> ContactView:
    view = await desk.contact_queries.contact(contact)
    assert view is not None
    return view


async def has(desk: Desk, contact: UUID) -> tuple[set[str], set[str]]:
    """The kinds of channels and the tickets of a contact."""
    view = await seen(desk, contact)
    return {i.kind for i in view.identities}, {t.number for t in view.tickets}


async def everything(desk: Desk) -> dict[str, Any]:
    """Who everything belongs to."""
    return {
        "identities": {row.id: row.contact for row in await desk.rows(identities)},
        "tickets": {row.id: row.contact for row in await desk.rows(tickets)},
        "merged": {row.id: row.merged_into for row in await desk.rows(contacts)},
    }


# --- reading


async def test_a_contact_is_shown_with_identities_and_tickets(desk: Desk, mail: Receipt) -> None:
    desk.clock.forward(hours=1)
    again = await desk.mail("urusan lain")
    view = await seen(desk, await whose(desk, mail))
    assert (view.name, view.locale, view.note) == ("Siti Aminah", "id", "")
    (identity,) = view.identities
    assert (identity.kind, identity.address) == ("email", SITI)
    assert (identity.verified, identity.verified_at) == ("none", None)
    assert identity.blocked_at is None
    assert [t.number for t in view.tickets] == [again.ticket, mail.ticket], "the newest first"


@pytest.mark.parametrize(
    ("kind", "how"), [("telegram", "provider"), ("livechat", "session"), ("email", "none")]
)
async def test_how_and_when_an_identity_was_verified(desk: Desk, kind: str, how: str) -> None:
    receipt = await desk.intake.receive(desk.written(kind=kind, channel=kind))
    (identity,) = (await seen(desk, await whose(desk, receipt))).identities
    assert identity.verified == how
    assert identity.verified_at == (None if how == "none" else desk.clock())


async def test_who_blocked_us_is_shown(desk: Desk, sari: Actor, telegram: Receipt) -> None:
    message = await desk.agents.reply(number(telegram), sari, "Halo")
    await desk.deliveries.failed(message, "bot was blocked by the user", blocked=True)
    (identity,) = (await seen(desk, await whose(desk, telegram))).identities
    assert identity.blocked_at == desk.clock()


async def test_there_is_no_such_contact(desk: Desk) -> None:
    assert await desk.contact_queries.contact(uuid.uuid4()) is None


async def test_contacts_are_listed_a_page_at_a_time(desk: Desk) -> None:
    for n in range(5):
        await desk.mail(sender=f"warga{n}@contoh.id", sender_name=f"Warga {n}")
        desk.clock.forward(seconds=n % 2)
    names, after = [], None
    while True:
        page = await desk.contact_queries.contacts(after=after, limit=2)
        assert len(page.rows) <= 2
        names += [row.name for row in page.rows]
        after = page.next
        if after is None:
            break
    assert names == [f"Warga {n}" for n in (4, 3, 2, 1, 0)]


@pytest.mark.usefixtures("mail", "telegram")
async def test_contacts_are_found_by_name_and_address(desk: Desk) -> None:
    async def found(words: str) -> list[str]:
        return [row.name for row in (await desk.contact_queries.contacts(words)).rows]

    assert await found("aminah") == ["Siti Aminah"]
    assert await found("SITI@contoh") == ["Siti Aminah"]
    assert sorted(await found("siti")) == ["Siti Aminah", "Siti T"]
    assert await found("%") == []
    assert await found("tidak ada") == []


async def test_a_cursor_of_someone_else_is_refused(desk: Desk) -> None:
    with pytest.raises(BadCursor):
        await desk.contact_queries.contacts(after="bukan")


async def test_a_merged_contact_is_found_as_the_one_it_is_in(
    desk: Desk, sari: Actor, mail: Receipt, telegram: Receipt
) -> None:
    one, other = await whose(desk, mail), await whose(desk, telegram)
    await desk.contacts.merge(other, sari, one)
    assert [row.id for row in (await desk.contact_queries.contacts()).rows] == [one]
    assert [row.id for row in (await desk.contact_queries.contacts(TELEGRAM)).rows] == [one]


# --- name and note


async def test_a_contact_gets_a_name_and_a_note(desk: Desk, sari: Actor, chat: Receipt) -> None:
    contact = await whose(desk, chat)
    await desk.contacts.change(contact, sari, name="  Siti \n Aminah ", note="Datang hari Senin\n")
    view = await seen(desk, contact)
    assert (view.name, view.note) == ("Siti Aminah", "Datang hari Senin")
    assert (await desk.ticket(chat)).contact.name == "Siti Aminah"
    await desk.contacts.change(contact, sari, note="")
    assert ((await seen(desk, contact)).name, (await seen(desk, contact)).note) == (
        "Siti Aminah", ""
    )  # fmt: skip


async def test_a_name_is_never_empty(desk: Desk, sari: Actor, mail: Receipt) -> None:
    contact = await whose(desk, mail)
    with pytest.raises(Empty):
        await desk.contacts.change(contact, sari, name="  ", note="x")
    view = await seen(desk, contact)
    assert (view.name, view.note) == ("Siti Aminah", "")


async def test_the_log_tells_that_it_changed_and_not_to_what(
    desk: Desk, sari: Actor, mail: Receipt
) -> None:
    contact, since = await whose(desk, mail), await desk.latest()
    await desk.contacts.change(contact, sari, name="Siti Rahasia", note="rahasia")
    (event,) = await desk.log(since)
    assert (event.kind, event.ticket, event.actor) == ("contact.changed", mail.ticket, sari.label)
    assert event.facts == {"contact": contact.hex}


async def test_nobody_changes_a_contact_that_is_not_there(desk: Desk, sari: Actor) -> None:
    with pytest.raises(NotFound):
        await desk.contacts.change(uuid.uuid4(), sari, name="Siti")


# --- merging


async def test_a_merge_moves_identities_and_tickets(
    desk: Desk, sari: Actor, mail: Receipt, telegram: Receipt
) -> None:
    one, other = await whose(desk, mail), await whose(desk, telegram)
    await desk.contacts.merge(other, sari, one)

    assert await has(desk, one) == ({"email", "telegram"}, {mail.ticket, telegram.ticket})
    assert await has(desk, other) == (set(), set())
    gone, kept = await seen(desk, other), await seen(desk, one)
    assert gone.merged_into is not None
    assert gone.merged_into.id == one
    assert [p.id for p in kept.merged] == [other]
    assert {i.kind: i.home for i in kept.identities} == {"email": None, "telegram": other}
    assert (await desk.ticket(telegram)).contact.name == "Siti Aminah"


async def test_what_comes_after_it_is_of_the_one_contact(
    desk: Desk, sari: Actor, mail: Receipt, telegram: Receipt
) -> None:
    one, other = await whose(desk, mail), await whose(desk, telegram)
    await desk.contacts.merge(other, sari, one)
    await desk.agents.close(number(telegram), sari)
    assert await whose(desk, await desk.telegram("lagi")) == one


async def test_unmerging_puts_everything_back(
    desk: Desk, sari: Actor, mail: Receipt, telegram: Receipt
) -> None:
    before = await everything(desk)
    one, other = await whose(desk, mail), await whose(desk, telegram)
    await desk.contacts.merge(other, sari, one)
    assert await everything(desk) != before
    await desk.contacts.unmerge(other, sari)
    assert await everything(desk) == before
    assert [i.home for i in (await seen(desk, other)).identities] == [None]


async def test_what_was_begun_meanwhile_goes_with_who_began_it(
    desk: Desk, sari: Actor, mail: Receipt, telegram: Receipt
) -> None:
    one, other = await whose(desk, mail), await whose(desk, telegram)
    await desk.contacts.merge(other, sari, one)
    await desk.agents.close(number(telegram), sari)
    theirs, ours = await desk.telegram("baru"), await desk.mail("baru")
    await desk.contacts.unmerge(other, sari)
    assert await has(desk, other) == ({"telegram"}, {telegram.ticket, theirs.ticket})
    assert await has(desk, one) == ({"email"}, {mail.ticket, ours.ticket})


async def test_an_account_tied_meanwhile_goes_with_who_tied_it(
    desk: Desk, sari: Actor, mail: Receipt, chat: Receipt
) -> None:
    one, other = await whose(desk, mail), await whose(desk, chat)
    await desk.contacts.merge(other, sari, one)
    made = await desk.links.make(conversation(chat), "telegram")
    await desk.telegram("/start", command="start", thread_keys=(link.key(made.token),))
    assert (await has(desk, one))[0] == {"email", "livechat", "telegram"}
    await desk.contacts.unmerge(other, sari)
    assert (await has(desk, other))[0] == {"livechat", "telegram"}


async def test_a_merge_and_its_undoing_can_be_repeated(
    desk: Desk, sari: Actor, mail: Receipt, telegram: Receipt
) -> None:
    before = await everything(desk)
    one, other = await whose(desk, mail), await whose(desk, telegram)
    for source, target in ((other, one), (one, other), (other, one)):
        await desk.contacts.merge(source, sari, target)
        await desk.contacts.unmerge(source, sari)
    assert await everything(desk) == before


@pytest.fixture
async def chain(
    desk: Desk, sari: Actor, chat: Receipt, mail: Receipt, telegram: Receipt
) -> tuple[UUID, UUID, UUID]:
    """Chat, mail and Telegram; the first merged into the second, that into the third."""
    first, second, third = [await whose(desk, one) for one in (chat, mail, telegram)]
    await desk.contacts.merge(first, sari, second)
    await desk.contacts.merge(second, sari, third)
    return first, second, third


async def test_everything_stands_with_the_last_of_a_chain(
    desk: Desk, chain: tuple[UUID, UUID, UUID]
) -> None:
    first, second, third = chain
    assert (await has(desk, third))[0] == {"livechat", "email", "telegram"}
    assert (await has(desk, first), await has(desk, second)) == ((set(), set()), (set(), set()))


async def test_undoing_the_last_merge_of_a_chain_keeps_the_first(
    desk: Desk, sari: Actor, chain: tuple[UUID, UUID, UUID], chat: Receipt, mail: Receipt
) -> None:
    first, second, third = chain
    await desk.contacts.unmerge(second, sari)
    assert await has(desk, second) == ({"livechat", "email"}, {chat.ticket, mail.ticket})
    assert (await has(desk, third))[0] == {"telegram"}
    await desk.contacts.unmerge(first, sari)
    assert await has(desk, first) == ({"livechat"}, {chat.ticket})


async def test_undoing_the_first_merge_of_a_chain_takes_out_just_that(
    desk: Desk, sari: Actor, chain: tuple[UUID, UUID, UUID], chat: Receipt
) -> None:
    first, second, third = chain
    await desk.contacts.unmerge(first, sari)
    assert await has(desk, first) == ({"livechat"}, {chat.ticket})
    assert (await has(desk, third))[0] == {"email", "telegram"}
    await desk.contacts.unmerge(second, sari)
    assert (await has(desk, second))[0] == {"email"}
    assert (await has(desk, third))[0] == {"telegram"}


async def test_there_are_no_circles(
    desk: Desk, sari: Actor, chain: tuple[UUID, UUID, UUID]
) -> None:
    first, second, third = chain
    before = await everything(desk)
    for source, target in ((third, first), (third, second), (first, third), (second, first)):
        with pytest.raises(CannotMerge):
            await desk.contacts.merge(source, sari, target)
    assert await everything(desk) == before


async def test_a_contact_is_not_merged_into_itself(desk: Desk, sari: Actor, mail: Receipt) -> None:
    contact = await whose(desk, mail)
    with pytest.raises(CannotMerge):
        await desk.contacts.merge(contact, sari, contact)


async def test_nothing_is_merged_with_nobody(desk: Desk, sari: Actor, mail: Receipt) -> None:
    contact, nobody = await whose(desk, mail), uuid.uuid4()
    for source, target in ((contact, nobody), (nobody, contact)):
        with pytest.raises(NotFound):
            await desk.contacts.merge(source, sari, target)
    with pytest.raises(NotFound):
        await desk.contacts.unmerge(nobody, sari)


async def test_what_was_not_merged_is_not_taken_apart(
    desk: Desk, sari: Actor, mail: Receipt
) -> None:
    with pytest.raises(CannotMerge):
        await desk.contacts.unmerge(await whose(desk, mail), sari)


async def test_the_log_tells_of_a_merge_in_ids(
    desk: Desk, sari: Actor, mail: Receipt, telegram: Receipt
) -> None:
    one, other = await whose(desk, mail), await whose(desk, telegram)
    since = await desk.latest()
    await desk.contacts.merge(other, sari, one)
    await desk.contacts.unmerge(other, sari)
    told = [(e.kind, e.ticket, e.actor, e.facts) for e in await desk.log(since)]
    assert told == [
        ("contact.merged", telegram.ticket, sari.label, {"contact": one.hex, "other": other.hex}),
        ("contact.unmerged", telegram.ticket, sari.label, {"contact": other.hex, "other": one.hex}),
    ]


async def test_a_merge_moves_no_ticket_of_another_into_another_state(
    desk: Desk, sari: Actor, mail: Receipt, telegram: Receipt
) -> None:
    before = await desk.standing(mail), await desk.standing(telegram)
    await desk.contacts.merge(await whose(desk, telegram), sari, await whose(desk, mail))
    assert (await desk.standing(mail), await desk.standing(telegram)) == before
    assert (await desk.ticket(telegram)).version == 1


# --- at once


async def outcome(work: Any) -> bool:  # noqa: ANN401
    """Whether it was done."""
    try:
        await work
    except CannotMerge:
        return False
    return True


async def test_two_that_are_merged_into_each_other_at_once_make_no_circle(
    desk: Desk, sari: Actor, mail: Receipt, telegram: Receipt
) -> None:
    one, other = await whose(desk, mail), await whose(desk, telegram)
    done = await at_once(
        outcome(desk.contacts.merge(one, sari, other)),
        outcome(desk.contacts.merge(other, sari, one)),
    )
    assert sorted(done) == [False, True]
    pointing = [row for row in await desk.rows(contacts) if row.merged_into is not None]
    assert len(pointing) == 1
    assert (await has(desk, pointing[0].merged_into))[0] == {"email", "telegram"}


async def test_three_in_a_ring_at_once_make_no_circle(
    desk: Desk, sari: Actor, chat: Receipt, mail: Receipt, telegram: Receipt
) -> None:
    a, b, c = [await whose(desk, one) for one in (chat, mail, telegram)]
    pairs = ((a, b), (b, c), (c, a))
    await at_once(*(outcome(desk.contacts.merge(one, sari, into)) for one, into in pairs))
    into = {row.id: row.merged_into for row in await desk.rows(contacts)}
    roots = [contact for contact, target in into.items() if target is None]
    assert roots, "somebody is left"
    for row in await desk.rows(identities):
        assert row.contact in roots


async def test_a_ticket_begun_during_a_merge_is_of_the_one_contact(
    desk: Desk, sari: Actor, mail: Receipt, telegram: Receipt
) -> None:
    one, other = await whose(desk, mail), await whose(desk, telegram)
    letters = [desk.mail(f"surat {n}") for n in range(6)]
    await at_once(*letters[:3], _merged(desk, one, sari, other, mail), *letters[3:])
    assert {row.contact for row in await desk.rows(tickets)} == {other}
    await desk.contacts.unmerge(one, sari)
    of_mail = {row.contact for row in await desk.rows(tickets) if row.number != telegram.ticket}
    assert of_mail == {one}


async def test_an_account_tied_during_a_merge_is_of_the_one_contact(
    desk: Desk, sari: Actor, chat: Receipt, mail: Receipt
) -> None:
    one, other = await whose(desk, chat), await whose(desk, mail)
    keys = [
        link.key((await desk.links.make(conversation(chat), "telegram")).token) for _ in range(4)
    ]
    ties = [
        desk.telegram("/start", command="start", sender=str(n), thread_keys=(key,))
        for n, key in enumerate(keys)
    ]
    await at_once(*ties[:2], _merged(desk, one, sari, other, mail), *ties[2:])
    assert {row.contact for row in await desk.rows(identities)} == {other}
    await desk.contacts.unmerge(one, sari)
    theirs = {row.address for row in await desk.rows(identities) if row.contact == one}
    assert theirs == {SESSION, "0", "1", "2", "3"}


async def test_an_account_tied_while_a_merge_waits_is_moved_too(
    desk: Desk, sari: Actor, chat: Receipt, mail: Receipt
) -> None:
    one, other = await whose(desk, chat), await whose(desk, mail)
    made = await desk.links.make(conversation(chat), "telegram")
    arrival = desk.written(
        "/start", channel="telegram", kind="telegram", sender=TELEGRAM, command="start",
        thread_keys=(link.key(made.token),),
    )  # fmt: skip

    def slowly(tx: Tx) -> Receipt:
        receipt, _ = desk.intake._receive(tx, arrival, ())
        if tx.conn.dialect.name == "postgresql":
            tx.run(sa.select(sa.func.pg_sleep(0.6)))  # not committed yet, and its locks are held
        return receipt

    async def soon() -> Receipt:
        await asyncio.sleep(0.2)
        return await _merged(desk, one, sari, other, mail)

    await at_once(desk.db.write(slowly), soon())
    assert {row.contact for row in await desk.rows(identities)} == {other}


async def _merged(desk: Desk, contact: UUID, actor: Actor, into: UUID, said: Receipt) -> Receipt:
    await desk.contacts.merge(contact, actor, into)
    return said
