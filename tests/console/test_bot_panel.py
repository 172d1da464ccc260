"""The bot's part in a ticket over the API: read, corrected, approved."""

import uuid
from typing import Any

import pytest

from tests.console.caller import Caller, Office
from tests.tickets.desk import Desk, number
from tickets.commands.bot import Say, Turn
from tickets.domain.proposal import Proposed
from tickets.domain.traffic import Receipt

pytestmark = pytest.mark.slow  # the whole house behind a real web server
UNDERSTOOD = {
    "of": 1,
    "source": "rasa",
    "ranking": [["tanya_biaya", 0.62], ["tanya_syarat", 0.2], ["sapaan", 0.05]],
    "entities": [["permit", "pbg"], ["phone", ""]],
    "signals": [],
    "locale": "id",
    "action": "approval",
    "about": ["tanya_biaya", "pbg"],
    "answer": "biaya_pbg",
    "facts": ["bg-003", "fakta-lama"],
}
TEXT = "Inilah biayanya."


@pytest.fixture
async def receipt(desk: Desk) -> Receipt:
    """A question whose answer waits for approval."""
    made = await desk.chat("berapa biaya PBG? hp 0812-0000-0000")
    view = await desk.turn(made)
    proposed = Proposed(
        seq=1,
        text=TEXT,
        locale="id",
        intent="tanya_biaya",
        permit="pbg",
        answer="biaya_pbg",
        facts=("bg-003",),
    )
    await desk.bot.take_turn(
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


@pytest.fixture
def path(receipt: Receipt) -> str:
    return f"/api/v1/tickets/{number(receipt)}"


async def bot(api: Caller, path: str, **params: str) -> Any:  # noqa: ANN401
    answer = await api.get(f"{path}/bot", **params)
    assert answer.status == 200, answer.text
    return answer.body


async def test_what_was_understood_is_told_in_words(api: Caller, path: str) -> None:
    body = await bot(api, path)
    [reading] = body["readings"]
    [heard] = reading["heard"]

    assert (body["handed_off_for"], body["handed_off_label"]) == ("approval", None)
    assert (reading["seq"], reading["correction"], reading["decided"]) == (1, None, False)
    assert heard["guesses"][0] == {
        "intent": "tanya_biaya", "label": "Biaya atau retribusi izin", "confidence": 0.62,
    }  # fmt: skip
    assert len(heard["guesses"]) == 3
    assert heard["entities"] == [
        {"name": "permit", "value": "PBG (pengganti IMB)", "masked": False},
        {"name": "phone", "value": "", "masked": True},
    ]
    assert heard["about"] == "Biaya atau retribusi izin: PBG (pengganti IMB)"
    known, gone = heard["facts"]
    assert (known["id"], known["status"]) == ("bg-003", "current")
    assert all(known[name] for name in ("text", "source", "as_of", "as_of_precision"))
    assert (gone["id"], gone["text"], gone["source"]) == ("fakta-lama", None, None)


async def test_labels_and_facts_come_in_the_language_that_is_asked_for(
    api: Caller, path: str
) -> None:
    heard = (await bot(api, path, locale="en"))["readings"][0]["heard"][0]
    assert heard["guesses"][0]["label"] == "Permit fees"
    indonesian = (await bot(api, path))["readings"][0]["heard"][0]["facts"][0]["text"]
    assert heard["facts"][0]["text"] != indonesian
    assert (await api.get(f"{path}/bot", locale="fr")).status == 400


async def test_a_matter_for_a_person_is_named(api: Caller, desk: Desk) -> None:
    made = await desk.chat("saya mau lapor")
    understood = {"of": 1, "ranking": [], "action": "handoff", "why": "intent:pengaduan_layanan"}
    why = "intent:pengaduan_layanan"
    await desk.bot_turn(made, Say(text="Baik", understood=understood), hand_off=why)

    body = await bot(api, f"/api/v1/tickets/{number(made)}")
    assert body["handed_off_label"] == "Menyampaikan pengaduan"
    assert body["readings"][0]["heard"][0]["why_label"] == "Menyampaikan pengaduan"


async def test_all_meanings_have_a_name(api: Caller) -> None:
    body = (await api.get("/api/v1/bot/meanings", locale="en")).body
    labels = {one["id"]: one["label"] for one in body["intents"]}

    assert labels["tanya_biaya"] == "Permit fees"
    assert labels["pungli_gratifikasi"] == "Reporting extortion or fraud"
    assert list(labels.values()) == sorted(labels.values(), key=str.casefold)
    assert {one["id"]: one["of_permits"] for one in body["intents"]}["tanya_biaya"] is True
    assert {"pbg", "nib"} <= {one["id"] for one in body["permits"]}


async def test_the_right_intent_is_kept_for_review(api: Caller, path: str) -> None:
    message = (await bot(api, path))["readings"][0]["message"]
    meaning = f"{path}/messages/{message}/meaning"
    assert (await api.post(meaning, {"intent": "lokasi_jam"})).status == 204
    assert (await api.post(meaning, {"intent": "tanya_syarat", "permit": "nib"})).status == 204

    correction = (await bot(api, path))["readings"][0]["correction"]
    assert correction["label"] == "Syarat izin: NIB dan OSS"
    assert (correction["intent"], correction["permit"]) == ("tanya_syarat", "nib")
    assert (correction["by"], correction["state"]) == ("Sari", "open")
    assert correction["at"] is not None


@pytest.mark.parametrize(
    ("meaning", "words"),
    [
        ({"intent": "tidak_ada"}, "intent: unknown tidak_ada"),
        ({"intent": "tanya_biaya", "permit": "kapal"}, "permit: unknown kapal"),
        ({"intent": "sapaan", "permit": "pbg"}, "permit: sapaan asks nothing"),
        ({}, "intent"),
        ({"intent": "x" * 101}, "intent"),
    ],
)
async def test_what_nobody_could_learn_is_refused(
    api: Caller, path: str, meaning: dict[str, str], words: str
) -> None:
    message = (await bot(api, path))["readings"][0]["message"]
    answer = await api.post(f"{path}/messages/{message}/meaning", meaning)
    assert (answer.status, answer.is_problem) == (400, True)
    assert words in answer.body["detail"]
    assert (await bot(api, path))["readings"][0]["correction"] is None


async def test_a_proposal_is_sent_once(api: Caller, path: str, desk: Desk) -> None:
    [proposal] = (await bot(api, path))["proposals"]
    assert (proposal["state"], proposal["text"]) == ("waiting", TEXT)
    assert proposal["label"] == "Biaya atau retribusi izin: PBG (pengganti IMB)"
    assert [fact["id"] for fact in proposal["facts"]] == ["bg-003"]
    assert TEXT not in str(await desk.thread())

    sent = await api.post(f"{path}/proposals/{proposal['id']}/send", {"text": "Lain"})
    assert sent.status == 201
    assert (sent.body["text"], sent.body["suggested"]) == ("Lain", "edited")
    assert sent.body["author"] == {"kind": "agent", "name": "Sari"}
    again = await api.post(f"{path}/proposals/{proposal['id']}/send")
    assert (again.status, again.body["code"]) == (409, "already_settled")
    [settled] = (await bot(api, path))["proposals"]
    assert (settled["state"], settled["decided_by"]) == ("sent", "Sari")


async def test_what_was_overtaken_is_not_sent(api: Caller, path: str, desk: Desk) -> None:
    [proposal] = (await bot(api, path))["proposals"]
    await desk.chat("sudah, terima kasih")

    assert (await bot(api, path))["proposals"][0]["state"] == "stale"
    sent = await api.post(f"{path}/proposals/{proposal['id']}/send")
    assert (sent.status, sent.body["code"]) == (409, "overtaken")
    assert (await api.post(f"{path}/proposals/{proposal['id']}/discard")).status == 204
    assert (await bot(api, path))["proposals"][0]["state"] == "discarded"


async def test_the_same_key_sends_once(api: Caller, path: str, desk: Desk) -> None:
    [proposal] = (await bot(api, path))["proposals"]
    send = f"{path}/proposals/{proposal['id']}/send"
    first, second = [await api.post(send, **{"Idempotency-Key": "k"}) for _ in range(2)]

    assert (first.status, second.status) == (201, 201)
    assert first.body["id"] == second.body["id"]
    assert [text for _, text in await desk.thread()].count(TEXT) == 1
    assert (await api.post(send, **{"Idempotency-Key": "k" * 201})).status == 400


async def test_strangers_see_and_do_nothing(office: Office, path: str) -> None:
    nobody, some = office.stranger(), uuid.uuid4()
    for what in ("/api/v1/bot/meanings", f"{path}/bot"):
        assert (await nobody.get(what)).status == 401
    for what in ("messages", "proposals"):
        for verb in ("meaning", "send", "discard"):
            answer = await nobody.post(f"{path}/{what}/{some}/{verb}", {"intent": "sapaan"})
            assert answer.status == 401


async def test_what_is_not_there(api: Caller, path: str) -> None:
    some = uuid.uuid4()
    assert (await api.get("/api/v1/tickets/T-2026-999999-X/bot")).status == 404
    for what in (f"proposals/{some}/send", f"proposals/{some}/discard"):
        answer = await api.post(f"{path}/{what}")
        assert (answer.status, answer.body["code"]) == (404, "not_found")
    answer = await api.post(f"{path}/messages/{some}/meaning", {"intent": "sapaan"})
    assert (answer.status, answer.body["code"]) == (404, "not_found")
