"""Plays a scene before an open console: what it showed, the frames it was sent, what it shows."""

import contextlib
import functools
import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

from tests.console.caller import Caller
from tests.console.replay.stage import Scene, Stage, opened_stage
from tests.console.test_live import Screen, opened
from tickets.queries.tallies import VIEWS
from tickets.store import contacts, tickets

Json: TypeAlias = Any
Shown: TypeAlias = dict[str, Json]  # by the key of its query, its parts joined by spaces

_SHARED = {
    "session": "session",
    "counts": "tickets/counts",
    **{f"lists {view}": f"tickets?view={view}" for view in VIEWS},
    "lists team": "tickets?team=usaha",
    "lists wall": "wall",
    "contacts search": "contacts",
    "tags": "tags",
    "colleagues": "colleagues",
    "teams": "teams",
    "prepared canned": "canned",
    "prepared macros": "macros",
    "prepared filters": "filters",
    "fields": "fields",
}
_OF_TICKET = {
    "ticket {}": "tickets/{}",
    "ticket {} bot": "tickets/{}/bot",
    "messages {}": "tickets/{}/messages",
    "suggestions {}": "tickets/{}/suggestions",
    "draft {}": "tickets/{}/draft",
    "prepared filled {}": "tickets/{}/canned",
}
_OF_CONTACT = {"contacts {}": "contacts/{}", "contacts {} tickets": "contacts/{}/tickets"}
_NOT_SHOWN = {"cursor"}  # where in the log it was read
_ID = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")
_FRAME_OF_OURS = "sampai-sini"


async def recorded(scene: Scene, template: Path, folder: Path) -> Json:
    """The fixture of a scene; the same whenever it is played."""
    async with opened_stage(template, folder) as stage:
        command = await scene.setting(stage)
        stage.desk.clock.forward(minutes=1)
        who = stage.callers[scene.watching]
        async with opened(who) as screen:
            await screen.until_ready()
            paths = await _paths(stage)
            await _frames(stage, scene, screen)  # of the opening
            before = await _read(who, paths)
            with _called(scene) as calls:
                await command()
            assert calls, f"the scene {scene.told!r} does not call {scene.name}"
            frames = await _frames(stage, scene, screen)
            after = await _read(who, paths)
        return _neat(stage, scene, (before, frames, after))


async def _paths(stage: Stage) -> dict[str, str]:
    """All that a console can have on its screen, by the key of its query."""
    numbers = [row.number for row in await stage.desk.rows(tickets)]
    people = [str(row.id) for row in await stage.desk.rows(contacts)]
    return {
        **_SHARED,
        **_each(_OF_TICKET, sorted(numbers)),
        **_each(_OF_CONTACT, sorted(people)),
    }


def _each(patterns: Mapping[str, str], names: list[str]) -> dict[str, str]:
    return {key.format(name): path.format(name) for name in names for key, path in patterns.items()}


async def _read(who: Caller, paths: Mapping[str, str]) -> Shown:
    return {key: await _one(who, path) for key, path in paths.items()}


async def _one(who: Caller, path: str) -> Json:
    answer = await who.get(f"/api/v1/{path}")
    if answer.status != 200:
        return {"status": answer.status}
    body: dict[str, Json] = answer.body
    return {name: value for name, value in body.items() if name not in _NOT_SHOWN}


@contextlib.contextmanager
def _called(scene: Scene) -> Iterator[list[str]]:
    """Notes that the command was really called."""
    calls: list[str] = []
    class_name, name = scene.name.split(".")
    owner = getattr(sys.modules[scene.command.__module__], class_name)

    @functools.wraps(scene.command)
    async def noted(*given: Any, **named: Any) -> Any:  # noqa: ANN401
        calls.append(name)
        return await scene.command(*given, **named)

    setattr(owner, name, noted)
    try:
        yield calls
    finally:
        setattr(owner, name, scene.command)


async def _frames(stage: Stage, scene: Scene, screen: Screen) -> list[Json]:
    """All that was sent until now.

    A frame of our own, twice: once it is there, all that rang before was heard; when it is there
    again, all that was heard is sent.
    """
    who = next(one for one in (stage.sari, stage.budi, stage.lia) if one.name == scene.watching)
    ours = {"type": "draft", "ticket": _FRAME_OF_OURS}
    frames: list[Json] = []
    for _ in range(2):
        topic = f"draft:{who.id.hex}:{_FRAME_OF_OURS}"
        await stage.desk.db.write(lambda tx, topic=topic: tx.ring(topic))  # type: ignore[misc]
        while (frame := await screen.frame(10)) != ours:
            frames.append(frame)
    logged = [frame for frame in frames if frame["type"] == "event"]
    anew = [frame for frame in frames if frame["type"] in {"resync", "ready"}]
    rest = [frame for frame in frames if frame not in logged and frame not in anew]
    for count, frame in enumerate(logged, 1):
        frame["id"] = f"event-{count}"
    for frame in anew:
        if "id" in frame:
            frame["id"] = "now"
    return [*logged, *sorted(rest, key=json.dumps), *anew]


def _neat(stage: Stage, scene: Scene, played: tuple[Shown, list[Json], Shown]) -> Json:
    """Only what changed; ids by the order in which they are named."""
    before, frames, after = played
    changed = {
        key: _changed(before[key], after[key]) for key in before if before[key] != after[key]
    }
    fixture = {
        "command": scene.name,
        "scene": scene.told,
        "before": {key: pair[0] for key, pair in changed.items()},
        "events": frames,
        "after": {key: pair[1] for key, pair in changed.items()},
    }
    names = {who.id.hex: who.name.lower() for who in (stage.sari, stage.budi, stage.lia)}

    def named(found: re.Match[str]) -> str:
        return names.setdefault(found[0].replace("-", ""), f"id-{len(names) - 2}")

    return json.loads(_ID.sub(named, json.dumps(fixture)))


def _changed(before: Json, after: Json) -> tuple[Json, Json]:
    """Both sides without what they have in common."""
    if isinstance(before, dict) and isinstance(after, dict):
        others = {k: None for k in (*before, *after) if before.get(k, ...) != after.get(k, ...)}
        pairs = {k: _changed(before.get(k, ...), after.get(k, ...)) for k in others}
        return (
            {k: pair[0] for k, pair in pairs.items() if pair[0] is not ...},
            {k: pair[1] for k, pair in pairs.items() if pair[1] is not ...},
        )
    if isinstance(before, list) and isinstance(after, list):
        if len(before) == len(after):
            both = [
                _changed(*pair) for pair in zip(before, after, strict=True) if pair[0] != pair[1]
            ]
            return [pair[0] for pair in both], [pair[1] for pair in both]
        gone = [one for one in before if one not in after]
        come = [one for one in after if one not in before]
        return (gone, come) if gone != come else (before, after)
    return before, after
