"""What every room stands on: database, jobs, worker, bus, clock, ids, secrets, log."""
