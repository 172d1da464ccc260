"""Telegram: a bot's updates in, messages with buttons out."""
