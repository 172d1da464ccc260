"""Pure decisions and values: standard library only, no time, no chance, no I/O of their own."""
