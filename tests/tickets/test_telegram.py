"""What Telegram asks of the store: albums, edits, groups that move, people who block us."""

import datetime as dt
import json

import sqlalchemy as sa

from channels.base import Intake as Seam
from tests.tickets.desk import TELEGRAM, Desk, conversation
from tickets.domain.message import DeliveryState
from tickets.domain.traffic import Arrival
from tickets.store import identities, ingress

NOW = dt.timedelta()


def update(number: int) -> Arrival:
    return Arrival(
        channel="telegram", external_id=f"update:{number}", raw=json.dumps({"n": number}).encode()
    )


async def outcomes(desk: Desk) -> dict[str, str]:
    rows = await desk.db.read(
        lambda tx: tx.all(sa.select(ingress.c.external_id, ingress.c.outcome))
    )
    return {row.external_id: row.outcome for row in rows}


async def test_the_intake_is_what_adapters_know(desk: Desk) -> None:
    seam: Seam = desk.intake
    assert await seam.unfiled("telegram", NOW) == []


async def test_the_parts_of_an_album_are_filed_with_it(desk: Desk) -> None:
    for number in (7, 8, 9):
        await desk.intake.keep(update(number))
    receipt = await desk.telegram("KTP", external_id="update:7", parts=("update:8", "update:9"))
    assert await outcomes(desk) == {"update:7": "ticket", "update:8": "part", "update:9": "part"}
    assert [await desk.intake.keep(update(number)) for number in (7, 8, 9)] == [False] * 3
    again = await desk.telegram("KTP", external_id="update:7", parts=("update:8", "update:9"))
    assert (again.seq, again.fresh, receipt.fresh) == (1, False, True)


async def test_what_was_kept_and_left_is_found_in_order(desk: Desk) -> None:
    for number in (9, 7):
        await desk.intake.keep(update(number))
        desk.clock.forward(seconds=1)
    assert await desk.intake.unfiled("telegram", dt.timedelta(seconds=3)) == []
    left = await desk.intake.unfiled("telegram", dt.timedelta(seconds=1))
    assert left == [update(9), update(7)]
    assert await desk.intake.unfiled("surat", NOW) == []
    await desk.telegram(external_id="update:9")
    await desk.intake.set_aside("telegram", "update:7", "odd")
    assert await desk.intake.unfiled("telegram", NOW) == []


async def test_what_is_not_for_us_is_ignored_and_not_quarantined(desk: Desk) -> None:
    await desk.intake.keep(update(7))
    await desk.intake.set_aside("telegram", "update:7", "in a group", on_purpose=True)
    await desk.intake.set_aside("telegram", "update:8", "in a group", on_purpose=True)
    await desk.intake.set_aside("telegram", "update:9", "cannot be read")
    assert await outcomes(desk) == {
        "update:7": "ignored",
        "update:8": "ignored",
        "update:9": "quarantined",
    }
    assert await desk.intake.keep(update(7)) is False


async def test_an_edit_is_a_message_that_names_the_first(desk: Desk) -> None:
    receipt = await desk.telegram("jam buka?", message_key="628/5")
    await desk.bot_turn(receipt, "Pukul delapan.")
    await desk.telegram("jam tutup?", edits="628/5")
    await desk.telegram("jam tutup hari ini?", edits="628/5")
    assert receipt.ticket is not None
    said = (await desk.queries.transcript(receipt.ticket)).rows
    assert [(one.seq, one.text, one.edited, one.edits) for one in said] == [
        (1, "jam buka?", False, None),
        (2, "Pukul delapan.", False, None),
        (3, "jam tutup?", True, 1),
        (4, "jam tutup hari ini?", True, 1),
    ]


async def test_an_edit_of_a_message_we_do_not_have_says_so(desk: Desk) -> None:
    receipt = await desk.telegram("jam tutup?", edits="628/5")
    await desk.telegram("yang lain", sender="629", message_key="628/5")  # another chat's
    assert receipt.ticket is not None
    (said,) = (await desk.queries.transcript(receipt.ticket)).rows
    assert (said.edited, said.edits) == (True, None)


async def test_the_bot_reads_only_the_new_wording_of_what_it_has_not_answered(desk: Desk) -> None:
    await desk.telegram("jam buka?", message_key="628/5")
    receipt = await desk.telegram("jam tutup?", edits="628/5")
    assert [said.text for said in (await desk.turn(receipt)).unheard] == ["jam tutup?"]


async def test_a_group_is_the_contact_and_its_people_the_authors(desk: Desk) -> None:
    receipt = await desk.telegram("halo", sender="-5", sender_name="Siti", group="RT 05")
    await desk.telegram("saya juga", sender="-5", sender_name="Budi", group="RT 05")
    assert receipt.ticket is not None
    ticket = await desk.queries.ticket(receipt.ticket)
    said = (await desk.queries.transcript(receipt.ticket)).rows
    assert ticket is not None
    assert ticket.contact.name == "RT 05"
    assert [one.author.name for one in said] == ["Siti", "Budi"]


async def test_a_group_that_moves_goes_on_in_its_ticket(desk: Desk) -> None:
    before = await desk.telegram("halo", sender="-5", group="RT 05")
    for _ in range(2):  # Telegram says so twice
        await desk.intake.moved("telegram", "-5", "-100")
    after = await desk.telegram("masih di sini", sender="-100", group="RT 05")
    assert (after.ticket, after.seq) == (before.ticket, 2)


async def test_a_group_that_wrote_before_it_was_said_to_have_moved(desk: Desk) -> None:
    old = await desk.telegram("halo", sender="-5", group="RT 05")
    new = await desk.telegram("halo lagi", sender="-100", group="RT 05")
    await desk.intake.moved("telegram", "-5", "-100")
    after = await desk.telegram("di sini", sender="-100", group="RT 05")
    assert after.ticket == new.ticket != old.ticket
    await desk.bot_turn(old, "Pukul delapan.")
    assert old.ticket is not None
    answer = (await desk.queries.transcript(old.ticket)).rows[-1]
    out = await desk.deliveries.outbound(answer.id)
    assert out is not None
    assert out.to == "-100"


async def test_a_message_on_its_way_follows_a_group_that_moved(desk: Desk) -> None:
    receipt = await desk.telegram("halo", sender="-5", group="RT 05")
    await desk.bot_turn(receipt, "Pukul delapan.")
    assert receipt.ticket is not None
    answer = (await desk.queries.transcript(receipt.ticket)).rows[-1]
    await desk.deliveries.moved(answer.id, "-100")
    out = await desk.deliveries.outbound(answer.id)
    assert out is not None
    assert out.to == "-100"


async def blocked(desk: Desk, ticket: str | None) -> list[bool]:
    assert ticket is not None
    view = await desk.queries.ticket(ticket)
    assert view is not None
    return [channel.blocked for channel in view.channels]


async def reaches(desk: Desk) -> list[bool]:
    log = await desk.log()
    return [one.facts["blocked"] for one in log if one.kind == "contact.reached"]


async def test_who_blocks_us_is_shown_until_they_take_us_back(desk: Desk) -> None:
    receipt = await desk.telegram()
    for yes in (True, True, False, False):
        await desk.intake.reached("telegram", TELEGRAM, blocked=yes)
        assert await blocked(desk, receipt.ticket) == [yes]
    assert await reaches(desk) == [True, False]  # only what is news
    await desk.intake.reached("telegram", "nobody", blocked=True)


async def test_who_writes_wants_our_messages_again(desk: Desk) -> None:
    receipt = await desk.telegram()
    await desk.bot_turn(receipt, "Pukul delapan.")
    assert receipt.ticket is not None
    answer = (await desk.queries.transcript(receipt.ticket)).rows[-1]
    await desk.deliveries.failed(answer.id, "blocked by the user", blocked=True)
    assert await blocked(desk, receipt.ticket) == [True]
    said = (await desk.queries.transcript(receipt.ticket)).rows[-1]
    assert said.delivery is not None
    assert said.delivery.state is DeliveryState.BLOCKED
    await desk.telegram("saya kembali")
    assert await blocked(desk, receipt.ticket) == [False]
    assert await reaches(desk) == [True, False]


async def test_a_ticket_says_whether_an_email_address_is_known(desk: Desk) -> None:
    chat, mail = await desk.telegram(), await desk.mail()
    views = [await desk.queries.ticket(str(one.ticket)) for one in (chat, mail)]
    assert [view.has_email for view in views if view is not None] == [False, True]


async def test_the_language_that_was_chosen_stays(desk: Desk) -> None:
    first = await desk.telegram(locale="id")
    await desk.bot_turn(first, "In English from now on.", locale="en")
    assert first.ticket is not None
    view = await desk.queries.ticket(first.ticket)
    assert view is not None
    assert view.locale == "en"
    sari = await desk.agent()
    await desk.agents.resolve(first.ticket, sari)
    await desk.agents.close(first.ticket, sari)
    after = await desk.telegram("lagi", locale="id")
    assert after.ticket != first.ticket
    assert (await desk.turn(after)).locale == "en"
    rows = await desk.db.read(lambda tx: tx.all(sa.select(identities.c.locale)))
    assert [row.locale for row in rows] == ["en"]
    assert conversation(after) != conversation(first)
