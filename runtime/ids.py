"""Names for things: UUIDv7, so that the order of names is the order of births."""

from uuid import UUID

import uuid6


def new_id() -> UUID:
    """A UUIDv7; those made in one process rise strictly."""
    return UUID(int=uuid6.uuid7().int)
