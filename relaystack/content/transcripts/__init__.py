"""Conversations that must hold: how transcripts are read, played, compared and brought up to date."""
