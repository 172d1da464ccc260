"""Which model belongs to which training data, and whether an archive is one that we trained."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MADE_FROM = (
    "config.yml",
    "domain.yml",
    "uv.lock",
    "words.yml",
    "topics.yml",
    "calibration.jsonl",
)
MADE_FROM_ALL_IN = ("components", "data")


def _files(project: Path) -> Iterator[Path]:
    yield from (project / name for name in MADE_FROM if (project / name).is_file())
    for folder in MADE_FROM_ALL_IN:
        yield from (path for path in (project / folder).rglob("*") if _counts(path))


def _counts(path: Path) -> bool:
    hidden = any(part.startswith(".") for part in path.parts[-2:])
    return path.is_file() and not hidden and "__pycache__" not in path.parts


def fingerprint(project: Path) -> str:
    """Hash all that decides how the model of ``project`` turns out: 64 hex digits."""
    total = hashlib.sha256()
    for name, path in sorted(
        (path.relative_to(project).as_posix(), path) for path in _files(project)
    ):
        content = path.read_bytes()
        total.update(f"{len(name.encode())}:{name}:{len(content)}:".encode())
        total.update(content)
    return total.hexdigest()


def archive_path(models: Path, project: Path) -> Path:
    """Where the model of ``project`` is kept, trained already or not."""
    return models / f"{fingerprint(project)}.tar.gz"


def manifest_path(archive: Path) -> Path:
    """Where we wrote down what ``archive`` is."""
    return archive.with_name(archive.name.removesuffix(".tar.gz") + ".json")


def standin_path(archive: Path) -> Path:
    """Where the model lies that stands in while ``archive`` is not served."""
    return archive.with_name(archive.name.removesuffix(".tar.gz") + ".standin.json")


def digest(archive: Path) -> str:
    """Hash the archive itself."""
    with archive.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def manifest_of(archive: Path) -> dict[str, Any] | None:
    """Return our manifest of ``archive``, or None unless both are there and belong together."""
    try:
        manifest = json.loads(manifest_path(archive).read_bytes())
        ours = isinstance(manifest, dict) and manifest.get("archive") == digest(archive)
    except (OSError, ValueError):
        return None
    return manifest if ours else None
