"""How a process of ours speaks to the one that started it, and ends when that one is gone."""

import json
import os
import signal
import sys
import threading


def say(event: str, **fields: object) -> None:
    """Tell what is going on: one JSON line on stdout, never anything that a citizen wrote."""
    sys.stdout.write(json.dumps({"event": event, **fields}) + "\n")
    sys.stdout.flush()


def end_with_stdin() -> None:
    """Send ourselves SIGTERM as soon as the other end of stdin is closed, however it died."""
    threading.Thread(target=_wait_for_the_end, name="lifeline", daemon=True).start()


def _wait_for_the_end() -> None:
    while os.read(0, 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
