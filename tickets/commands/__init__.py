"""Everything that changes a ticket: one command, one transaction."""
