"""What reads questions while Rasa is away: fixed words first, then plain numbers, never a guess."""

import json
from pathlib import Path

import pytest

from bot.policy import Answer, HandOff, Policy, Rule, decide
from nlu.standin import Standin

POLICY = Policy(rules=[Rule(intent="tanya_jam", answer="jam")], handoff={})
SMALL = {
    "words": {"slang": {"brp": "berapa"}, "particles": ["dong"]},
    "topics": {
        "intents": {"tanya_jam": "jam", "syarat": "umum"},
        "permits": {"pbg": "bangunan"},
        "permit_decides": ["syarat"],
    },
    "subject": {
        "classes": {"tanya_jam": 0.0, "bangunan": 0.0},
        "idf": {"jam": 1.0, "berapa": 1.0, "rumah": 1.0},
        "weights": {"jam": {"tanya_jam": 4.0}, "rumah": {"bangunan": 4.0}},
        "heat": 2.0,
    },
    "attribute": {"classes": {"syarat": 0.0}, "idf": {"rumah": 1.0}, "weights": {}, "heat": 1.0},
}


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    path = tmp_path / "small.standin.json"
    path.write_text(json.dumps(SMALL))
    return path


async def test_it_reads_with_plain_numbers(kept: Path) -> None:
    found = await Standin(lambda: kept).parse("jam brp dong")
    assert (found.intent, found.source) == ("tanya_jam", "standin")
    assert isinstance(decide(found, policy=POLICY), Answer)
    found = await Standin(lambda: kept).parse("bangun rumah")
    assert (found.intent, found.ranking[0].topic, found.ranking[0].permit) == (
        "syarat",
        "bangunan",
        "pbg",
    )


async def test_what_is_certain_comes_first(kept: Path) -> None:
    found = await Standin(lambda: kept).parse("jam berapa? saya minta petugas")
    assert (found.intent, found.source) == ("minta_petugas", "keywords")


@pytest.mark.parametrize("text", ["", "😀", "xyzzy", "jam rumah"])
async def test_in_doubt_it_calls_a_person(kept: Path, text: str) -> None:
    step = decide(await Standin(lambda: kept).parse(text), policy=POLICY)
    assert step == HandOff(why="unavailable", phrase="handoff_unavailable")


@pytest.mark.parametrize("name", [None, "gone.json", "spoiled.standin.json"])
async def test_without_a_model_there_are_the_keywords(tmp_path: Path, name: str | None) -> None:
    (tmp_path / "spoiled.standin.json").write_text("{")
    reader = Standin(lambda: tmp_path / name if name else None)
    assert (await reader.parse("jam berapa")).ranking == ()
    assert (await reader.parse("minta petugas")).intent == "minta_petugas"
