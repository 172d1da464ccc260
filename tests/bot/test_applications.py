"""The adapter against a real server that keeps the contract, and one that breaks it."""

import datetime as dt
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import structlog

from bot.applications import (
    Applications,
    HttpApplications,
    NotFound,
    NotOwner,
    Unavailable,
    looked_up,
)
from bot.flows.engine import Flows
from bot.flows.texts import load
from bot.flows.values import Advance, Application, HandOff, Stage
from bot.knowledge import Knowledge, Words
from runtime.secret import Secret
from tests.peers.applications import (
    SECRET,
    ApplicationsServer,
    Misbehaviour,
    floods,
    hangs,
    resets,
    says,
    trickles,
)

pytestmark = pytest.mark.slow

NUMBER, STRANGER = "JKT-2026-000123", "JKT-2026-999999"
OWNER = {"email": "siti.aminah@contoh.id", "phone": "081234567890"}
NOW = dt.datetime(2026, 5, 4, 3, tzinfo=dt.UTC)
GOOD = {"number": NUMBER, "stage": "issued", "since": "2026-05-04"}


class Clock:
    """Monotonic seconds, moved by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
async def server() -> AsyncIterator[ApplicationsServer]:
    async with ApplicationsServer() as server:
        server.keep(NUMBER, "technical_review", **OWNER)
        yield server


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def applications(server: ApplicationsServer, clock: Clock) -> AsyncIterator[Applications]:
    client = HttpApplications(server.url, Secret(SECRET), monotonic=clock, timeout=1)
    yield client
    await client.close()


async def test_the_owner_hears_how_far_it_is(applications: Applications) -> None:
    expected = Application(number=NUMBER, stage=Stage.TECHNICAL_REVIEW, since=dt.date(2026, 5, 4))
    for check in ("inah", "7890"):
        assert await applications.find(NUMBER, check) == expected


@pytest.mark.parametrize("stage", list(Stage))
async def test_every_stage_is_known(
    server: ApplicationsServer, applications: Applications, stage: Stage
) -> None:
    server.keep(NUMBER, str(stage), **OWNER)
    assert (await applications.find(NUMBER, "inah")).stage is stage


async def test_the_back_end_may_word_the_next_step(
    server: ApplicationsServer, applications: Applications
) -> None:
    words = {"id": "Ambil di loket 4", "en": "Collect it at counter 4"}
    server.keep(NUMBER, "issued", **OWNER)["next_step"] = words
    assert (await applications.find(NUMBER, "inah")).next_step == Words(**words)


async def test_a_wrong_owner_and_an_unknown_number_are_the_same(
    applications: Applications,
) -> None:
    with pytest.raises(NotFound) as wrong:
        await applications.find(NUMBER, "0000")
    with pytest.raises(NotFound) as unknown:
        await applications.find(STRANGER, "inah")
    assert (type(wrong.value), str(wrong.value)) == (type(unknown.value), str(unknown.value))


async def test_a_back_end_that_tells_owners_apart_is_understood() -> None:
    async with ApplicationsServer(tells_owners_apart=True) as server:
        server.keep(NUMBER, "issued", **OWNER)
        client = HttpApplications(server.url, Secret(SECRET), monotonic=Clock())
        with pytest.raises(NotOwner):
            await client.find(NUMBER, "0000")
        await client.close()


async def test_number_and_proof_are_in_the_body_and_never_in_the_address(
    server: ApplicationsServer, applications: Applications
) -> None:
    await applications.find(NUMBER, "inah")
    assert server.asked == [{"number": NUMBER, "owner_check": "inah"}]


async def test_a_wrong_secret_is_unavailable_and_not_shown(server: ApplicationsServer) -> None:
    client = HttpApplications(server.url, Secret("another"), monotonic=Clock())
    with pytest.raises(Unavailable, match=r"^status 401$"):
        await client.find(NUMBER, "inah")
    await client.close()


async def test_a_wrong_base_says_nothing_about_a_number(server: ApplicationsServer) -> None:
    client = HttpApplications(server.url + "/wrong", Secret(SECRET), monotonic=Clock())
    with pytest.raises(Unavailable, match="status 404"):
        await client.find(NUMBER, "inah")
    await client.close()


def changed(**changes: object) -> Misbehaviour:
    return says(200, json.dumps({**GOOD, **changes}).encode())


BROKEN = {
    "a fault of its own": says(500),
    "a proxy's": says(503, b"<html>away</html>"),
    "too many": says(429),
    "a page for 404": says(404, b"<html>no</html>"),
    "a page for 403": says(403, b"<html>no</html>"),
    "nothing": says(200),
    "a page": says(200, b"<html>"),
    "not text": says(200, b"\xff\xfe\x00"),
    "a list": says(200, b"[]"),
    "half of it": says(200, b'{"number": "JKT-2026-000123"}'),
    "a stage of its own": changed(stage="lost"),
    "no date": changed(since="yesterday"),
    "another application": changed(number=STRANGER),
    "half a next step": changed(next_step={"id": "Ambil"}),
    "a long next step": changed(next_step={"id": "a" * 301, "en": "b"}),
    "lines in the next step": changed(next_step={"id": "a\nb", "en": "b"}),
    "far too much": says(200, json.dumps(GOOD).encode() + b" " * 20_000),
    "no end": floods,
    "compressed": says(200, b"\x1f\x8b\x08\x00", **{"Content-Encoding": "gzip"}),
    "silence": hangs,
    "a trickle": trickles,
    "a closed line": resets,
}


@pytest.mark.parametrize("how", BROKEN)
async def test_what_breaks_the_contract_is_unavailable_and_nobody_is_named(
    server: ApplicationsServer, applications: Applications, how: str
) -> None:
    server.instead = BROKEN[how]
    with structlog.testing.capture_logs() as logged, pytest.raises(Unavailable) as why:
        await applications.find(NUMBER, "inah")
    told = f"{why.value!r} {why.value.__cause__!r} {logged}"
    assert [entry["event"] for entry in logged] == ["applications.unavailable"]
    assert not any(secret in told for secret in (NUMBER, STRANGER, "inah", SECRET, server.url))


async def test_redirects_are_not_followed(
    server: ApplicationsServer, applications: Applications
) -> None:
    for status in (301, 302, 307, 308):
        server.instead = says(status, Location="/elsewhere")
        with pytest.raises(Unavailable):
            await applications.find(NUMBER, "inah")
    assert not any("path" in asked for asked in server.asked)


async def test_nobody_there_is_unavailable(server: ApplicationsServer) -> None:
    client = HttpApplications("http://127.0.0.1:9", Secret(SECRET), monotonic=Clock())
    with pytest.raises(Unavailable):
        await client.find(NUMBER, "inah")
    await client.close()
    assert not server.asked


async def test_after_failures_in_a_row_it_is_left_alone_for_a_while(
    server: ApplicationsServer, clock: Clock
) -> None:
    client = HttpApplications(server.url, Secret(SECRET), monotonic=clock, limit=3, rest=5)
    server.instead = says(500)
    for _ in range(5):
        with pytest.raises(Unavailable):
            await client.find(NUMBER, "inah")
    assert (client.state, len(server.asked)) == ("open", 3)
    server.instead, clock.now = None, 5.0
    with pytest.raises(NotFound):  # an answer too: it is up again
        await client.find(STRANGER, "inah")
    assert client.state == "closed"
    await client.close()


# -- the whole flow over the wire -------------------------------------------------------------


@pytest.fixture
def flows(knowledge: Knowledge) -> Flows:
    texts = load(Path("bot/knowledge/flows.yml"), knowledge)
    return Flows(texts, knowledge, number=re.compile(r"JKT-\d{4}-\d{6}", re.IGNORECASE))


async def said(flows: Flows, applications: Applications, *messages: str) -> Advance:
    advance = flows.begin("status", NOW)
    for message in messages:
        assert advance.state is not None
        advance = flows.advance(advance.state, message, NOW)
        advance = await looked_up(applications, flows, advance, NOW)
    return advance


async def test_the_flow_tells_the_owner(flows: Flows, applications: Applications) -> None:
    end = await said(flows, applications, NUMBER, "0812-3456-7890")
    assert [line.phrase for line in end.says] == ["status_is", "next_technical_review"]
    assert end.state is None
    assert end.effect is None


async def test_the_flow_tells_strangers_nothing(flows: Flows, applications: Applications) -> None:
    wrong_owner = await said(flows, applications, NUMBER, "0000")
    no_such = await said(flows, applications, STRANGER, "inah")
    assert [line.phrase for line in wrong_owner.says] == ["status_not_found"]
    assert wrong_owner.says == no_such.says
    assert wrong_owner.offers == no_such.offers
    assert wrong_owner.state is not None
    assert no_such.state is not None
    assert wrong_owner.state.step == no_such.state.step == "number_again"


async def test_three_wrong_tries_call_a_person(flows: Flows, applications: Applications) -> None:
    end = await said(flows, applications, *[NUMBER, "0000"] * 3)
    assert [line.phrase for line in end.says] == ["status_not_found_officer"]
    assert isinstance(end.effect, HandOff)
    assert end.state is None


async def test_a_back_end_that_is_away_calls_a_person(
    flows: Flows, server: ApplicationsServer, applications: Applications
) -> None:
    server.instead = says(500)
    end = await said(flows, applications, NUMBER, "inah")
    assert [line.phrase for line in end.says] == ["status_unavailable"]
    assert isinstance(end.effect, HandOff)
