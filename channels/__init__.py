"""Channels: one adapter for each kind of way people reach us."""
