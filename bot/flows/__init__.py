"""Named flows: a few questions in a row, towards an answer or a person; pure."""
