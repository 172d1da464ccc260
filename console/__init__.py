"""The desk: a REST API, a live socket and the screens agents and supervisors work on."""
