"""Alembic's entry: migrate over the connection that `app.migrate` hands in."""

from alembic import context

import runtime.jobs
import runtime.leases  # noqa: F401
import tickets.store  # noqa: F401  the tables register themselves in the metadata
from runtime.tables import meta

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=meta,
    render_as_batch=connection.dialect.name == "sqlite",
    transactional_ddl=False,  # the transaction is the caller's
)
context.run_migrations()
