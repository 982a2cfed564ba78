"""The commands of `flask`: `commands.py` has them all, and what is in no file of its own."""
