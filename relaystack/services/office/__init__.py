"""What the office says of itself: when somebody is there, and how soon it answers."""
