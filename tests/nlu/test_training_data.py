import json
import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest
import yaml

from nlu import topics

pytestmark = pytest.mark.slow

SERVER = Path(__file__).parents[2] / "nlu" / "server"
KNOWLEDGE = Path(__file__).parents[2] / "bot" / "knowledge"
QUESTIONS = {
    "calibration": SERVER / "calibration.jsonl",
    "questions": Path(__file__).parent / "questions.jsonl",
}
# People do ask what an abbreviation is, in just these words, of each of them.
ASKED_OF_EVERY_NAME = {"apa itu *", "* itu apa", "what is *"}
SHORT = 2  # words; of a form one is left open
ALIKE = 3  # examples that differ in one word

Examples = list[tuple[str, str, str]]  # language, intent, text


def read(path: Path) -> dict[str, Any]:
    """Read YAML, by the fast reader where there is one."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found = yaml.load(path.read_text("utf-8"), Loader=loader)  # noqa: S506  a safe one
    assert isinstance(found, dict)
    return found


def lines(examples: str) -> list[str]:
    """Take the examples of a block apart."""
    return [line.strip()[2:] for line in examples.splitlines() if line.strip()]


def words(text: str) -> str:
    """The words of an example, without marks of entities, capitals and punctuation."""
    return " ".join(re.findall(r"\w+", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text).lower()))


@pytest.fixture(scope="module")
def examples() -> Examples:
    return [
        (path.parent.name, block["intent"], text)
        for path in sorted((SERVER / "data").rglob("*.yml"))
        for block in read(path)["nlu"]
        if "intent" in block
        for text in lines(block["examples"])
    ]


@pytest.fixture(scope="module")
def asked() -> dict[str, list[dict[str, str]]]:
    return {
        name: [json.loads(line) for line in path.read_text("utf-8").splitlines()]
        for name, path in QUESTIONS.items()
    }


def test_every_line_is_an_example() -> None:
    for path in (SERVER / "data").rglob("*.yml"):
        for block in read(path)["nlu"]:
            for line in block["examples"].splitlines():
                assert line.startswith("- "), f"{path.name}: {line}"


def test_no_example_stands_twice(examples: Examples) -> None:
    times = Counter(words(text) for _, _, text in examples)
    assert [text for text, count in times.items() if count > 1] == []


def test_no_examples_are_stamped_out_of_one_form(examples: Examples) -> None:
    forms: dict[str, set[str]] = defaultdict(set)
    for _, _, text in examples:
        said = words(text).split()
        if len(said) > SHORT:
            for at in range(len(said)):
                forms[" ".join([*said[:at], "*", *said[at + 1 :]])].add(" ".join(said))
    stamped = {form for form, found in forms.items() if len(found) > ALIKE}
    assert stamped - ASKED_OF_EVERY_NAME == set()


def test_every_intent_has_examples_in_both_languages(examples: Examples) -> None:
    count = Counter((lang, intent) for lang, intent, _ in examples)
    intents = {intent for _, intent, _ in examples}
    few = {
        (lang, intent): count[lang, intent]
        for intent in intents
        for lang, least in (("id", 60), ("en", 20))
        if count[lang, intent] < least
    }
    assert few == {}


def test_there_are_enough_examples_of_what_is_not_ours(examples: Examples) -> None:
    foreign = {i for _, i, _ in examples if i.startswith("oos_")} | {"darurat", "spam_kasar"}
    assert sum(intent in foreign for _, intent, _ in examples) >= 400


def test_no_example_holds_a_number_of_a_person(examples: Examples) -> None:
    assert [text for _, _, text in examples if re.search(r"\d{10,}", text)] == []


def test_all_that_know_intents_know_the_same(examples: Examples) -> None:
    declared = read(SERVER / "domain.yml")["intents"]
    answers = yaml.safe_load((KNOWLEDGE / "answers.yml").read_text("utf-8"))
    assert isinstance(declared, list)
    assert len(declared) == len(set(declared))
    assert {intent for _, intent, _ in examples} == set(declared)
    assert set(topics.load(SERVER / "topics.yml").intents) == set(declared)
    ruled = {rule["intent"] for rule in answers["rules"]}
    assert ruled | set(answers["handoff"]) == set(declared)
    assert set(answers["declining"]) | set(answers["about_permits"]) <= set(declared)


def test_every_topic_of_the_office_can_be_found(asked: dict[str, list[dict[str, str]]]) -> None:
    known = topics.load(SERVER / "topics.yml")
    reachable = {
        known.of(intent, permits)
        for intent in known.intents
        for permits in ((), *zip(known.permits))
    }
    for name, found in asked.items():
        assert {question["topic"] for question in found} == reachable, name
    assert len(reachable) == 45


def test_the_permits_named_in_the_data_have_a_topic() -> None:
    known = topics.load(SERVER / "topics.yml").permits
    named = {
        block["metadata"]["permit"]
        for path in (SERVER / "data").rglob("*.yml")
        for block in read(path)["nlu"]
        if "metadata" in block
    }
    assert named == set(known)


def test_the_areas_of_jakarta_are_whole() -> None:
    found = {}
    for kind in ("kecamatan", "kelurahan"):
        listed: list[str] = []
        stands_for: dict[str, str] = {}
        for block in read(SERVER / "data" / "names" / f"{kind}.yml")["nlu"]:
            if "lookup" in block:
                listed += lines(block["examples"])
            else:
                stands_for |= dict.fromkeys(lines(block["examples"]), block["synonym"])
        assert set(stands_for) <= set(listed)
        found[kind] = {re.sub(r"\W", "", stands_for.get(name, name).lower()) for name in listed}
    assert len(found["kecamatan"]) == 44
    assert len(found["kelurahan"]) == 267
    assert len(found["kecamatan"] & found["kelurahan"]) == 27


def test_what_is_measured_was_not_learned(
    examples: Examples, asked: dict[str, list[dict[str, str]]]
) -> None:
    learned = {words(text) for _, _, text in examples}
    calibrated, measured = (
        [words(question["text"]) for question in asked[name]]
        for name in ("calibration", "questions")
    )
    for texts in (calibrated, measured):
        assert len(texts) == len(set(texts))
    shared = {*learned & {*calibrated, *measured}, *set(calibrated) & set(measured)}
    assert shared == set()
