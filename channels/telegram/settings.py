"""What an operator says about a Telegram bot."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from runtime.secret import Secret


class TelegramSettings(BaseModel):
    """One bot."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    kind: Literal["telegram"]
    calendar: str | None = None  # of office.calendars; None: the hours of the office
    token: Secret
    api_base: str = "https://api.telegram.org"
    mode: Literal["poll", "webhook"] = "poll"  # webhook: under web.public_url, by https
    poll_seconds: Annotated[int, Field(ge=0, le=50)] = 30
