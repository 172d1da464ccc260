"""Search over the API: hits in pieces, filters, rights and pace."""

import uuid

import pytest

from console.api.search import SEARCHES_A_MINUTE
from tests.console.caller import Caller, Office
from tests.tickets.desk import Desk, number
from tickets.commands.actor import Actor
from tickets.domain.access import Role

pytestmark = pytest.mark.slow  # the whole house behind a real web server
SEARCH = "/api/v1/search"


async def test_a_hit_says_where_by_whom_and_with_which_words(api: Caller, desk: Desk) -> None:
    chat = await desk.chat("soal <b>perizinan</b>", sender_name="Siti")
    body = (await api.get(SEARCH, q="izin ")).body
    [hit] = body["data"]

    assert body["next"] is None
    assert hit["pieces"] == [
        {"text": "soal <b>", "hit": False},
        {"text": "perizinan", "hit": True},
        {"text": "</b>", "hit": False},
    ]
    assert (hit["where"], hit["private"]) == ("message", False)
    assert hit["ticket"]["number"] == number(chat)
    assert hit["channel"] == {"name": "livechat", "kind": "livechat"}
    assert hit["author"] == {"kind": "contact", "name": "Siti"}
    shown = (await api.get(f"/api/v1/tickets/{number(chat)}/messages")).body["data"]
    assert (hit["message"], hit["at"]) == (shown[0]["id"], shown[0]["at"])


async def test_what_is_found_by_name_has_no_message(api: Caller, desk: Desk) -> None:
    chat = await desk.chat("halo", sender_name="Siti")
    for words, where in ((number(chat).lower(), "number"), ("sit", "contact")):
        hit = (await api.get(SEARCH, q=words)).body["data"][0]
        assert (hit["where"], hit["message"], hit["channel"]) == (where, None, None)


async def test_filters_narrow_and_pages_follow(api: Caller, desk: Desk, sari: Actor) -> None:
    mails = [number(await desk.mail(f"izin {n}")) for n in range(3)]
    await desk.agents.take(mails[0], sari)
    at = desk.clock().isoformat()

    for filters, expected in (
        ({"status": "open"}, mails[:1]),
        ({"status": "open,new"}, mails[::-1]),
        ({"agent": "me"}, mails[:1]),
        ({"agent": str(uuid.uuid4())}, []),
        ({"channel": "surat", "since": at}, mails[::-1]),
        ({"until": at}, []),
        ({"attachment": "true"}, []),
    ):
        body = (await api.get(SEARCH, q="izin", **filters)).body
        assert [hit["ticket"]["number"] for hit in body["data"]] == expected, filters
    first = (await api.get(SEARCH, q="izin", limit=2)).body
    rest = (await api.get(SEARCH, q="izin", limit=2, after=first["next"])).body
    found = [hit["ticket"]["number"] for hit in (*first["data"], *rest["data"])]
    assert (found, rest["next"]) == (mails[::-1], None)


@pytest.mark.parametrize(
    ("filters", "place"),
    [
        ({"q": ""}, "q"),
        ({"q": "a" * 301}, "q"),
        ({"status": "asleep"}, "status"),
        ({"agent": "somebody"}, "agent"),
        ({"since": "2026-05-04T00:00:00"}, "since"),
        ({"until": "kemarin"}, "until"),
        ({"limit": 51}, "limit"),
        ({"after": "nonsense"}, "cursor"),
    ],
    ids=str,
)
async def test_what_makes_no_sense_is_refused_and_named(
    api: Caller, filters: dict[str, str | int], place: str
) -> None:
    answer = await api.get(SEARCH, **{"q": "izin"} | filters)

    assert (answer.status, answer.is_problem) == (400, True)
    assert place in answer.body["detail"]


async def test_it_is_for_who_works_here(office: Office, desk: Desk) -> None:
    assert (await office.stranger().get(SEARCH, q="izin")).status == 401
    for role in Role:
        caller = await office.script(await desk.agent(role.value.title(), role))
        assert (await caller.get(SEARCH, q="izin")).status == 200


async def test_who_searches_too_fast_is_told_to_wait_and_others_are_not(
    api: Caller, supervisor: Caller
) -> None:
    for _ in range(SEARCHES_A_MINUTE + 40):
        answer = await api.get(SEARCH, q="-")
        if answer.status == 429:
            break
    assert (answer.status, answer.is_problem) == (429, True)
    assert int(answer.headers["Retry-After"]) >= 1
    assert (await supervisor.get(SEARCH, q="-")).status == 200
