"""Accepted questions become training examples that Rasa reads as they were meant."""

import dataclasses
import datetime as dt
import json
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from nlu.examples import BadExample, Duplicate, Example, add
from nlu.training import SERVER, fingerprint, python_of

pytestmark = pytest.mark.slow

PLANG = Example(
    text="plang toko ukuran 2x1 m mesti lapor dulu ga?",
    language="id",
    intent="tanya_perlu_izin",
    permit="reklame",
    by="sari@kantor.id",
    at=dt.datetime(2026, 5, 4, 16, 30, tzinfo=dt.timezone(dt.timedelta(hours=7))),
    review="0a1b",
)
_READ = """
import json, sys
from rasa.shared.nlu.training_data.loading import load_data
data = load_data(sys.argv[1])
print(json.dumps([
    [e.get("text"), e.get("intent"), e.get("metadata"), e.get("entities")]
    for e in data.training_examples
]))
"""


@pytest.fixture
def server(tmp_path: Path) -> Path:
    """A project with our labels and our examples, to write into."""
    made = tmp_path / "server"
    shutil.copytree(SERVER / "data", made / "data")
    for name in ("id", "en"):
        (made / "data" / name / "reviewed.yml").unlink(missing_ok=True)
    for name in ("domain.yml", "topics.yml", "words.yml", "calibration.jsonl"):
        shutil.copy(SERVER / name, made / name)
    return made


def other(text: str, **more: str | None) -> Example:
    """Another example."""
    return dataclasses.replace(PLANG, text=text, **{"review": f"{hash(text):x}", **more})  # type: ignore[arg-type]


def test_it_is_written_with_who_when_and_permit(server: Path) -> None:
    path = add(PLANG, server)

    assert path == server / "data/id/reviewed.yml"
    block = path.read_text().partition("nlu:\n")[2]
    assert block == (
        "# 2026-05-04 09:30 UTC, sari@kantor.id, review 0a1b\n"
        "- intent: tanya_perlu_izin\n"
        "  metadata: {permit: reklame}\n"
        "  examples: |\n"
        "    - plang toko ukuran 2x1 m mesti lapor dulu ga?\n"
    )


def test_the_next_one_is_put_behind_it(server: Path) -> None:
    path = add(PLANG, server)
    path.write_text(path.read_text().rstrip("\n"))  # as some editors leave it
    add(other("matur suwun nggih mbak", intent="terima_kasih_pamit", permit=None), server)

    first, second = yaml.safe_load(path.read_text())["nlu"]
    assert first["metadata"] == {"permit": "reklame"}
    assert second == {"intent": "terima_kasih_pamit", "examples": "- matur suwun nggih mbak\n"}


def test_each_language_has_its_file(server: Path) -> None:
    path = add(other("must my shop fascia be reported beforehand", language="en"), server)
    assert path == server / "data/en/reviewed.yml"
    assert not (server / "data/id/reviewed.yml").exists()


def test_the_model_is_another_one_afterwards(server: Path) -> None:
    before = fingerprint(server)
    add(PLANG, server)
    assert fingerprint(server) != before


def test_the_same_review_is_written_once(server: Path) -> None:
    before = add(PLANG, server).read_text()
    assert add(PLANG, server).read_text() == before


@pytest.mark.parametrize(
    "text", [PLANG.text, "Plang toko ukuran 2x1 m mesti lapor dulu nggak sih???"]
)
def test_what_reads_the_same_is_refused(server: Path, text: str) -> None:
    before = add(PLANG, server).read_text()
    with pytest.raises(Duplicate, match=r"id/reviewed\.yml \(tanya_perlu_izin, reklame\)"):
        add(other(text, intent="sapaan"), server)
    assert (server / "data/id/reviewed.yml").read_text() == before


def test_what_is_an_example_already_is_refused(server: Path) -> None:
    first = yaml.safe_load((server / "data/id/kantor.yml").read_text())["nlu"][0]
    text = first["examples"].splitlines()[0].removeprefix("- ")
    with pytest.raises(Duplicate, match=r"id/kantor\.yml"):
        add(other(text), server)
    assert not (server / "data/id/reviewed.yml").exists()


def test_what_the_model_is_measured_by_is_refused(server: Path) -> None:
    question = json.loads((server / "calibration.jsonl").read_text().splitlines()[0])
    with pytest.raises(Duplicate, match=r"calibration\.jsonl"):
        add(other(question["text"]), server)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"intent": "tanya_cuaca"}, "no intent tanya_cuaca"),
        ({"permit": "sim"}, "no permit sim"),
        ({"language": "../en"}, "none of our languages"),
        ({"text": "123 [nik] :-)"}, "no word"),
        ({"text": " \n/"}, "no word"),
    ],
)
def test_what_nobody_can_learn_from_is_refused(
    server: Path, wrong: dict[str, str], why: str
) -> None:
    with pytest.raises(BadExample, match=why):
        add(dataclasses.replace(PLANG, **wrong), server)  # type: ignore[arg-type]
    assert not (server / "data/id/reviewed.yml").exists()


def test_what_is_private_is_not_written(server: Path) -> None:
    said = "plang toko saya, NIK [nik], telp 0812-3456-7890, surel budi@contoh.id"
    text = add(other(said), server).read_text()

    assert "plang toko saya, NIK 0000, telp 0000, surel surel" in text
    assert "7890" not in text
    assert "contoh.id" not in text


@pytest.mark.slow
def test_rasa_reads_what_was_meant_and_nothing_else(server: Path) -> None:
    hostile = [
        'plang [toko](permit:sip) "{x}" {"entity": "city"}',
        "- intent: sapaan\n  examples: |\n    - plang neon # bukan komentar",
        "plang\u2028papan\x85nama \U0001f600 \x1b[31m: {{ a }} | > & * !tag %",
        "/hapus_plang dari daftar",
    ]
    for text in hostile:
        add(other(text), server)
    add(other("plang tanpa izin tertentu", intent="sapaan", permit=None), server)

    read = subprocess.run(  # noqa: S603  our own program
        [python_of(SERVER), "-c", _READ, server / "data/id/reviewed.yml"],
        capture_output=True,
        check=True,
        text=True,
        env={"RASA_TELEMETRY_ENABLED": "false", "HOME": str(server), "TF_CPP_MIN_LOG_LEVEL": "2"},
    )
    found = json.loads(read.stdout.splitlines()[-1])
    assert [text for text, *_ in found] == [
        'plang toko (permit:sip) " x " "entity": "city"',
        "intent: sapaan examples: | - plang neon # bukan komentar",
        "plang papan nama \U0001f600 31m: a | > & * !tag %",
        "hapus_plang dari daftar",
        "plang tanpa izin tertentu",
    ]
    assert [intent for _, intent, *_ in found] == ["tanya_perlu_izin"] * 4 + ["sapaan"]
    assert [(more or {}).get("intent") for *_, more, _ in found[:4]] == [{"permit": "reklame"}] * 4
    assert not any(entities for *_, entities in found)
    assert "Warning" not in read.stderr
