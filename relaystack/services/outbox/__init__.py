"""What waits to go out, how fast each carrier may go, and when something is tried again."""
