"""How a turn is taken under a person's lock, what it leaves behind, and who has the conversation."""
