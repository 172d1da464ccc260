"""The database's history: each step from one shape to the next, run by `tanya migrate`."""
