"""Live chat: a WebSocket for the widget on a citizen's page."""
