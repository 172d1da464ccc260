"""What goes wrong is told to whoever asked, and to the log; who left is told nothing."""

import contextlib

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from structlog.testing import capture_logs

from console.problems import problems

pytestmark = pytest.mark.slow  # a real web server


async def _fails(request: web.Request) -> web.Response:
    if "left" in request.query:
        assert request.transport is not None
        request.transport.abort()
    raise ConnectionResetError("no more")


@pytest.mark.parametrize(("query", "logged"), [("?left", 0), ("", 1)])
async def test_a_connection_that_broke_is_no_fault_of_ours(query: str, logged: int) -> None:
    app = web.Application(middlewares=[problems])
    app.router.add_get("/", _fails)
    with capture_logs() as log:
        async with TestServer(app) as server, aiohttp.ClientSession() as http:
            with contextlib.suppress(aiohttp.ClientError):
                await http.get(server.make_url(f"/{query}"))
    assert [entry["event"] for entry in log] == ["http.failed"] * logged
