"""The composition root: command line, settings, wiring, web application, migrations."""
