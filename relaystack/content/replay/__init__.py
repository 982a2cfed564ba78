"""Recorded conversations taken through the content that is served and through a changed one, and compared."""
