"""The ledger of mail, for those who answer for it; and what monitoring sees of it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.bootstrap import assemble
from app.settings import DatabaseSettings, Settings
from channels.livechat.settings import LiveChatSettings
from runtime.clock import system_clock
from tests.console.caller import Caller, Office
from tests.console.offices import mailbox, serving
from tests.tickets.desk import Desk, SetClock
from tickets.domain.access import Role
from tickets.domain.traffic import Arrival
from tickets.queries.ledger import PATIENCE
from tickets.store import ingress

pytestmark = pytest.mark.slow  # the whole house behind a real web server
LEDGER = "/api/v1/mail/ledger"


@pytest.fixture
async def office(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Office]:
    """An office with a mailbox that nobody reads, and a live chat."""
    settings = Settings(
        data=tmp_path / "var",
        database=DatabaseSettings(url=sqlite_url),
        channels={
            "livechat": LiveChatSettings(kind="livechat"),
            "surat": mailbox(monkeypatch),
        },
    )
    clock = SetClock(system_clock())
    async with assemble(settings) as house, serving(house, clock) as office:
        yield office


async def test_it_says_what_became_of_every_mail(supervisor: Caller, desk: Desk) -> None:
    await desk.chat()
    await desk.mail(message_key="<a@contoh>")
    await desk.mail(thread_keys=("message:<a@contoh>",))
    await desk.intake.set_aside("surat", "17/4", "no address of a sender")
    answer = await supervisor.get(LEDGER)

    [box] = answer.body["mailboxes"]
    [aside] = box.pop("set_aside")
    assert box == {
        "channel": "surat",
        "seen": 3,
        "outcomes": {"ticket": 1, "reply": 1, "quarantined": 1},
        "waiting": 0,
        "balanced": True,
    }
    assert (aside["external_id"], aside["reason"]) == ("17/4", "no address of a sender")
    assert set(aside) == {"id", "at", "reason", "external_id"}


async def test_it_says_when_it_does_not_add_up(supervisor: Caller, desk: Desk) -> None:
    await desk.intake.keep(Arrival(channel="surat", external_id="17/4", raw=b"raw mail"))
    [fresh] = (await supervisor.get(LEDGER)).body["mailboxes"]
    earlier = desk.clock() - PATIENCE
    await desk.db.write(lambda tx: tx.run(sa.update(ingress).values(at=earlier)))
    [late] = (await supervisor.get(LEDGER)).body["mailboxes"]

    assert (fresh["waiting"], fresh["balanced"]) == (1, True)
    assert (late["waiting"], late["balanced"]) == (1, False)


async def test_it_is_for_supervisors_and_administrators(
    office: Office, api: Caller, desk: Desk
) -> None:
    admin = await office.script(await desk.agent("Budi", Role.ADMIN))
    refused = await api.get(LEDGER)

    assert (refused.status, refused.is_problem) == (403, True)
    assert (await office.stranger().get(LEDGER)).status == 401
    assert (await admin.get(LEDGER)).status == 200
    assert (await api.post(LEDGER)).status == 403


async def test_monitoring_sees_the_sum_of_each_mailbox(office: Office, desk: Desk) -> None:
    await desk.mail()
    await desk.mail(automatic=True)
    await desk.intake.set_aside("surat", "7", "not a mail")
    await desk.intake.keep(Arrival(channel="surat", external_id="8", raw=b"raw mail"))
    await desk.chat()
    lines = (await office.stranger().get("/metrics")).text.splitlines()

    shown = [line for line in lines if line.startswith("tanya_mail_")]
    assert shown == [
        'tanya_mail_seen{channel="surat"} 4.0',
        'tanya_mail_filed{channel="surat"} 2.0',
        'tanya_mail_set_aside{channel="surat"} 1.0',
        'tanya_mail_waiting{channel="surat"} 1.0',
    ]


async def test_a_mailbox_without_mail_is_shown_too(office: Office, supervisor: Caller) -> None:
    [box] = (await supervisor.get(LEDGER)).body["mailboxes"]

    assert (box["channel"], box["seen"], box["balanced"]) == ("surat", 0, True)
    assert 'tanya_mail_seen{channel="surat"} 0.0' in (await office.stranger().get("/metrics")).text
