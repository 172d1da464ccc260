"""The data files are checked as one, and what is wrong with them is named."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.knowledge import BadKnowledge, Knowledge, load
from nlu import topics

Edit = Callable[[Any], object]
WORDS = {"id": "kata", "en": "words"}
SMALL: dict[str, dict[str, Any]] = {
    "facts": {
        "facts": [
            {
                "id": "ch-001",
                "topic": "kanal",
                "text": WORDS,
                "source": "jakarta.go.id",
                "as_of": "2024-05-04",
                "confidence": "high",
                "status": "current",
                "audience": "citizen",
                "owner": "pusat kontak",
                "kind": "contact",
            }
        ]
    },
    "answers": {
        "answers": {"sapaan": {"lead": WORDS, "facts": ["ch-001"]}},
        "rules": [{"intent": "lokasi_jam", "answer": "sapaan"}],
        "handoff": {"minta_petugas": "confirm"},
        "declining": [],
        "about_permits": [],
    },
    "phrases": {"phrases": {"confirm": WORDS}, "labels": {"lokasi_jam": WORDS}, "permits": {}},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write a small knowledge that is whole, for a test to spoil."""
    for name, content in SMALL.items():
        (tmp_path / f"{name}.yml").write_text(yaml.safe_dump(copy.deepcopy(content)))
    return tmp_path


def test_a_small_knowledge_is_whole_too(folder: Path) -> None:
    assert list(load(folder).facts) == ["ch-001"]


def spoil(folder: Path, name: str, edit: Edit) -> None:
    path = folder / f"{name}.yml"
    content = yaml.safe_load(path.read_text())
    edit(content)
    path.write_text(yaml.safe_dump(content))


def test_the_shipped_knowledge_is_whole(knowledge: Knowledge) -> None:
    assert knowledge.facts
    assert knowledge.answers
    assert knowledge.rules


@pytest.mark.parametrize(
    ("name", "edit", "complaint"),
    [
        (
            "answers",
            lambda a: a["rules"].append({"intent": "lokasi_jam", "answer": "nowhere"}),
            r"answer nowhere \(intent lokasi_jam\)",
        ),
        (
            "answers",
            lambda a: a["answers"]["sapaan"].update(facts=["zz-999"]),
            r"fact zz-999 \(answer sapaan\)",
        ),
        (
            "answers",
            lambda a: a["handoff"].update(minta_petugas="shout"),
            r"phrase shout \(intent minta_petugas\)",
        ),
        ("phrases", lambda p: p["labels"].pop("lokasi_jam"), "label of intent lokasi_jam"),
        ("phrases", lambda p: p["phrases"]["confirm"].pop("en"), r"phrases\.confirm\.en"),
        ("answers", lambda a: a["answers"]["sapaan"]["lead"].pop("id"), r"sapaan\.lead\.id"),
        ("phrases", lambda p: p["phrases"]["confirm"].update(en=""), r"phrases\.confirm\.en"),
        ("facts", lambda f: f["facts"][0]["text"].pop("en"), r"text\.en"),
        ("facts", lambda f: f["facts"][0].pop("as_of"), "as_of"),
        ("facts", lambda f: f["facts"][0].pop("source"), "source"),
        ("facts", lambda f: f["facts"][0].update(as_of="soon"), "as_of"),
        ("facts", lambda f: f["facts"][0].update(status="true"), "status"),
        ("facts", lambda f: f["facts"][0].update(colour="blue"), "colour"),
        ("facts", lambda f: f["facts"][0].pop("owner"), "owner"),
        ("facts", lambda f: f["facts"][0].update(audience="all"), "audience"),
        ("facts", lambda f: f.pop("facts"), "facts"),
        (
            "answers",
            lambda a: a["rules"][0].update(permit="pbg"),
            "name of permit pbg",
        ),
    ],
)
def test_a_fault_is_named(folder: Path, name: str, edit: Edit, complaint: str) -> None:
    spoil(folder, name, edit)
    with pytest.raises(BadKnowledge, match=complaint):
        load(folder)


def test_all_dead_references_are_named_at_once(folder: Path) -> None:
    spoil(folder, "answers", lambda a: a["answers"]["sapaan"].update(facts=["zz-1", "zz-2"]))
    with pytest.raises(BadKnowledge, match=r"zz-1.*zz-2"):
        load(folder)


def test_two_facts_of_one_name_are_a_fault(folder: Path) -> None:
    spoil(folder, "facts", lambda f: f["facts"].append(f["facts"][0]))
    with pytest.raises(BadKnowledge, match=r"twice|duplicate"):
        load(folder)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / "facts.yml").unlink()
    with pytest.raises(BadKnowledge, match=r"facts\.yml"):
        load(folder)


@pytest.mark.parametrize("content", ["", "[]", "{unclosed", "just words", "facts: 7"])
def test_a_file_that_is_no_knowledge_is_a_clear_error(folder: Path, content: str) -> None:
    for name in ("facts", "answers", "phrases"):
        before = (folder / f"{name}.yml").read_text()
        (folder / f"{name}.yml").write_text(content)
        with pytest.raises(BadKnowledge):
            load(folder)
        (folder / f"{name}.yml").write_text(before)


def test_every_intent_the_bot_knows_has_a_topic(knowledge: Knowledge) -> None:
    known = topics.load(Path("nlu/server/topics.yml"))
    intents = {r.intent for r in knowledge.rules} | set(knowledge.handoff)
    assert {i for i in intents if known.of(i, ()) is None} == set()


def test_a_permit_decides_the_topic_only_where_it_may() -> None:
    made = topics.Topics(
        intents={"syarat": "umum", "jam": "lokasi"},
        permits={"pbg": "bangunan"},
        permit_decides=frozenset({"syarat"}),
    )
    assert made.of("syarat", ["lain", "pbg"]) == "bangunan"
    assert made.of("syarat", ["lain"]) == "umum"
    assert made.of("jam", ["pbg"]) == "lokasi"
    assert made.of(None, ["pbg"]) is None
    assert made.of("tak_dikenal", []) is None
