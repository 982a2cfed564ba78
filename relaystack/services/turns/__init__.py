"""How a turn is taken under a person's lock, and what it leaves behind."""
