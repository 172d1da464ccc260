"""Pages, files and what operators look at: nothing outside the folder, and safe headers on all."""

import asyncio
import gzip
import re

import aiohttp
import pytest

from app.web import CONSOLE, WIDGET
from tests.channels.rig import until
from tests.console.caller import Office
from tests.tickets.desk import Desk

pytestmark = pytest.mark.slow  # the whole house behind a real web server

HEADERS = ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy")


async def _raw(office: Office, path: str) -> tuple[int, bytes]:
    """Ask for a path as it stands; clients tidy it up."""
    reader, writer = await asyncio.open_connection(office.server.host, office.server.port)
    request = f"GET {path} HTTP/1.1\r\nHost: {office.server.host}\r\nConnection: close\r\n\r\n"
    writer.write(request.encode())
    async with asyncio.timeout(10):
        answer = await reader.read()
    writer.close()
    return int(answer.split(b" ", 2)[1]), answer


@pytest.mark.parametrize(
    "path",
    [
        "/console/../config.yml",
        "/console/../../config.yml",
        "/console/../../../../../../etc/passwd",
        "/console/%2e%2e/%2e%2e/%2e%2e/config.yml",
        "/console/..%2f..%2f..%2fconfig.yml",
        "/console/assets/../../../config.yml",
        "/console//etc/passwd",
        "/console/%2fetc%2fpasswd",
        "/console/..\\..\\config.yml",
        "/console/.../config.yml",
        "/console/%2e",
        "/console/assets",
        "/../config.yml",
        "/..%2fconfig.yml",
        "/settings.py",
    ],
)
async def test_nothing_outside_the_folder_is_handed_out(office: Office, path: str) -> None:
    status, answer = await _raw(office, path)

    assert status in {400, 404}
    assert b"root:" not in answer
    assert b"livechat" not in answer


@pytest.mark.parametrize("path", ["/console/%00", "/console/a%00.js", f"/console/{'x' * 300}"])
async def test_a_name_no_file_can_have_is_not_found(office: Office, path: str) -> None:
    status, _ = await _raw(office, path)

    assert status in {400, 404}


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/console/",
        "/console/index.html",
        "/healthz",
        "/readyz",
        "/metrics",
        "/api/v1/openapi.json",
        "/api/v1/tickets",
        "/api/v1/nothing",
    ],
)
async def test_every_page_has_safe_headers(office: Office, path: str) -> None:
    answer = await office.stranger().get(path)

    assert {name for name in HEADERS if name not in answer.headers} == set()
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "unsafe-eval" not in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/nothing", "/console/nothing.js", "/console"])
async def test_errors_and_redirects_have_safe_headers_too(office: Office, path: str) -> None:
    answer = await office.stranger().get(path)

    assert answer.status in {301, 404}
    assert {name for name in HEADERS if name not in answer.headers} == set()


async def test_the_console_has_one_address(office: Office) -> None:
    answer = await office.stranger().get("/console")

    assert (answer.status, answer.headers["Location"]) == (301, "/console/")


@pytest.mark.skipif(not (CONSOLE / "index.html").exists(), reason="the console is not built")
async def test_the_console_is_a_page_that_is_asked_for_anew(office: Office) -> None:
    answer = await office.stranger().get("/console/")

    assert (answer.status, answer.headers["Cache-Control"]) == (200, "no-cache")
    assert "<html" in answer.text


@pytest.mark.skipif(not (WIDGET / "widget.js").exists(), reason="the widget is not built")
async def test_pages_and_scripts_go_out_small_to_whoever_takes_that(office: Office) -> None:
    page = await office.stranger().get("/console/")
    scripts = re.findall(r'src="(/console/assets/[^"]+\.js)"', page.text)
    assert scripts
    for path in ("/console/", *scripts, "/widget.js"):
        url = office.server.make_url(path)
        async with aiohttp.ClientSession(auto_decompress=False) as http:
            async with http.get(url, headers={"Accept-Encoding": "gzip"}) as small:
                assert small.headers["Content-Encoding"] == "gzip"
                packed = await small.read()
            async with http.get(url, headers={"Accept-Encoding": "identity"}) as whole:
                assert "Content-Encoding" not in whole.headers
                assert gzip.decompress(packed) == await whole.read(), path
                assert whole.headers["Content-Type"] == small.headers["Content-Type"]


async def test_the_widget_is_a_script(office: Office) -> None:
    answer = await office.stranger().get("/widget.js")

    assert answer.status == 200
    assert "javascript" in answer.headers["Content-Type"]


async def test_the_process_says_that_it_is_alive(office: Office) -> None:
    answer = await office.stranger().get("/healthz")

    assert (answer.status, answer.body) == (200, {"status": "alive"})


async def test_it_is_ready_with_every_part_and_its_state(office: Office) -> None:
    chat, intake = office.house.livechats[0], office.house.intake
    async with asyncio.TaskGroup() as group:
        task = group.create_task(chat.run(intake))
        await until(lambda: chat.health.state == "ok")
        answer = await office.stranger().get("/readyz")
        task.cancel()

    parts = answer.body["parts"]
    assert (answer.status, answer.body["status"]) == (200, "ready")
    assert set(parts) == {"database", "channel:livechat", "nlu", "jobs"}
    assert all("state" in part for part in parts.values())
    assert (parts["database"]["state"], parts["channel:livechat"]["state"]) == ("ok", "ok")


async def test_it_is_not_ready_without_its_database(office: Office) -> None:
    await office.house.db.close()
    answer = await office.stranger().get("/readyz")

    assert (answer.status, answer.body["status"]) == (503, "unavailable")
    assert answer.body["parts"]["database"]["state"] == "failing"


async def test_metrics_count_what_came_and_what_waits(office: Office, desk: Desk) -> None:
    await desk.chat("rahasia")
    await desk.mail(automatic=True)
    answer = await office.stranger().get("/metrics")

    assert answer.headers["Content-Type"].startswith("text/plain")
    assert 'tanya_arrivals{channel="livechat",outcome="ticket"} 1.0' in answer.text
    assert 'tanya_arrivals{channel="surat",outcome="automatic"} 1.0' in answer.text
    assert 'tanya_jobs{state="todo"} 1.0' in answer.text
    assert 'tanya_channel_up{channel="livechat"} 0.0' in answer.text
    assert "rahasia" not in answer.text
