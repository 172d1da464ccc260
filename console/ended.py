"""When a session or a token ends, what it opened ends too."""

import contextlib

from aiohttp import WSCloseCode, web

from console.auth import signed_in
from runtime.bus import Bus

_LOOK_AGAIN = 15.0  # seconds, should a ring be lost; and for sessions that are over by themselves


async def close_when_ended(request: web.Request, ws: web.WebSocketResponse, bus: Bus) -> None:
    """Close a socket once nobody is signed in behind it; until cancelled."""
    async with bus.listen("sessions") as bell:
        while await signed_in(request) is not None:
            await bell.wait(_LOOK_AGAIN)
    with contextlib.suppress(ConnectionError):
        await ws.close(code=WSCloseCode.POLICY_VIOLATION, message=b"signed out")
