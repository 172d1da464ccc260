"""What an operator says about a live chat."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from runtime.secret import Secret

AtLeastOne = Annotated[int, Field(ge=1)]


def _not_empty(secret: Secret) -> Secret:
    if not secret.reveal():
        raise ValueError("is empty: anyone could sign with it")
    return secret


class LiveChatSettings(BaseModel):
    """One live chat."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    kind: Literal["livechat"]
    allowed_origins: tuple[str, ...] = ("*",)
    identity_secret: Annotated[Secret, AfterValidator(_not_empty)] | None = None
    uploads: bool = True
    upload_megabytes: AtLeastOne = 50  # of one session, within two days
    messages_per_minute: AtLeastOne = 60  # of one session, after a burst as large; so the others
    uploads_per_minute: AtLeastOne = 10  # of one session
    connections_per_minute: AtLeastOne = 20  # of one person
    hellos_per_minute: AtLeastOne = 12  # of one person, without a thread yet
    people_per_address: AtLeastOne = 50  # who may share a network address: so many times the limits
