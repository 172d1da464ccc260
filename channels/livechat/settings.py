"""What an operator says about a live chat."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class LiveChatSettings(BaseModel):
    """One live chat."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    kind: Literal["livechat"]
    calendar: str | None = None  # of office.calendars; None: the hours of the office
    allowed_origins: tuple[str, ...] = ("*",)
    messages_per_minute: Annotated[int, Field(ge=1)] = 60  # of one session, after a burst as large
