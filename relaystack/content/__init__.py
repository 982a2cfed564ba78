"""Reads and checks the business folder; gives the engine its flow book."""

from .book import load_book
from .errors import ContentError, Fault
from .programs import load_catalogue, read_programs

__all__ = ["ContentError", "Fault", "load_book", "load_catalogue", "read_programs"]
