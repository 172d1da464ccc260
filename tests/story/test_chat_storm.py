"""Visitors write while their connections break and the server is killed: nobody misses anything.

``benchmarks/chat_storm.py`` does the same with two hundred of them.
"""

from pathlib import Path

import pytest

from tests.story.chat_storm import brewing

pytestmark = pytest.mark.slow
VISITORS, EACH, KILLS, SEED = 12, 8, 2, 20261201


async def test_a_storm_over_the_live_chat(
    database_url: str, rasa_socket: Path, tmp_path: Path
) -> None:
    async with brewing(
        tmp_path, database_url, rasa_socket, visitors=VISITORS, seed=SEED, haste=8
    ) as storm:
        await storm.rage(each=EACH, kills=KILLS)
        verdict = await storm.verdict()
    assert verdict.written == VISITORS * EACH
    assert verdict.visits > VISITORS, "connections broke"
    assert verdict.answers > 0
