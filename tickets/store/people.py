"""What goes with signing in, and the log of what administrators did."""

import datetime as dt
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import Named

from runtime.tables import BigInt, Utc, meta


class RecoveryCodeColumns(sa.TypedColumns):
    """A code for whoever lost their authenticator; gone once it is used."""

    agent: Named[UUID] = sa.Column(sa.Uuid, sa.ForeignKey("agents.id"), primary_key=True)
    digest: Named[str] = sa.Column(sa.Text, primary_key=True)


class SignInFailureColumns(sa.TypedColumns):
    """Failures in a row of an account or a network address, whether or not there is such a one."""

    key: Named[str] = sa.Column(sa.Text, primary_key=True)  # a digest: people mistype passwords
    failures: Named[int] = sa.Column(sa.Integer)
    at: Named[dt.datetime] = sa.Column(Utc)
    until: Named[dt.datetime | None] = sa.Column(Utc)  # nobody is heard before


class AdminLogColumns(sa.TypedColumns):
    """What was changed about who may come in, and about jobs; ids and states."""

    id: Named[int] = sa.Column(BigInt, primary_key=True)
    at: Named[dt.datetime] = sa.Column(Utc)
    actor: Named[str] = sa.Column(sa.Text)  # agent:<id>, or operator: at the command line
    action: Named[str] = sa.Column(sa.Text)
    agent: Named[UUID | None] = sa.Column(sa.Uuid, sa.ForeignKey("agents.id"))  # whom it is about
    facts: Named[dict[str, Any]] = sa.Column(sa.JSON)
    reason: Named[str] = sa.Column(sa.Text, server_default="")  # in the actor's words


recovery_codes = sa.Table("recovery_codes", meta, RecoveryCodeColumns)
sign_in_failures = sa.Table("sign_in_failures", meta, SignInFailureColumns)
admin_log = sa.Table("admin_log", meta, AdminLogColumns, sqlite_autoincrement=True)
