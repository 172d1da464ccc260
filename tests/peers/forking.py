"""The process that has imported the command line, and forks for each command of a test.

Importing everything takes seconds, which hundreds of commands would each spend again. What is
forked is a process like any other: with its own descriptors, environment and exit code, and it
can be killed. Run as ``python -m tests.peers.forking DESCRIPTOR``, a socket on which
`tests.peers.commands` orders.
"""

import contextlib
import gc
import json
import os
import socket
import sys
from collections.abc import Mapping, Sequence

from app.__main__ import main
from tests.peers.commands import LARGEST

STREAMS = 3  # standard input, output and error; after them, where to report


def serve(orders: socket.socket) -> bool:
    """Fork for each order; True in a process that is to be the command, False at the end."""
    gc.freeze()
    while True:
        raw, descriptors, _, _ = socket.recv_fds(orders, LARGEST, STREAMS + 1)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        if not raw:
            return False
        if os.fork() == 0:
            orders.close()
            return _become(json.loads(raw), descriptors)
        for one in descriptors:
            os.close(one)


def _become(order: Mapping[str, object], descriptors: Sequence[int]) -> bool:
    """The command, in a child of the one who waits for it and reports how it ended."""
    *streams, report = descriptors
    child = os.fork()
    if child:
        for one in (*range(STREAMS), *streams):
            os.close(one)
        os.write(report, str(child).encode())
        _, status = os.waitpid(child, 0)
        os.write(report, str(os.waitstatus_to_exitcode(status)).encode())
        os._exit(0)
    os.close(report)
    for number, one in enumerate(streams):
        os.dup2(one, number)
        os.close(one)
    _dress(order)
    return True


def _dress(order: Mapping[str, object]) -> None:
    """Take on arguments, environment and standard streams."""
    arguments, environment = order["arguments"], order["environment"]
    assert isinstance(arguments, list)
    assert isinstance(environment, dict)
    sys.argv = ["tanya", *arguments]
    os.environ.clear()
    os.environ.update(environment)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115
    sys.stdout = open(1, "w", closefd=False)  # noqa: SIM115
    sys.stderr = open(2, "w", 1, errors="backslashreplace", closefd=False)  # noqa: SIM115


if __name__ == "__main__" and serve(socket.socket(fileno=int(sys.argv[1]))):
    main()
