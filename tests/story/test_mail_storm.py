"""Mail pours in while the server is killed and Dovecot restarted: one message for each mail.

``benchmarks/storm.py`` does the same with a thousand mails.
"""

from pathlib import Path

import pytest

from tests.peers.dovecot import installed
from tests.story.storm import brewing, plan

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not installed(), reason="no Dovecot on this machine"),
]
MAILS, SEED = 60, 20261124


async def test_a_storm_of_mail(database_url: str, rasa_socket: Path, tmp_path: Path) -> None:
    mails = plan(MAILS, seed=SEED, large=1)
    async with brewing(tmp_path, database_url, rasa_socket, mails, seed=SEED) as storm:
        await storm.rage(kills=2, restarts=1)
        verdict = await storm.verdict()
    assert verdict.mails == len(mails) > MAILS, "some were delivered twice"
    assert verdict.aside > 0
    assert verdict.sent > 0
