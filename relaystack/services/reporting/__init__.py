"""Counts over people and messages."""
