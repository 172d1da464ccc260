"""Who works with whom: teams, who is in them, who is at work, and who was mentioned."""

import datetime as dt
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Named

from runtime.tables import Utc, meta


class TeamColumns(sa.TypedColumns):
    """Agents who share tickets."""

    id: Named[str] = sa.Column(sa.Text, primary_key=True)  # its handle, which never changes
    name: Named[str] = sa.Column(sa.Text, unique=True)
    created_at: Named[dt.datetime] = sa.Column(Utc)


class TeamMemberColumns(sa.TypedColumns):
    """An agent is in a team."""

    team: Named[str] = sa.Column(sa.Text, sa.ForeignKey("teams.id"), primary_key=True)
    agent: Named[UUID] = sa.Column(
        sa.Uuid, sa.ForeignKey("agents.id"), primary_key=True, index=True
    )


class PresenceColumns(sa.TypedColumns):
    """Whether an agent is at work: what they chose, and the signs of it."""

    agent: Named[UUID] = sa.Column(sa.Uuid, sa.ForeignKey("agents.id"), primary_key=True)
    chosen: Named[str] = sa.Column(sa.Text)  # available, busy, away, offline
    state: Named[str] = sa.Column(sa.Text)  # as it was told last: the same, or what signs make it
    since: Named[dt.datetime] = sa.Column(Utc)  # of ``state``
    beat_at: Named[dt.datetime | None] = sa.Column(Utc)  # they last did something in the console
    seen_at: Named[dt.datetime | None] = sa.Column(Utc)  # their live socket was last there
    given_at: Named[dt.datetime | None] = sa.Column(Utc)  # the office last gave them a ticket


class MentionColumns(sa.TypedColumns):
    """A note names a colleague."""

    message: Named[UUID] = sa.Column(sa.Uuid, sa.ForeignKey("messages.id"), primary_key=True)
    agent: Named[UUID] = sa.Column(
        sa.Uuid, sa.ForeignKey("agents.id"), primary_key=True, index=True
    )


teams = sa.Table("teams", meta, TeamColumns)
team_members = sa.Table("team_members", meta, TeamMemberColumns)
presences = sa.Table("presences", meta, PresenceColumns)
mentions = sa.Table("mentions", meta, MentionColumns)
