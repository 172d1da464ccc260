"""Ports for servers that are told theirs before they start."""

import random
import socket

_FIRST, _LAST = 10_000, 32_000  # below those that systems hand out by themselves
_DICE = random.SystemRandom()  # workers are forked, and seeded alike


def free_port() -> int:
    """A port on loopback nobody uses just now, and that nobody is given unasked.

    A server takes seconds to start: one that the system hands out may by then be another's.
    """
    while True:
        port = _DICE.randint(_FIRST, _LAST)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
