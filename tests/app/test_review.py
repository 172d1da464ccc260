"""The review queue as the command line shows it: clusters, decisions, the weekly report."""

import datetime as dt
import itertools
import math
import shutil
import uuid
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.review import (
    READING,
    accept,
    cluster,
    corrected_questions,
    in_markdown,
    listing,
    reject,
    report,
)
from app.settings import Settings
from bot.knowledge import load
from nlu.examples import Duplicate, spellings
from nlu.server.components.normal import words_of
from nlu.training import SERVER
from tests.tickets.desk import MORNING, Desk, conversation, opened
from tickets.commands.reviews import AlreadyDecided, ReviewCommands, note
from tickets.domain.review import Review, State, Unclear, Why
from tickets.queries.reviews import ReviewQueries

pytestmark = pytest.mark.slow

WORDS = spellings(SERVER)
SARI = "sari@kantor.id"
SOME = ("plang", "neon", "izin", "cara", "urus", "toko", "makam", "slf")


@pytest.fixture
async def desk(database_url: str, tmp_path: Path) -> AsyncIterator[Desk]:
    async with opened(database_url, tmp_path) as made:
        yield made


@pytest.fixture
def server(tmp_path: Path) -> Path:
    """A project with our labels and few examples, to write into."""
    made = tmp_path / "server"
    for name in ("id", "en"):
        (made / "data" / name).mkdir(parents=True)
    for name in ("domain.yml", "topics.yml", "words.yml"):
        shutil.copy(SERVER / name, made / name)
    return made


def review(text: str, **more: object) -> Review:
    plain: dict[str, object] = {
        "id": uuid.uuid4(),
        "at": MORNING,
        "ticket": "T-2026-000001-X",
        "text": text,
        "language": "id",
        "why": Why.MISS,
        "guess": "tanya_biaya",
        "confidence": 0.3,
        "intent": None,
        "permit": None,
        "state": State.OPEN,
        "decided_by": None,
        "decided_at": None,
    }
    return Review(**plain | more)  # type: ignore[arg-type]


def clusters(*texts: str) -> list[list[str]]:
    return [[r.text for r in group] for group in cluster([review(t) for t in texts], WORDS)]


async def missed(desk: Desk, text: str, why: Why = Why.MISS) -> Review:
    """A citizen writes something that is noted."""
    receipt = await desk.chat(text, sender=uuid.uuid4().hex)
    one = Unclear(seq=1, why=why, guess="tanya_biaya", confidence=0.31)
    await desk.db.write(
        lambda tx: note(
            tx, conversation(receipt), [one], reading=READING, clock=desk.clock, new_id=desk.names
        )
    )
    return (await ReviewQueries(desk.db).waiting())[-1]


def test_the_same_words_in_other_spellings_are_one_cluster() -> None:
    assert clusters("gmn caranya urus plang toko?", "bagaimana cara urus plang toko", "halo") == [
        ["gmn caranya urus plang toko?", "bagaimana cara urus plang toko"],
        ["halo"],
    ]


def test_common_words_alone_make_no_cluster() -> None:
    texts = ["cara urus izin nib", "cara urus izin slf", "cara urus izin makam", "cara urus izin x"]
    assert clusters(*texts) == [[text] for text in texts]


def test_who_is_alike_with_one_is_in_its_cluster() -> None:
    chain = ["plang neon toko", "plang neon toko roti manis", "toko roti manis"]
    assert clusters(*chain, "jam buka") == [chain, ["jam buka"]]


def test_the_largest_cluster_comes_first_and_the_oldest_within_it() -> None:
    assert clusters("jam buka", "plang neon", "plang neon!") == [
        ["plang neon", "plang neon!"],
        ["jam buka"],
    ]


def test_texts_without_words_are_left_apart() -> None:
    assert clusters("???", ":-)", "") == [["???"], [":-)"], [""]]


@given(st.lists(st.lists(st.sampled_from(SOME))))
def test_no_pair_that_is_alike_is_passed_over(said: list[list[str]]) -> None:
    bags = [set(words_of(" ".join(words), WORDS)) for words in said]
    counts = Counter(word for bag in bags for word in bag)

    def weight(words: set[str]) -> float:
        return math.fsum(math.log(1 + len(bags) / counts[word]) for word in words)

    together = [{n} for n in range(len(bags))]
    for (a, one), (b, other) in itertools.combinations(enumerate(bags), 2):
        if one & other and weight(one & other) >= weight(one | other) / 2:
            joined = next(g for g in together if a in g) | next(g for g in together if b in g)
            together = [g for g in together if not g & joined] + [joined]
    found = cluster([review(" ".join(words), confidence=n) for n, words in enumerate(said)], WORDS)
    assert {frozenset(int(r.confidence) for r in group) for group in found} == {
        frozenset(group) for group in together
    }


def test_the_report_counts_reasons_and_shows_clusters() -> None:
    found = [
        review("cara pasang plang neon"),
        review("cara pasang plang neon ya min", why=Why.DENIAL, state=State.REJECTED),
        review("Cara pasang plang neon?"),
        review("jam buka `<b>` | \x1b[31m\nbesok", why=Why.CORRECTION, guess=None),
    ]
    assert in_markdown(found, MORNING, WORDS) == (
        "# Unanswered questions, 2026-04-27 to 2026-05-04\n"
        "\n"
        "4 messages: 3 open, 0 accepted, 1 rejected.\n"
        "\n"
        "| reason | messages |\n"
        "|---|---:|\n"
        "| not understood | 2 |\n"
        "| denied by the citizen | 1 |\n"
        "| corrected by an agent | 1 |\n"
        "\n"
        "## 3 messages, mostly taken for `tanya_biaya`\n"
        "\n"
        "- `cara pasang plang neon`\n"
        "- `cara pasang plang neon ya min`\n"
        "\n"
        "## 1 message\n"
        "\n"
        "- `jam buka '<b>' | [31m besok`\n"
    )


async def test_the_report_is_of_seven_days_and_masked(desk: Desk) -> None:
    await missed(desk, "pertanyaan lama sekali")
    desk.clock.forward(days=7, seconds=1)
    await missed(desk, "plang toko, hp 081234567890", Why.DENIAL)

    told = await report(desk.db, desk.clock)
    assert "\n1 message: 1 open, 0 accepted, 0 rejected.\n" in told
    assert "- `plang toko, hp [phone]`" in told
    assert "lama" not in told
    assert "0812" not in told


async def test_a_week_without_trouble_has_a_report_too(desk: Desk) -> None:
    assert "0 messages" in await report(desk.db, desk.clock)


async def test_what_waits_is_listed_with_its_id(desk: Desk) -> None:
    assert await listing(desk.db) == "Nothing waits for review."
    one = await missed(desk, "plang\x1b[31m neon")
    two = await missed(desk, "x" * 500)

    first, gap, second = (await listing(desk.db)).splitlines()
    assert first == f"{one.id}  2026-05-04  miss (tanya_biaya 0.31)  plang [31m neon"
    assert (gap, second.startswith(str(two.id)), second.endswith("x…")) == ("", True, True)


async def test_accepted_is_an_example_in_its_language(desk: Desk, server: Path) -> None:
    await desk.agent()
    one = await missed(desk, "mau pasang plang neon, hp saya 081234567890")
    path = await accept(
        desk.db, desk.clock, one.id, by=SARI, intent="tanya_syarat", permit="reklame", server=server
    )

    assert path == server / "data/id/reviewed.yml"
    assert path.read_text().endswith(
        f"# 2026-05-04 09:00 UTC, {SARI}, review {one.id.hex}\n"
        "- intent: tanya_syarat\n"
        "  metadata: {permit: reklame}\n"
        "  examples: |\n"
        "    - mau pasang plang neon, hp saya 0000\n"
    )
    assert await listing(desk.db, server=server) == "Nothing waits for review."


async def test_a_duplicate_stays_in_the_queue(desk: Desk, server: Path) -> None:
    await desk.agent()
    for text in ("plang neon", "Plang neon?"):
        one = await missed(desk, text)
        try:
            await accept(desk.db, desk.clock, one.id, by=SARI, intent="sapaan", server=server)
        except Duplicate:
            break
    assert [r.text for r in await ReviewQueries(desk.db).waiting()] == ["Plang neon?"]

    await reject(desk.db, desk.clock, one.id, by=SARI)
    with pytest.raises(AlreadyDecided):
        await accept(desk.db, desk.clock, one.id, by=SARI, intent="sapaan", server=server)


async def test_what_people_corrected_is_what_a_new_model_is_measured_by(desk: Desk) -> None:
    agent = await desk.agent()
    meanings: list[tuple[str, str | None]] = [
        ("tanya_syarat", "reklame"),
        ("pungli_gratifikasi", None),
        ("oos_pajak", None),
        ("gone", None),
    ]
    commands = ReviewCommands(desk.db, desk.clock, desk.names, READING)
    for intent, permit in meanings:
        receipt = await desk.chat(f"plang {intent}", sender=uuid.uuid4().hex)
        [said] = await desk.messages(receipt)
        await commands.correct(said.id, agent, intent=intent, permit=permit)
        desk.clock.forward(seconds=1)

    lines = await corrected_questions(desk.db, load(Settings().bot.knowledge))
    assert [(line["topic"], line["expects"]) for line in lines] == [
        ("izin_reklame", "answer"),
        ("pungli_gratifikasi", "handoff"),
        ("oos_instansi_lain", "oos"),
    ]
    assert lines[0] == {
        "text": "plang tanya_syarat",
        "lang": "id",
        "style": "reviewed",
        "topic": "izin_reklame",
        "expects": "answer",
    }


def test_a_week_is_seven_days() -> None:
    told = in_markdown([], dt.datetime(2026, 3, 1, tzinfo=dt.UTC), WORDS)
    assert "2026-02-22 to 2026-03-01" in told
