"""Transcripts as files to take out: JSON, CSV and PDF."""
