"""The lock on the data folder: a second process is refused, a dead one holds nothing."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from runtime.lock import Locked, only_one

_HOLD = """
import sys, time
from pathlib import Path
from runtime.lock import only_one
with only_one(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""
_TRY = """
import sys
from pathlib import Path
from runtime.lock import Locked, only_one
try:
    with only_one(Path(sys.argv[1])):
        print("held")
except Locked as why:
    print(f"refused: {why}")
"""


def python(program: str, path: Path) -> list[str]:
    return [sys.executable, "-c", program, str(path)]


def attempt(path: Path) -> str:
    return subprocess.run(  # noqa: S603
        python(_TRY, path), capture_output=True, text=True, check=True
    ).stdout.strip()


def test_a_second_process_is_refused_and_told_who_holds_it(tmp_path: Path) -> None:
    path = tmp_path / "var" / "tanya.lock"
    with only_one(path):
        assert attempt(path) == f"refused: process {os.getpid()} holds {path}"
    assert attempt(path) == "held"


def test_the_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    path = tmp_path / "tanya.lock"
    with subprocess.Popen(python(_HOLD, path), stdout=subprocess.PIPE, text=True) as holder:  # noqa: S603
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(Locked, match=f"process {holder.pid} holds"), only_one(path):
            pytest.fail("two hold it")
        holder.send_signal(signal.SIGKILL)
        holder.wait(10)
    with only_one(path):
        pass


def test_it_is_given_back_when_the_block_fails(tmp_path: Path) -> None:
    path = tmp_path / "tanya.lock"
    with pytest.raises(LookupError), only_one(path):
        raise LookupError
    with only_one(path):
        assert path.read_text() == str(os.getpid())
