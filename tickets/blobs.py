"""Files by their digest: raw arrivals and attachments, each kept once, compressed."""

import hashlib
import os
import tempfile
import zlib
from pathlib import Path


class Blobs:
    """A folder of files named by SHA-256.  Writing one twice is harmless."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def put(self, content: bytes) -> str:
        """Keep it, safe on disk when this returns; its digest in hex.  Blocks: use a thread."""
        digest = hashlib.sha256(content).hexdigest()
        place = self._place(digest)
        if place.exists():
            return digest
        if not place.parent.exists():
            place.parent.mkdir(exist_ok=True, mode=0o700)
            _sync_folder(self._folder)
        with tempfile.NamedTemporaryFile(dir=self._folder, delete=False) as file:
            file.write(zlib.compress(content, 1))
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).replace(place)
        _sync_folder(place.parent)
        return digest

    def get(self, digest: str) -> bytes:
        """The content; raises FileNotFoundError.  Blocks: use a thread."""
        return zlib.decompress(self._place(digest).read_bytes())

    def _place(self, digest: str) -> Path:
        if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):  # noqa: PLR2004
            raise FileNotFoundError(digest)
        return self._folder / digest[:2] / digest[2:]


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
