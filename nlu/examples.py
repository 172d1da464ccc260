"""Accepted questions of citizens as training examples: ``data/{id,en}/reviewed.yml``."""

import dataclasses
import datetime as dt
import fcntl
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from nlu.private import masked
from nlu.server.components.normal import Words, read_words, visible, words_of
from nlu.server.thin.texts import presentable
from runtime import plain_yaml

FILE = "reviewed.yml"
LANGUAGES = ("id", "en")
_HEADER = """\
version: "3.1"
# Questions of citizens, without what is private.  Written by `tanya nlu review accept`: each with
# when, by whom, and from which review.
nlu:
"""
_NUMBER = re.compile(r"\[(?:nik|npwp|nib|phone|digits)\]")
_ANNOTATED = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")  # [as it is written](entity)


class BadExample(Exception):
    """Nothing can be learnt from it; the message says why."""


class Duplicate(BadExample):
    """The model reads another example, or a question it is measured by, in the same words."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """What a text means, and who says so."""

    text: str
    language: str  # "id" or "en"
    intent: str
    permit: str | None
    by: str  # e-mail address
    at: dt.datetime
    review: str  # its name; the same review is written once


def spellings(server: Path) -> Words:
    """The office's list of spellings."""
    return read_words(_yaml(server / "words.yml"))


def written(text: str) -> str:
    r"""Put a text into one line, as the model is to meet it: it sees numbers as figures.

    >>> written('/halo\n- NIK [nik],\tlihat [PBG](permit) ke a@b.co\x1b')
    'halo - NIK 0000, lihat PBG (permit) ke surel'
    """
    figures = _NUMBER.sub("0000", masked(text)).replace("[email]", "surel")
    plain = re.sub(r"[\[\]{}]", " ", visible(presentable(figures)))  # they mark entities in Rasa
    return " ".join("".join(c if c.isprintable() else " " for c in plain).split()).lstrip("- ")


def add(example: Example, server: Path) -> Path:
    """Append an example to the file of its language, and return that file.

    Raises `Duplicate`, or `BadExample` for labels nobody knows and texts without words.  An
    example of the same review that is there already is left as it is.
    """
    path = server / "data" / example.language / FILE
    mark = f"review {example.review}"
    if example.language in LANGUAGES and path.exists() and mark in _marks(path):
        return path
    _refuse(example, server)
    with path.open("a+", encoding="utf-8") as opened:
        fcntl.flock(opened, fcntl.LOCK_EX)
        opened.seek(0)
        before = opened.read()
        joint = "" if before.endswith("\n") else "\n"
        opened.write((joint if before else _HEADER) + _block(example, mark))
    return path


def _block(example: Example, mark: str) -> str:
    when = example.at.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M UTC")
    who = " ".join(example.by.split())
    permit = f"  metadata: {{permit: {example.permit}}}\n" if example.permit else ""
    return (
        f"# {when}, {who}, {mark}\n"
        f"- intent: {example.intent}\n{permit}  examples: |\n    - {written(example.text)}\n"
    )


def _marks(path: Path) -> set[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return {line.rpartition(", ")[2] for line in lines if line.startswith("# ")}


def _refuse(example: Example, server: Path) -> None:
    if example.language not in LANGUAGES:
        raise BadExample(f"{example.language!r} is none of our languages")
    if example.intent not in _yaml(server / "domain.yml")["intents"]:
        raise BadExample(f"there is no intent {example.intent}")
    if example.permit is not None and example.permit not in _yaml(server / "topics.yml")["permits"]:
        raise BadExample(f"there is no permit {example.permit}")
    spelling = spellings(server)
    words = words_of(written(example.text), spelling)
    if not any(word.isalpha() for word in words):
        raise BadExample("there is no word in it to learn from")
    for text, place in _known(server):
        if words_of(text, spelling) == words:
            raise Duplicate(f"{place} has it already: {text!r}")


def learned(server: Path) -> Iterator[tuple[str, str]]:
    """Yield every text that is learnt from, and where it stands."""
    for language in LANGUAGES:
        for path in sorted((server / "data" / language).glob("*.yml")):
            for block in _yaml(path).get("nlu") or ():
                yield from ((t, _place(path, block)) for t in _texts(block.get("examples") or ""))


def _known(server: Path) -> Iterator[tuple[str, str]]:
    """Yield every text that is learnt from or measured by, and where it stands."""
    yield from learned(server)
    kept = server / "calibration.jsonl"
    if kept.exists():
        for line in kept.read_text(encoding="utf-8").splitlines():
            question = json.loads(line)
            yield question["text"], f"{kept.name} ({question['topic']})"


def _place(path: Path, block: Mapping[str, Any]) -> str:
    permit = (block.get("metadata") or {}).get("permit")
    label = block.get("intent") or "no intent"
    return f"{path.parent.name}/{path.name} ({label}{f', {permit}' if permit else ''})"


def _texts(examples: str) -> Iterator[str]:
    for line in examples.splitlines():
        if line.strip().startswith("-"):
            yield _ANNOTATED.sub(r"\1", line.strip().removeprefix("-").strip())


def _yaml(path: Path) -> Any:  # noqa: ANN401  as it is written
    return plain_yaml.parsed(path.read_text(encoding="utf-8"))
