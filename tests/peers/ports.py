"""Ports for servers that are told theirs before they start."""

import random
import socket

_FIRST, _LAST = 10_000, 32_000  # below those that systems hand out by themselves
_DICE = random.SystemRandom()  # workers are forked, and seeded alike
_given: set[int] = set()  # in this process


def free_port() -> int:
    """A port on loopback nobody uses just now, and that nobody is given unasked, nor asked twice.

    A server takes seconds to start: one that the system hands out may by then be another's.
    """
    while True:
        port = _DICE.randint(_FIRST, _LAST)
        if port in _given:
            continue
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        _given.add(port)
        return port
