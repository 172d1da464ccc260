"""Files by their digest: kept once, never half, never outside their folder."""

import hashlib
import stat
import threading
from pathlib import Path

import pytest

from tickets.blobs import Blobs


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path / "blobs")
    content = bytes(range(256)) * 100
    digest = blobs.put(content)
    assert digest == hashlib.sha256(content).hexdigest()
    assert blobs.get(digest) == content
    assert Blobs(tmp_path / "blobs").get(digest) == content


def test_the_same_file_twice_is_one_file(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    assert blobs.put(b"berkas") == blobs.put(b"berkas")
    assert len([p for p in tmp_path.rglob("*") if p.is_file()]) == 1


def test_the_same_file_from_many_threads_is_one_whole_file(tmp_path: Path) -> None:
    blobs, content = Blobs(tmp_path), b"x" * 100_000
    threads = [threading.Thread(target=blobs.put, args=(content,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert blobs.get(hashlib.sha256(content).hexdigest()) == content
    assert len([p for p in tmp_path.rglob("*") if p.is_file()]) == 1


def test_an_empty_file_is_a_file(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path)
    assert blobs.get(blobs.put(b"")) == b""


@pytest.mark.parametrize("digest", ["0" * 64, "", "abc", "../" * 10 + "etc/passwd", "A" * 64])
def test_what_is_not_there_or_no_digest_is_not_found(tmp_path: Path, digest: str) -> None:
    with pytest.raises(FileNotFoundError):
        Blobs(tmp_path).get(digest)


def test_only_we_can_read_them(tmp_path: Path) -> None:
    blobs = Blobs(tmp_path / "blobs")
    blobs.put(b"rahasia")
    modes = {stat.S_IMODE(p.stat().st_mode) & 0o077 for p in (tmp_path / "blobs").rglob("*")}
    assert modes == {0}
    assert stat.S_IMODE((tmp_path / "blobs").stat().st_mode) == 0o700
