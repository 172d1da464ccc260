"""``tanya nlu evaluate``: ask questions whose right topic is known, and write down how it went."""

import asyncio
import dataclasses
import json
import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import pydantic

from app.oracle import Oracle
from nlu import measures
from nlu.measures import Asked
from nlu.server.components.normal import Words, words_of
from nlu.training import SERVER, lines, prepare, program, running

_INTERVALS = {
    "macro_f1": measures.macro_f1,
    "accuracy": lambda asked: measures.share([q.right for q in asked]),
}
_NEAREST = 3  # examples shown beside a confusion


class BadQuestions(Exception):
    """The file cannot be read; the message names the line."""


class Question(pydantic.BaseModel):
    """One line of the file."""

    text: Annotated[str, pydantic.Field(min_length=1)]
    lang: Literal["id", "en"]
    topic: str
    expects: Literal["answer", "handoff", "oos"]
    style: str = "-"


def read(path: Path) -> list[Question]:
    """Read a JSON-lines file; raises `BadQuestions`."""
    try:
        lines_read = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as why:
        raise BadQuestions(f"{path}: {why}") from why
    questions = [_question(line, f"{path}:{n}") for n, line in enumerate(lines_read, 1) if line]
    if not questions:
        raise BadQuestions(f"{path}: no question in it")
    return questions


def _question(line: str, where: str) -> Question:
    try:
        return Question.model_validate_json(line)
    except pydantic.ValidationError as why:
        fault = why.errors()[0]
        field = ".".join(map(str, fault["loc"])) or "the line"
        raise BadQuestions(f"{where}: {field}: {fault['msg']}") from why


async def ask_all(oracle: Oracle, questions: Sequence[Question]) -> list[Asked]:
    """Ask them one after another, and take the time of each."""
    asked = []
    for question in questions:
        started = time.monotonic()
        said = await oracle.ask(question.text, question.lang)
        asked.append(measures.asked(question.model_dump(), said, time.monotonic() - started))
    return asked


def report(asked: Sequence[Asked], examples: Sequence[str]) -> dict[str, Any]:
    """All figures; shares are 0..1, times milliseconds."""
    times = sorted(q.seconds * 1000 for q in asked)
    return {
        "summary": measures.summary(asked),
        "intervals": {name: measures.interval(asked, of) for name, of in _INTERVALS.items()},
        "groups": {name: measures.summary(some) for name, some in measures.groups(asked).items()},
        "topics": measures.per_topic(asked),
        "latency": {
            "p50": statistics.median(times),
            "p95": times[int(0.95 * (len(times) - 1))],
        },
        "reliability": [
            {
                "from": tenth / 10,
                "questions": len(here),
                "confidence": statistics.fmean(q.confidence for q in here),
                "right": measures.share([q.right for q in here]),
            }
            for tenth, here in sorted(measures.bins(asked).items())
        ],
        "confusions": _with_nearest(measures.confusions(asked), examples),
        "questions": [dataclasses.asdict(question) for question in asked],
    }


def _with_nearest(
    confusions: Sequence[dict[str, Any]], examples: Sequence[str]
) -> list[dict[str, Any]]:
    words = Words(slang={}, particles=frozenset())
    known = [(example, set(words_of(example, words))) for example in examples]

    def nearest(text: str) -> list[str]:
        own = set(words_of(text, words))
        order = sorted(known, key=lambda one: -len(own & one[1]) / (len(own | one[1]) or 1))
        return [example for example, _ in order[:_NEAREST]]

    return [c | {"nearest": [nearest(text) for text in c["texts"]]} for c in confusions]


def markdown(found: dict[str, Any], name: str) -> str:
    """The report for people."""
    rows = ["measure | value", "--- | ---"]
    rows += [f"{key} | {value:.3f}" for key, value in found["summary"].items()]
    rows += [
        f"{key}, 95 % interval | {low:.3f} to {high:.3f}"
        for key, (low, high) in found["intervals"].items()
    ]
    rows += [f"{key}, ms | {value:.1f}" for key, value in found["latency"].items()]
    parts = [f"# {name}", "\n".join(rows), "## Languages and styles", _groups(found["groups"])]
    parts += ["## Topics", _topics(found["topics"]), "## Taken for another", _pairs(found)]
    return "\n\n".join(parts) + "\n"


def _groups(groups: dict[str, Any]) -> str:
    rows = ["group | questions | accuracy | answered | precision | ECE", " | ".join(["---"] * 6)]
    for name, of in groups.items():
        figures = ("accuracy", "answered_coverage", "answered_precision", "calibration_error")
        cells = " | ".join(f"{of[figure]:.3f}" for figure in figures)
        rows.append(f"{name} | {of['questions']} | {cells}")
    return "\n".join(rows)


def _topics(topics: dict[str, Any]) -> str:
    rows = ["topic | precision | recall | F1", "--- | --- | --- | ---"]
    worst = sorted(topics.items(), key=lambda item: item[1]["f1"])
    rows += [f"{t} | {f['precision']:.2f} | {f['recall']:.2f} | {f['f1']:.2f}" for t, f in worst]
    return "\n".join(rows)


def _pairs(found: dict[str, Any]) -> str:
    rows = []
    for pair in found["confusions"]:
        rows.append(f"- {pair['topic']} taken for {pair['found']}")
        for text, near in zip(pair["texts"], pair["nearest"], strict=True):
            rows.append(f"  - {text!r}; nearest examples: {'; '.join(map(repr, near))}")
    return "\n".join(rows) or "Nothing."


def verdict(before: Path, after: Sequence[Asked]) -> str | None:
    """Say why a candidate must not replace what the report of before describes; None: it may."""
    told = json.loads(before.read_text(encoding="utf-8"))["questions"]
    known = [Asked(**q | {"ranking": tuple(q["ranking"])}) for q in told]
    if measures.worse(known, after):
        return "it is worse than the model of before, beyond noise"
    return None


async def write(found: dict[str, Any], folder: Path, name: str, work: Path) -> list[Path]:
    """Write JSON, Markdown and a reliability plot; the plot needs the Rasa environment."""
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    files = [folder / f"{name}.json", folder / f"{name}.md", folder / f"{name}.png"]
    files[0].write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
    files[1].write_text(markdown(found, name), encoding="utf-8")
    await asyncio.to_thread(prepare, work)
    what = program(SERVER, work, "plot.py", files[0].absolute(), files[2].absolute())
    async with running(what, stderr=asyncio.subprocess.DEVNULL) as process:
        assert process.stdout is not None  # noqa: S101  it is a pipe: see running()
        async for _ in lines(process.stdout):
            pass
        await process.wait()
    return [file for file in files if file.exists()]
