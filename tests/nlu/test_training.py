import asyncio
import json
import os
import shutil
import sys
from pathlib import Path

import pytest

from nlu.server.thin.fingerprint import manifest_of, manifest_path
from nlu.training import SERVER, TrainingFailed, ensure_model, fingerprint, model_path, surroundings

TINY = Path(__file__).parent / "tiny"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TINY, tmp_path / "project"))


def with_script(project: Path, script: str) -> Path:
    """Give the project an environment, and a training of our own making."""
    (project / ".venv" / "bin").mkdir(parents=True)
    (project / ".venv" / "bin" / "python").symlink_to(sys.executable)
    (project / "train.py").write_text(script)
    return project


def test_the_fingerprint_follows_what_the_model_is_made_from(project: Path) -> None:
    seen = {fingerprint(project)}
    for name in ("config.yml", "domain.yml", "uv.lock", "data/x.yml", "components/y.py"):
        (project / name).parent.mkdir(exist_ok=True)
        (project / name).write_text("changed")
        seen.add(fingerprint(project))
    (project / "data" / "x.yml").rename(project / "data" / "z.yml")
    seen.add(fingerprint(project))
    assert len(seen) == 7


def test_the_fingerprint_follows_nothing_else(project: Path) -> None:
    before = fingerprint(project)
    (project / "components" / "__pycache__").mkdir(parents=True)
    (project / "components" / "__pycache__" / "y.pyc").write_bytes(b"x")
    (project / "data" / ".swp").write_bytes(b"x")
    (project / "README.md").write_bytes(b"x")
    assert fingerprint(project) == before
    assert fingerprint(Path(shutil.copytree(project, project.parent / "other"))) == before


def test_our_secrets_stay_with_us(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SMTP_PASSWORD", "hidden")
    given = surroundings(tmp_path)
    assert "hidden" not in given.values()
    assert given["RASA_TELEMETRY_ENABLED"] == "false"
    assert Path(given["HOME"]).is_relative_to(tmp_path)


async def test_a_missing_environment_is_named(project: Path, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no Rasa environment at"):
        await ensure_model(project, tmp_path / "models", lambda _: None)


async def test_a_training_that_fails_shows_its_last_lines(project: Path, tmp_path: Path) -> None:
    with_script(project, "import sys; print('one'); print('two', file=sys.stderr); sys.exit(4)")
    seen: list[str] = []
    with pytest.raises(TrainingFailed, match=r"(?s)ended with 4.*two"):
        await ensure_model(project, tmp_path / "models", seen.append)
    assert sorted(seen) == ["one", "two"]


async def test_a_training_that_leaves_nothing_has_failed(project: Path, tmp_path: Path) -> None:
    with_script(project, "")
    with pytest.raises(TrainingFailed, match="is not there"):
        await ensure_model(project, tmp_path / "models", lambda _: None)


async def test_a_cancelled_training_is_ended(project: Path, tmp_path: Path) -> None:
    with_script(project, "import os, time; print(os.getpid(), flush=True); time.sleep(60)")
    started: asyncio.Queue[str] = asyncio.Queue()
    async with asyncio.TaskGroup() as group:
        task = group.create_task(ensure_model(project, tmp_path / "m", started.put_nowait))
        pid = int(await started.get())
        task.cancel()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@pytest.mark.slow
async def test_it_trains_once_and_again_only_if_needed(
    tiny: Path, models: Path, trained: Path, tmp_path: Path
) -> None:
    lines: list[str] = []
    assert trained == model_path(models, tiny)
    assert await ensure_model(tiny, models, lines.append) == trained
    assert lines == []
    manifest = json.loads(manifest_path(trained).read_bytes())
    assert (manifest["intents"], manifest["examples"], manifest["seed"]) == (5, 30, 42)
    copied = Path(shutil.copytree(models, tmp_path / "models")) / trained.name
    copied.write_bytes(b"changed by somebody")
    assert await ensure_model(tiny, copied.parent, lines.append) == copied
    assert manifest_of(copied)
    assert json.loads(lines[-1])["event"] == "trained"
    assert (tiny / "config.yml").read_bytes() == (TINY / "config.yml").read_bytes()


@pytest.mark.slow
async def test_data_that_cannot_be_trained_on_is_said(tiny: Path, tmp_path: Path) -> None:
    broken = Path(shutil.copytree(tiny, tmp_path / "broken", symlinks=True))
    (broken / "data" / "nlu.yml").write_text("nlu: [")
    with pytest.raises(TrainingFailed, match=r"nlu\.yml"):
        await ensure_model(broken, tmp_path / "models", lambda _: None)


def test_the_real_project_has_its_lock() -> None:
    assert (SERVER / "uv.lock").is_file()
