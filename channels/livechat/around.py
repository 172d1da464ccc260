"""What every connection of a live chat shares."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

from channels.base import Intake
from channels.livechat.desk import Elsewhere, ThreadDesk
from channels.livechat.limits import Limits
from channels.livechat.post import PostDesk
from runtime.bus import Bus


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What every connection of a live chat shares."""

    channel: str
    intake: Intake
    desk: ThreadDesk
    bus: Bus
    limits: Limits
    options: Mapping[str, Any]  # of the welcome
    secret: str | None  # that pages sign their users with
    monotonic: Callable[[], float]
    slowest: float  # seconds a client may take over a frame; a slower one comes back and resumes
    post: PostDesk | None  # None: we cannot send e-mail
    elsewhere: Elsewhere | None  # None: a chat cannot go on anywhere else
