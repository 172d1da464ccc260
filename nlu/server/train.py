"""Trains the model of a project, unless it is there already: ``train.py --out DIR``."""

import argparse
import contextlib
import fcntl
import json
import shutil
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from thin.fingerprint import archive_path, digest, manifest_of, manifest_path, standin_path
from thin.lifeline import end_with_stdin, say
from thin.quiet import hush

UNFINISHED = ".training-"


def _arguments(given: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="where trained models are kept")
    parser.add_argument("--project", type=Path, default=Path(__file__).parent)
    parser.add_argument("--follow-stdin", action="store_true", help="end when stdin is closed")
    return parser.parse_args(given)


@contextlib.contextmanager
def _alone(models: Path) -> Iterator[None]:
    """Let one training at a time write to ``models``."""
    models.mkdir(parents=True, exist_ok=True)
    with (models / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _fit(project: Path, folder: Path) -> Path:
    """Train into ``folder``, from a copy of config.yml: Rasa writes into the one it is given."""
    from rasa.model_training import train  # noqa: PLC0415  takes seconds, and only once hushed

    config = shutil.copy(project / "config.yml", folder / "config.yml")
    result = train(
        domain=str(project / "domain.yml"),
        config=str(config),
        training_files=[str(project / "data")],
        output=str(folder),
        fixed_model_name="model.tar.gz",
        force_training=True,
    )
    if result.code != 0 or result.model is None:
        raise SystemExit("Rasa did not train: no usable training data?")
    return Path(result.model)


def _facts(project: Path) -> dict[str, Any]:
    """Count what the model is trained on, and collect the letters it will know."""
    from rasa.shared.importers.importer import TrainingDataImporter  # noqa: PLC0415  as above
    from rasa.shared.utils.io import read_config_file  # noqa: PLC0415

    data = TrainingDataImporter.load_from_config(
        str(project / "config.yml"), str(project / "domain.yml"), [str(project / "data")]
    ).get_nlu_data()
    letters = {c for e in data.intent_examples for c in e.get("text", "").lower() if c.isalpha()}
    pipeline = read_config_file(project / "config.yml")["pipeline"]
    return {
        "examples": len(data.intent_examples),
        "intents": len(data.intents),
        "entities": sorted(data.entities),
        "seed": next((part["random_state"] for part in pipeline if "random_state" in part), None),
        "alphabet": "".join(sorted(letters)),
    }


def _keep(trained: Path, archive: Path, facts: dict[str, Any]) -> None:
    """Move archive and manifest into place; they count once both are there."""
    manifest = {"fingerprint": archive.name.removesuffix(".tar.gz"), "archive": digest(trained)}
    noted = trained.with_name("manifest.json")
    noted.write_text(json.dumps(manifest | facts, indent=1))
    trained.replace(archive)
    noted.replace(manifest_path(archive))


def _keep_standin(trained: Path, archive: Path) -> None:
    """Take out of the archive what reads questions while Rasa is away, if there is something."""
    with tarfile.open(trained) as packed:
        for member in packed:
            inside = packed.extractfile(member) if member.name.endswith("/standin.json") else None
            if inside is not None:
                beside = trained.with_name("standin.json")
                beside.write_bytes(inside.read())
                beside.replace(standin_path(archive))


def _train(project: Path, archive: Path) -> None:
    started = time.monotonic()
    hush()
    say("training", model=archive.name)
    with tempfile.TemporaryDirectory(prefix=UNFINISHED, dir=archive.parent) as folder:
        facts = _facts(project)
        say("reading", examples=facts["examples"], intents=facts["intents"])
        trained = _fit(project, Path(folder))
        seconds = round(time.monotonic() - started, 1)
        _keep_standin(trained, archive)
        _keep(trained, archive, facts | {"seconds": seconds})
    say("trained", model=archive.name, seconds=seconds)


def main(given: list[str]) -> int:
    """Train, or find that it has been done."""
    arguments = _arguments(given)
    if arguments.follow_stdin:
        end_with_stdin()
    project = arguments.project
    sys.path.insert(0, str(project))  # for its components
    archive = archive_path(arguments.out, project)
    with _alone(arguments.out):
        for left in arguments.out.glob(f"{UNFINISHED}*"):  # by a training that was killed
            shutil.rmtree(left, ignore_errors=True)
        if manifest_of(archive):
            say("present", model=archive.name)
        else:
            _train(project, archive)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
