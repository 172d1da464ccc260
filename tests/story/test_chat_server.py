"""The live chat of a real server: files over HTTP, a person for them, and an orderly goodbye."""

import asyncio
import json
from pathlib import Path

import aiohttp
import pytest
from aiohttp import WSMsgType

from tests.peers.server import Server

pytestmark = pytest.mark.slow
PNG = b"\x89PNG\r\n\x1a\n" + bytes(2 * 1024 * 1024)  # larger than other bodies may be


async def test_files_a_person_is_called_and_goodbye_is_said(
    sqlite_url: str, tmp_path: Path
) -> None:
    config = {
        "data": str(tmp_path / "data"),
        "database": {"url": sqlite_url},
        "nlu": {"url": "http://127.0.0.1:9", "timeout_seconds": 1},  # nobody is there
        "channels": {"livechat": {"kind": "livechat", "allowed_origins": ["https://office.id"]}},
    }
    server = Server(folder=tmp_path / "server", config=config)
    (tmp_path / "server").mkdir()
    await server.start()
    try:
        async with (
            aiohttp.ClientSession(headers={"Origin": "https://office.id"}) as http,
            http.ws_connect(f"{server.base}/chat/v1/livechat/socket") as ws,
        ):
            url = await _sends_a_file(http, server.base, ws)
            assert url.startswith("/chat/v1/livechat/files/")
            async with asyncio.TaskGroup() as group:
                group.create_task(server.stop())
                frames = [json.loads(m.data) async for m in ws if m.type is WSMsgType.TEXT]
            assert frames[-1]["type"] == "bye"
            assert 500 <= frames[-1]["retry_ms"] <= 2000
            assert ws.close_code == 1012
    finally:
        await server.stop()


async def _sends_a_file(
    http: aiohttp.ClientSession, base: str, ws: aiohttp.ClientWebSocketResponse
) -> str:
    """Send a picture alone, until the bot has called a person; the picture's address."""
    await ws.send_json({"type": "hello", "session": None, "locale": "en"})
    mine = {"Authorization": f"Bearer {(await ws.receive_json())['session']}"}
    async with http.post(f"{base}/chat/v1/uploads", data=PNG, headers=mine) as reply:
        assert (reply.status, reply.headers["Access-Control-Allow-Origin"]) == (
            201,
            "https://office.id",
        )
        file = (await reply.json())["id"]
    name = "2f1e4e1c-7a3b-4f0e-9d52-0d6d9c1f7a11"
    await ws.send_json({"type": "message", "client_id": name, "text": "", "attachments": [file]})
    url, said = "", []
    async with asyncio.timeout(20):
        while True:
            frame = await ws.receive_json()
            if frame["type"] == "message" and frame["attachments"]:
                url = frame["attachments"][0]["url"]
            elif frame["type"] == "message":
                said.append(frame["text"])
            elif frame["type"] == "state" and frame["handler"] == "queue":
                break
    assert "An officer will look at it" in said[0]
    async with http.get(f"{base}{url}", headers=mine) as reply:
        assert await reply.read() == PNG
    return str(url)
