"""Fuzzing the reading of mail, led by coverage: ``python -m tests.channels.email.fuzz``.

Needs atheris, which the project does not ask for.  The corpus begins with ``letters/`` and
``found/``.  An input that raises, or takes too long, is written to ``--out`` and ends the run; keep
it in ``found/``, where `test_fuzz` reads it ever after.
"""

import argparse
import importlib
import os
import sys
import tempfile
import time
from pathlib import Path

from channels.email.parsing import Reading, parse
from tickets.domain.traffic import Inbound

HERE = Path(__file__).parent
SEEDS = (HERE / "letters", HERE / "found")
MOST_SECONDS = 2.0
READING = Reading(
    channel="surat",
    address="tanya@kantor.example",
    secret=b"a secret of at least 32 bytes ......",
    max_bytes=25_000_000,
    authserv_id="mx.kantor.example",
)
_LONGEST_SAID = 3_000_000  # characters of text, and as many of what is folded away


class TooSlow(Exception):
    """An input takes more time than any mail may."""


def check(raw: bytes) -> None:
    """Read one mail; raises for whatever must not be."""
    started = time.thread_time()  # reading waits for nothing; other processes do not count
    inbound = parse(raw, "1/7", READING)
    seconds = time.thread_time() - started
    if seconds > MOST_SECONDS:
        raise TooSlow(f"{seconds:.1f} s for {len(raw)} bytes")
    if isinstance(inbound, Inbound):
        _check_words(inbound)


def _check_words(inbound: Inbound) -> None:
    names = (upload.name for upload in inbound.uploads)
    said = (
        inbound.text,
        inbound.quoted,
        inbound.subject,
        inbound.sender,
        inbound.sender_name,
        inbound.html or "",
        inbound.message_key or "",
        inbound.bounce.reason if inbound.bounce else "",
        *inbound.thread_keys,
        *names,
    )
    for text in said:
        text.encode()  # raises for lone surrogates
        if "\0" in text:
            raise ValueError("NUL in a text")
        if len(text) > _LONGEST_SAID:
            raise ValueError(f"a text of {len(text)} characters")


def main() -> None:
    """Fuzz for a while; atheris ends the process itself."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=int, default=600)
    options.add_argument("--longest", type=int, default=20_000, help="bytes of an input")
    options.add_argument("--out", type=Path, default=Path(tempfile.gettempdir()))
    told = options.parse_args()
    told.out.mkdir(parents=True, exist_ok=True)
    seeds = tempfile.mkdtemp(prefix="mails-")
    for path in (path for folder in SEEDS for path in folder.iterdir() if path.is_file()):
        (Path(seeds) / path.name).write_bytes(path.read_bytes())
    atheris = importlib.import_module("atheris")
    atheris.instrument_all()
    arguments = [
        sys.argv[0],
        f"-max_total_time={told.seconds}",
        f"-max_len={told.longest}",
        "-timeout=10",  # a hang that cannot be measured from within
        "-print_final_stats=1",
        f"-artifact_prefix={told.out}{os.sep}",
        seeds,
    ]
    atheris.Setup(arguments, check)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
