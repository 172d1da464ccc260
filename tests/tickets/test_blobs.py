"""Files by their digest."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tickets.blobs import Blobs


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(tmp_path / "blobs")


@pytest.mark.parametrize("content", [b"", b"a", bytes(range(256)) * 10_000])
def test_what_is_put_is_got_back_under_its_digest(blobs: Blobs, content: bytes) -> None:
    digest = blobs.put(content)

    assert digest == hashlib.sha256(content).hexdigest()
    assert blobs.get(digest) == content


def test_the_same_content_is_kept_once(blobs: Blobs, tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        digests = set(pool.map(blobs.put, [b"sama"] * 50))

    assert len(digests) == 1
    assert len([p for p in tmp_path.rglob("*") if p.is_file()]) == 1


def test_no_half_written_file_is_left_and_no_stranger_can_read(
    blobs: Blobs, tmp_path: Path
) -> None:
    digest = blobs.put(b"isi")

    [file] = [p for p in tmp_path.rglob("*") if p.is_file()]
    assert (file.parent.name, file.name) == (digest[:2], digest[2:])
    assert file.stat().st_mode & 0o077 == 0
    assert (tmp_path / "blobs").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "digest",
    ["", "0" * 64, "0" * 63, "../../etc/passwd", "A" * 64, "/" * 64, "../" * 21 + "a", "\x00" * 64],
)
def test_only_a_digest_is_looked_for(blobs: Blobs, digest: str) -> None:
    with pytest.raises(FileNotFoundError):
        blobs.get(digest)
