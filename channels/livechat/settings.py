"""What an operator says about a live chat."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class LiveChatSettings(BaseModel):
    """One live chat."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    kind: Literal["livechat"]
    allowed_origins: tuple[str, ...] = ("*",)
    messages_per_minute: Annotated[int, Field(ge=1)] = 60  # of one session, after a burst as large
    mail: str | None = None  # the mailbox replies go on from; None: the first
    follow_seconds: Annotated[float, Field(ge=0, le=86400)] = 120  # unread for so long
