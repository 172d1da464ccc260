"""The e-mail adapter keeps every channel's promises, on both IMAP servers."""

import asyncio

import pytest

from tests.channels.contract import ChannelContract
from tests.channels.email.conftest import Server
from tests.channels.email.mailbox import EmailRig
from tests.peers.imap import Pymap
from tests.peers.smtp import MailServer


class TestEmail(ChannelContract):
    @pytest.fixture
    async def rig(self, imap: Server, smtp: MailServer) -> EmailRig:
        box = await asyncio.to_thread(imap.postbox)
        return EmailRig(box, smtp, first_uid=101 if isinstance(imap, Pymap) else 1)
