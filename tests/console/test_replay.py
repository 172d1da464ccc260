"""Each command of the desk, as an open console sees it: before, what the socket says, after.

The fixtures under ``console/web/src/live/fixtures`` are written from here and replayed by Vitest
(``console/web/src/live/replay.test.ts``): what is another afterwards must have been marked stale.
``make fixtures`` writes them anew.
"""

import importlib
import inspect
import json
import os
import pkgutil
from pathlib import Path
from typing import Any

import pytest

import tickets.commands
from tests.console.replay import (
    scenes_of_channels,
    scenes_of_fields,
    scenes_of_people,
    scenes_of_tickets,
)
from tests.console.replay.not_shown import NOT_SHOWN
from tests.console.replay.recording import recorded
from tests.console.replay.stage import SCENES

FIXTURES = Path(__file__).parents[2] / "console" / "web" / "src" / "live" / "fixtures"
RENEW = "RENEW_FIXTURES"  # in the environment: write them instead of comparing
OF_SCENES = (
    scenes_of_channels,
    scenes_of_fields,
    scenes_of_people,
    scenes_of_tickets,
)  # they fill `SCENES`
GROUPS = sorted({scene.group for scene in SCENES})


def commands() -> set[str]:
    """The public coroutine methods of every class under ``tickets.commands``."""
    found: set[str] = set()
    for module in pkgutil.iter_modules(tickets.commands.__path__, "tickets.commands."):
        inside = vars(importlib.import_module(module.name)).values()
        classes = (one for one in inside if inspect.isclass(one) and one.__module__ == module.name)
        for one in classes:
            methods = inspect.getmembers(one, inspect.iscoroutinefunction)
            found |= {f"{one.__name__}.{name}" for name, _ in methods if not name.startswith("_")}
    return found


def test_every_command_has_a_scene_or_a_reason_to_have_none() -> None:
    played = {scene.name for scene in SCENES}
    assert commands() == played | set(NOT_SHOWN)
    assert not played & set(NOT_SHOWN)


def test_every_scene_is_told_in_other_words() -> None:
    told = [(scene.name, scene.told) for scene in SCENES]
    assert all(words for _, words in told)
    assert len(told) == len(set(told))


def test_no_fixture_is_left_of_what_is_gone() -> None:
    assert sorted(path.stem for path in FIXTURES.glob("*.json")) == GROUPS


@pytest.mark.slow  # the whole house behind a real web server
@pytest.mark.parametrize("group", GROUPS)
async def test_a_console_is_told_of_what_changes(
    group: str, sqlite_template: Path, tmp_path: Path
) -> None:
    scenes = [scene for scene in SCENES if scene.group == group]
    played = [
        await recorded(scene, sqlite_template, tmp_path / str(place))
        for place, scene in enumerate(scenes)
    ]
    for fixture in played:
        assert fixture["before"] != fixture["after"], f"{fixture['scene']}: nothing is shown of it"
    path, text = FIXTURES / f"{group}.json", _text(played)
    if os.environ.get(RENEW):
        FIXTURES.mkdir(exist_ok=True)
        path.write_text(text)
    known = json.loads(path.read_text()) if path.exists() else None
    assert known == played, f"{path.name} is out of date; if that is meant: make fixtures"


def _text(played: list[Any]) -> str:
    return json.dumps(played, indent=1, ensure_ascii=False) + "\n"
