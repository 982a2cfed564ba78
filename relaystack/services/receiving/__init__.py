"""How what Meta tells us is taken in: messages, statuses, changes."""
